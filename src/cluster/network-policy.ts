import { contains, parseCidr } from '../aws/cidr.js';
import { AGENT_IPV4, AGENT_IPV6 } from '../aws/pod-identity-agent.js';
import {
  fieldOf,
  type Inventory,
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
import { labelsMatch } from './label-selector.js';
import { type Obstacle, podName } from './obstacle.js';

const AGENT_PORT = 80;

/**
 * Network policies that select the pod and together leave the agent's address out. Whether the cluster's network heeds
 * policies is not known here, so it is never certain. Without a pod in the files, only policies for all pods count.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/ (2026-11)
 */
export function networkPolicyObstacle(
  { kubernetesObjects }: Inventory,
  namespace: string,
  pod: PodFact | undefined,
): Obstacle | undefined {
  const isolating = kubernetesObjects.filter(
    (object) =>
      isNetworkPolicy(object) && isIn(object, namespace) && limitsEgress(object) && selects(object, pod),
  );
  const first = isolating[0];
  if (first === undefined || isolating.some(mayLetThrough)) return undefined;
  const names = isolating.map(({ name }) => (name?.known ? name.value : 'unnamed'));
  const who = pod === undefined ? `the pods of namespace ${namespace}` : podName(pod);
  return {
    ...{ cause: 'network-policy', certain: false, place: first.place },
    reason: `${isolating.length === 1 ? 'NetworkPolicy' : 'the NetworkPolicies'} ${names.join(' and ')} ${isolating.length === 1 ? 'lets' : 'let'} ${who} out to other addresses than ${AGENT_IPV4}, port ${AGENT_PORT}, alone: where the cluster enforces it, no credentials arrive`,
    fix: `add an egress rule to ${AGENT_IPV4}/32 (and ${AGENT_IPV6}/128), TCP port ${AGENT_PORT}`,
  };
}

/** Whether an object is a NetworkPolicy of Kubernetes itself. */
export const isNetworkPolicy = ({ apiVersion, objectKind }: KubernetesObjectFact) =>
  objectKind.known &&
  objectKind.value === 'NetworkPolicy' &&
  apiVersion.known &&
  /^(?:networking\.k8s\.io|extensions)\//.test(apiVersion.value);

const isIn = ({ namespace }: KubernetesObjectFact, wanted: string) =>
  namespace === undefined ? wanted === 'default' : namespace.known && namespace.value === wanted;

const specOf = ({ node }: KubernetesObjectFact) => fieldOf(node, 'spec');

/** Without `policyTypes`, a policy limits egress exactly when it has rules for it. */
function limitsEgress(policy: KubernetesObjectFact): boolean {
  const types = fieldOf(specOf(policy), 'policyTypes');
  if (types === undefined || isNull(types)) return rulesOf(policy).length > 0;
  return itemsOf(types).some((type) => type.kind === 'scalar' && type.value === 'Egress');
}

const rulesOf = (policy: KubernetesObjectFact) => itemsOf(fieldOf(specOf(policy), 'egress'));

/** Rules that are not known may let the pod reach the agent as well. */
function mayLetThrough(policy: KubernetesObjectFact): boolean {
  const spec = specOf(policy);
  const egress = fieldOf(spec, 'egress');
  if (!isMap(spec) || spec.rest.length > 0 || (isList(egress) && egress.rest.length > 0)) return true;
  return rulesOf(policy).some(mayReachAgent);
}

function selects(policy: KubernetesObjectFact, pod: PodFact | undefined): boolean {
  return labelsMatch(nodeAt(specOf(policy), ['podSelector']), pod?.labels, pod !== undefined) === 'yes';
}

/** What is unknown of a rule may let the pod reach the agent. */
function mayReachAgent(rule: Node): boolean {
  if (unknownsIn(rule).length > 0) return true;
  const to = itemsOf(fieldOf(rule, 'to'));
  const ports = itemsOf(fieldOf(rule, 'ports'));
  return (to.length === 0 || to.some(holdsAgent)) && (ports.length === 0 || ports.some(isAgentPort));
}

/** Selectors of pods and namespaces never match an address of the node. */
function holdsAgent(peer: Node): boolean {
  const block = fieldOf(peer, 'ipBlock');
  const cidr = nodeAt(block, ['cidr']);
  if (!isMap(block) || cidr?.kind !== 'scalar') return false;
  const excepted = itemsOf(fieldOf(block, 'except'));
  return holds(cidr) && !excepted.some(holds);
}

function holds(node: Node): boolean {
  const cidr = node.kind === 'scalar' ? parseCidr(String(node.value)) : undefined;
  return cidr !== undefined && contains(cidr, AGENT_IPV4);
}

function isAgentPort(port: Node): boolean {
  const protocol = fieldOf(port, 'protocol');
  if (protocol?.kind === 'scalar' && protocol.value !== 'TCP') return false;
  const from = fieldOf(port, 'port');
  if (from === undefined || isNull(from) || isList(from)) return true;
  const first = from.kind === 'scalar' ? Number(from.value) : Number.NaN;
  // A named port is one of the pods that are reached, which the agent is none of.
  if (Number.isNaN(first)) return false;
  const end = fieldOf(port, 'endPort');
  const last = end?.kind === 'scalar' && end.value !== null ? Number(end.value) : first;
  return first <= AGENT_PORT && AGENT_PORT <= last;
}
