import { parseCidr } from '../aws/cidr.js';
import { groupBy, onceFor } from '../collections.js';
import {
  fieldOf,
  type Inventory,
  ifKnown,
  isList,
  isMap,
  isNull,
  itemsOf,
  type KubernetesObjectFact,
  type Node,
  nodeAt,
  type PodFact,
  unknownsIn,
} from '../readers/index.js';
import type { Destination } from './destination.js';
import { labelsMatch } from './label-selector.js';
import { type Obstacle, podsNamed } from './obstacle.js';

/**
 * Network policies that select the pod and together leave a destination out. Whether the cluster's network heeds policies is
 * not known here, so it is never certain; it heeds none for pods of the host's network. Without a pod in the files, only
 * policies for all pods count.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/ (2026-11)
 */
export function networkPolicyObstacle(
  inventory: Inventory,
  namespace: string,
  pod: PodFact | undefined,
  destination: Destination,
): Obstacle | undefined {
  if (isTrue(fieldOf(pod?.spec, 'hostNetwork'))) return undefined;
  const own = policiesByNamespace(inventory).get(namespace) ?? [];
  const isolating = own.filter((policy) => limitsEgress(policy) && selects(policy, pod));
  const first = isolating[0];
  if (first === undefined || isolating.some((policy) => mayLetThrough(policy, destination))) return undefined;
  const names = isolating.map(({ name }) => (name?.known ? name.value : 'unnamed'));
  const who = podsNamed(pod, namespace);
  return {
    ...{ cause: 'network-policy', certain: false, place: first.place },
    reason: `${isolating.length === 1 ? 'NetworkPolicy' : 'the NetworkPolicies'} ${names.join(' and ')} ${isolating.length === 1 ? 'does' : 'do'} not let ${who} out to ${destination.name}: where the cluster enforces it, no credentials arrive`,
    fix: destination.fix,
  };
}

/** Whether an object is a NetworkPolicy of Kubernetes itself. */
export const isNetworkPolicy = ({ apiVersion, objectKind }: KubernetesObjectFact) =>
  objectKind.known &&
  objectKind.value === 'NetworkPolicy' &&
  apiVersion.known &&
  /^(?:networking\.k8s\.io|extensions)\//.test(apiVersion.value);

/** Network policies by the namespaces that the files tell. */
const policiesByNamespace = onceFor(({ kubernetesObjects }: Inventory) =>
  groupBy(kubernetesObjects.filter(isNetworkPolicy), ({ namespace }) =>
    namespace === undefined ? 'default' : ifKnown(namespace),
  ),
);

const isTrue = (node: Node | undefined) => node?.kind === 'scalar' && node.value === true;

const specOf = ({ node }: KubernetesObjectFact) => fieldOf(node, 'spec');

/** Without `policyTypes`, a policy limits egress exactly when it has rules for it. */
function limitsEgress(policy: KubernetesObjectFact): boolean {
  const types = fieldOf(specOf(policy), 'policyTypes');
  if (types === undefined || isNull(types)) return rulesOf(policy).length > 0;
  return itemsOf(types).some((type) => type.kind === 'scalar' && type.value === 'Egress');
}

const rulesOf = (policy: KubernetesObjectFact) => itemsOf(fieldOf(specOf(policy), 'egress'));

/** Rules that are not known may let the pod get there as well. */
function mayLetThrough(policy: KubernetesObjectFact, destination: Destination): boolean {
  const spec = specOf(policy);
  const egress = fieldOf(spec, 'egress');
  if (!isMap(spec) || spec.rest.length > 0 || (isList(egress) && egress.rest.length > 0)) return true;
  return rulesOf(policy).some((rule) => mayReach(rule, destination));
}

function selects(policy: KubernetesObjectFact, pod: PodFact | undefined): boolean {
  return labelsMatch(nodeAt(specOf(policy), ['podSelector']), pod?.labels, pod !== undefined) === 'yes';
}

/** What is unknown of a rule may let the pod get there. */
function mayReach(rule: Node, destination: Destination): boolean {
  if (unknownsIn(rule).length > 0) return true;
  const to = itemsOf(fieldOf(rule, 'to'));
  const ports = itemsOf(fieldOf(rule, 'ports'));
  return (
    (to.length === 0 || to.some((peer) => mayHold(peer, destination))) &&
    (ports.length === 0 || ports.some((port) => isPort(port, destination)))
  );
}

/** Selectors of pods and namespaces never match an address outside the cluster's pods. */
function mayHold(peer: Node, { mayBeIn, isIn }: Destination): boolean {
  const block = fieldOf(peer, 'ipBlock');
  const cidr = nodeAt(block, ['cidr']);
  if (!isMap(block) || cidr?.kind !== 'scalar') return false;
  const networkOf = (node: Node) => (node.kind === 'scalar' ? parseCidr(String(node.value)) : undefined);
  return mayBeIn(networkOf(cidr)) && !itemsOf(fieldOf(block, 'except')).some((each) => isIn(networkOf(each)));
}

function isPort(port: Node, destination: Destination): boolean {
  const protocol = fieldOf(port, 'protocol');
  if (protocol?.kind === 'scalar' && protocol.value !== 'TCP') return false;
  const from = fieldOf(port, 'port');
  if (from === undefined || isNull(from) || isList(from)) return true;
  const first = from.kind === 'scalar' ? Number(from.value) : Number.NaN;
  // A named port is one of the pods that are reached, which it is none of.
  if (Number.isNaN(first)) return false;
  const end = fieldOf(port, 'endPort');
  const last = end?.kind === 'scalar' && end.value !== null ? Number(end.value) : first;
  return first <= destination.port && destination.port <= last;
}
