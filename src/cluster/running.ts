import { groupBy } from '../collections.js';
import { fieldOf, isString, itemsOf, nodeAt, type PodFact, textOrMark } from '../readers/index.js';
import { podName } from './obstacle.js';

/** Whether it is a pod as a cluster has it, and neither a manifest nor a template. */
export const isRunning = ({ kind, observed }: PodFact): boolean => observed === true && kind === 'Pod';

/** Pods that are done with their work, or on their way out. */
export function isOver({ node }: PodFact): boolean {
  const phase = nodeAt(node, ['status', 'phase']);
  const isDone = isString(phase) && /^(?:Succeeded|Failed)$/.test(phase.value);
  return isDone || nodeAt(node, ['metadata', 'deletionTimestamp']) !== undefined;
}

/** What made a pod. */
interface Owner {
  readonly kind: string;
  readonly name: string;
}

/** The controller that made a pod. */
export function ownerOf(fact: PodFact): Owner | undefined {
  const owners = itemsOf(nodeAt(fact.node, ['metadata', 'ownerReferences']));
  const found = owners.find((owner) => fieldOf(owner, 'controller')) ?? owners[0];
  const [kind, name] = [fieldOf(found, 'kind'), fieldOf(found, 'name')];
  return isString(kind) && isString(name) ? { kind: kind.value, name: name.value } : undefined;
}

/** What people know a running pod by: the Deployment behind its ReplicaSet, the CronJob behind its Job; without an owner, itself. */
export function workloadName(pod: PodFact): string {
  const workload = workloadOf(pod);
  return workload === undefined
    ? podName(pod)
    : `${workload.kind} ${textOrMark(pod.namespace)}/${workload.name}`;
}

/** What a running pod is one of; nothing where it is by itself. */
function workloadOf(pod: PodFact): Owner | undefined {
  const owner = isRunning(pod) ? ownerOf(pod) : undefined;
  if (owner === undefined) return undefined;
  const { kind, name } = owner;
  const hash = fieldOf(pod.labels, 'pod-template-hash');
  if (kind === 'ReplicaSet' && isString(hash) && name.endsWith(`-${hash.value}`))
    return { kind: 'Deployment', name: name.slice(0, -hash.value.length - 1) };
  const [, cronJob] = (kind === 'Job' && /^(.+)-\d{8,}$/.exec(name)) || [];
  return cronJob === undefined ? owner : { kind: 'CronJob', name: cronJob };
}

/** Whether something else in the cluster made it, and is judged in its place. */
const isMadeByController = (pod: PodFact): boolean => pod.observed === true && ownerOf(pod) !== undefined;

/**
 * The pods that count: those that run, in place of the templates that they were made from, and templates of which none runs.
 * What controllers make for each other, and pods that are over, count for nothing.
 */
export function currentPods(pods: readonly PodFact[]): readonly PodFact[] {
  if (!pods.some(({ observed }) => observed === true)) return pods;
  const running = pods.filter((pod) => isRunning(pod) && !isOver(pod));
  const names = new Set(running.map(workloadName));
  const templates = pods.filter(
    (pod) => pod.kind !== 'Pod' && !isMadeByController(pod) && !names.has(podName(pod)),
  );
  return [...running, ...templates, ...pods.filter((pod) => pod.kind === 'Pod' && pod.observed !== true)];
}

/** Running pods by their workload, for people: `2 pods of Deployment shop/web, such as web-6c9f7d5b8-x2k4p`. */
export function podsTold(pods: readonly PodFact[]): string {
  const groups = [...groupBy(pods, workloadName)];
  return groups
    .slice(0, MOST_WORKLOADS)
    .map(([workload, group]) => {
      const [first] = group;
      if (!isRunning(first) || podName(first) === workload) return workload;
      const name = first.name.known ? first.name.value : 'unnamed';
      return group.length === 1
        ? `pod ${name} of ${workload}`
        : `${group.length} pods of ${workload}, such as ${name},`;
    })
    .join(' and ')
    .concat(groups.length > MOST_WORKLOADS ? ` and of ${groups.length - MOST_WORKLOADS} more workloads` : '');
}

const MOST_WORKLOADS = 3;

/** Since when a pod runs, as the cluster says it: ISO 8601 in UTC. */
export function startOf({ node }: PodFact): string | undefined {
  const [started, made] = [
    nodeAt(node, ['status', 'startTime']),
    nodeAt(node, ['metadata', 'creationTimestamp']),
  ];
  return isString(started) ? started.value : isString(made) ? made.value : undefined;
}

/** What rolls out a workload's pods anew. */
export function restartOf(pod: PodFact): string {
  const own = pod.name.known ? pod.name.value : '';
  const { kind, name } = workloadOf(pod) ?? { kind: pod.kind, name: own || 'unnamed' };
  const namespace = textOrMark(pod.namespace);
  return /^(?:Deployment|StatefulSet|DaemonSet)$/.test(kind)
    ? `kubectl rollout restart ${kind.toLowerCase()}/${name} -n ${namespace}`
    : `kubectl delete pod ${own} -n ${namespace}`;
}
