import { onceFor } from '../collections.js';
import {
  fieldOf,
  type Inventory,
  isMap,
  itemsOf,
  type KubernetesObjectFact,
  type Node,
  type PodFact,
} from '../readers/index.js';
import type { Destination } from './destination.js';
import { labelsMatch } from './label-selector.js';
import { type Obstacle, podsNamed } from './obstacle.js';

/** Policies of networks that are not Kubernetes' own, by API group; those of the whole cluster have no namespace (2026-11). */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  'cilium.io': ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'],
  'projectcalico.org': ['NetworkPolicy', 'GlobalNetworkPolicy'],
  'crd.projectcalico.org': ['NetworkPolicy', 'GlobalNetworkPolicy'],
  'networking.k8s.aws': ['ApplicationNetworkPolicy', 'ClusterNetworkPolicy'],
  'policy.networking.k8s.io': ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'],
};

const WHOLE_CLUSTER = /^(?:CiliumClusterwide|Global|Cluster|Admin|BaselineAdmin)/;

/** Whether an object is a policy of such a network. */
export function isOtherPolicy({ apiVersion, objectKind }: KubernetesObjectFact): boolean {
  const [group = ''] = apiVersion.known ? apiVersion.value.split('/') : [];
  const kinds = Object.hasOwn(KINDS, group) ? KINDS[group] : undefined;
  return objectKind.known && kinds?.includes(objectKind.value) === true;
}

/** The first such policy that may be for the pod and has rules for what leaves it: what they let through is not evaluated. */
export function otherPolicyObstacle(
  inventory: Inventory,
  namespace: string,
  pod: PodFact | undefined,
  destination: Destination,
): Obstacle | undefined {
  const found = otherPolicies(inventory).find(
    (object) =>
      isIn(object, namespace) && specsOf(object).some((spec) => limitsEgress(spec) && mayConcern(spec, pod)),
  );
  if (found === undefined) return undefined;
  const { kind, name, place } = found;
  const who = podsNamed(pod, namespace);
  return {
    ...{ cause: 'other-policy', certain: false, place },
    reason: `whether ${kind} ${name?.known ? name.value : 'unnamed'} lets ${who} reach ${destination.name}, is not evaluated: policies of this kind are not read`,
    fix: `see that it lets pods out to ${destination.name}`,
  };
}

const otherPolicies = onceFor(({ kubernetesObjects }: Inventory) => kubernetesObjects.filter(isOtherPolicy));

function isIn({ objectKind, namespace }: KubernetesObjectFact, wanted: string): boolean {
  if (objectKind.known && WHOLE_CLUSTER.test(objectKind.value)) return true;
  return namespace === undefined ? wanted === 'default' : !namespace.known || namespace.value === wanted;
}

/** Cilium's may have several. */
const specsOf = ({ node }: KubernetesObjectFact): readonly Node[] => [
  ...itemsOf(fieldOf(node, 'spec')),
  ...itemsOf(fieldOf(node, 'specs')),
];

function limitsEgress(spec: Node): boolean {
  if (!isMap(spec) || spec.rest.length > 0) return true;
  const types = itemsOf(fieldOf(spec, 'types') ?? fieldOf(spec, 'policyTypes'));
  return (
    ['egress', 'egressDeny'].some((name) => fieldOf(spec, name) !== undefined) ||
    types.some((type) => type.kind === 'scalar' && type.value === 'Egress')
  );
}

/** Cilium's keys may say where a label comes from, `k8s:app`, and then mean more than the pod's own. */
function mayConcern(spec: Node, pod: PodFact | undefined): boolean {
  const selector = fieldOf(spec, 'endpointSelector') ?? fieldOf(spec, 'podSelector');
  const labels = fieldOf(selector, 'matchLabels');
  if (isMap(labels) && labels.entries.some(({ key }) => key === undefined || /[:]|^io\./.test(key)))
    return true;
  return !isMap(selector) || labelsMatch(selector, pod?.labels, pod !== undefined) !== 'no';
}
