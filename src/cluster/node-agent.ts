import { groupBy, onceFor, sortedUnique } from '../collections.js';
import {
  fieldOf,
  type Inventory,
  isListed,
  isString,
  itemsOf,
  knownNumber,
  type Node,
  nodeAt,
  type PodFact,
  type Span,
} from '../readers/index.js';
import type { Obstacle } from './obstacle.js';
import { isOver, isRunning, ownerOf, podsTold } from './running.js';

/** The add-on's name, and that of its chart and DaemonSet. */
export const AGENT = 'eks-pod-identity-agent';

/** The DaemonSets of the add-on; those of hybrid nodes have names of their own (chart of aws/eks-pod-identity-agent, 2026-11). */
const AGENTS = /^eks-pod-identity-agent(?:-hybrid(?:-bottlerocket)?)?$/;

/** The agent's pods by their node. */
const agentsByNode = onceFor(({ pods }: Inventory) =>
  groupBy(pods.filter(isAgentPod), (pod) => nodeOf(pod) ?? ''),
);

const isAgentPod = (pod: PodFact) => isRunning(pod) && !isOver(pod) && AGENTS.test(ownerOf(pod)?.name ?? '');

function nodeOf({ spec }: PodFact): string | undefined {
  const name = fieldOf(spec, 'nodeName');
  return isString(name) && name.value !== '' ? name.value : undefined;
}

/** On how many nodes the agent is to run, and on how many it is ready, where a cluster tells it. */
export interface Readiness {
  readonly wanted: number;
  readonly ready: number;
  readonly place: Span;
}

/** The readiness of all of the agent's DaemonSets together. */
export const agentReadiness = onceFor(readinessIn);

function readinessIn({ pods }: Inventory): Readiness | undefined {
  const found = pods.filter(
    ({ kind, name, observed }) =>
      kind === 'DaemonSet' && observed === true && name.known && AGENTS.test(name.value),
  );
  const sum = (field: string) =>
    found.reduce((total, { node }) => {
      const value = knownNumber(nodeAt(node, ['status', field]));
      return value?.known ? total + value.value : Number.NaN;
    }, 0);
  const [first] = found;
  const [wanted, ready] = [sum('desiredNumberScheduled'), sum('numberReady')];
  return first === undefined || Number.isNaN(wanted + ready)
    ? undefined
    : { wanted, ready, place: first.place };
}

type State = 'ready' | 'idle' | 'absent' | 'open';

/**
 * Running pods on whose node no agent is ready: it answers its own node alone. On nodes of Auto Mode it is no pod, so that
 * `autoMode` leaves open what a node without one has.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html (2026-11)
 */
export function nodeAgentObstacles(
  inventory: Inventory,
  pods: readonly PodFact[],
  autoMode: boolean,
): readonly Obstacle[] {
  const readiness = agentReadiness(inventory);
  if (readiness === undefined) return [];
  const isPartial = readiness.ready < readiness.wanted;
  const stateOn = (node: string): State => {
    const agents = agentsByNode(inventory).get(node) ?? [];
    if (agents.length > 0) return agents.some(isReady) ? 'ready' : 'idle';
    if (autoMode) return 'ready';
    return isListed(inventory, 'pods') ? 'absent' : isPartial ? 'open' : 'ready';
  };
  const placed = pods.filter((pod) => isRunning(pod) && nodeOf(pod) !== undefined);
  const states = groupBy(placed, (pod) => stateOn(nodeOf(pod) ?? ''));
  return (['idle', 'absent', 'open'] as const).flatMap((state) => {
    const affected = states.get(state) ?? [];
    return affected.length === 0 ? [] : [obstacleOf(state, affected, placed.length, readiness)];
  });
}

function isReady({ node }: PodFact): boolean {
  const statuses = itemsOf(nodeAt(node, ['status', 'containerStatuses']));
  const isSo = (status: Node) => {
    const ready = fieldOf(status, 'ready');
    return ready?.kind === 'scalar' && ready.value === true;
  };
  return statuses.length > 0 && statuses.every(isSo);
}

function obstacleOf(
  state: Exclude<State, 'ready'>,
  pods: readonly PodFact[],
  all: number,
  { wanted, ready, place }: Readiness,
): Obstacle {
  const nodes = sortedUnique(pods.flatMap((pod) => nodeOf(pod) ?? []));
  const where = nodes.length === 1 ? `node ${nodes[0]}` : `${nodes.length} nodes, such as ${nodes[0]},`;
  const run = `where ${podsTold(pods)} ${pods.length > 1 ? 'run' : 'runs'}`;
  const reasons = {
    idle: `${AGENT} is not ready on ${where} ${run}: nothing there hands out credentials`,
    absent: `${AGENT} has no pod on ${where} ${run}: nothing there hands out credentials`,
    open: `${AGENT} is ready on ${ready} of ${wanted} nodes, and whether on ${where} ${run} is not known: its pods are not`,
  };
  const others = pods.length < all ? '; other pods are on nodes that have it' : '';
  return {
    ...{ cause: 'agent', certain: state !== 'open' && pods.length === all, place: pods[0]?.place ?? place },
    reason: `${reasons[state]}${others}`,
    fix: `see why: kubectl get pods -n kube-system -l app.kubernetes.io/name=${AGENT} -o wide --field-selector spec.nodeName=${nodes[0]}`,
  };
}
