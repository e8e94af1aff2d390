import { APPLY_MANIFESTS } from '../artifacts/runbook/commands.js';
import { hasRollout, resourceName } from '../artifacts/runbook/targets.js';
import {
  accountObjects,
  deleteObjects,
  type KubernetesObject,
  workloadObjects,
} from '../artifacts/runbook/teardown.js';
import { IMMUTABLE, REPLICATED } from '../kubernetes/kinds.js';
import { ROLE_ARN } from '../kubernetes/role-annotation.js';
import type { AccessModel } from '../model/types.js';
import { accountKey } from '../spec/subjects.js';
import {
  type Comparison,
  type Pair,
  type Placed,
  placeWorkloads,
  podFacts,
  staysInPlace,
  workloadKey,
} from './compare.js';
import type { Pause } from './pauses.js';
import { type Step, sh } from './step.js';

/** Stops pods; those of a workload that goes for good are deleted with all that belongs to them. */
export function stop(pauses: readonly Pause[]): readonly Step[] {
  const placed = pauses.flatMap(({ pair }) => (pair.before === undefined ? [] : [pair.before]));
  const names = placed.filter(({ pod }) => pod !== undefined).map(workloadKey);
  const others = placed.filter(({ pod }) => pod === undefined).map(({ account }) => accountKey(account));
  return [
    ...(names.length === 0
      ? []
      : [{ title: `Stop ${names.join(', ')}`, commands: pauses.flatMap(({ pair }) => stopPods(pair)) }]),
    ...(others.length === 0
      ? []
      : [
          {
            title: `Stop what runs as ${[...new Set(others)].join(', ')}, which nothing here makes`,
            commands: [],
          },
        ]),
  ];
}

function stopPods(pair: Pair): readonly string[] {
  const { workload, pod } = pair.before ?? {};
  if (workload === undefined || pod === undefined) return [];
  const object = { namespace: workload.namespace, object: `${resourceName(pod.kind)}/${workload.name}` };
  if (!staysInPlace(pair)) return deleteCommands(workloadObjects(workload));
  if (pod.kind === 'CronJob') return [];
  if (!REPLICATED.includes(pod.kind)) return deleteCommands([object]);
  return [
    sh('kubectl', '-n', workload.namespace, 'scale', object.object, '--replicas=0'),
    sh(
      ...['kubectl', '-n', workload.namespace, 'wait', '--for=delete', 'pod'],
      ...['-l', `app.kubernetes.io/name=${workload.name}`, '--timeout=5m'],
    ),
  ];
}

function deleteCommands(objects: readonly KubernetesObject[]): readonly string[] {
  return deleteObjects(objects, '--ignore-not-found').map((words) => sh(...words));
}

export function applyManifests(comparison: Comparison, pauses: readonly Pause[]): readonly Step[] {
  const { before, after, workloads } = comparison;
  const annotations = annotate(comparison);
  const had = new Set(kubernetesFacts(before));
  const applies =
    kubernetesFacts(after).some((fact) => !had.has(fact)) ||
    pauses.some(({ pair }) => pair.after?.pod !== undefined);
  if (!applies)
    return annotations.length === 0
      ? []
      : [{ title: 'Annotate the service accounts', commands: annotations }];
  const fresh = workloads.filter(
    (pair) =>
      pair.after?.pod !== undefined &&
      (pair.before === undefined ||
        !staysInPlace(pair) ||
        podFacts(pair.before) !== podFacts(pair.after) ||
        pauses.some((pause) => pause.pair === pair)),
  );
  const again = fresh.filter((pair) => staysInPlace(pair) && isMadeAnew(pair));
  const names = again.flatMap(({ after: placed }) => (placed === undefined ? [] : [workloadKey(placed)]));
  return [
    {
      title: `Apply the manifests${names.length === 0 ? '' : `; ${names.join(', ')} cannot be changed, and is made anew (a Job runs again)`}`,
      commands: [
        ...annotations,
        ...deleteCommands(
          again.flatMap(({ before: placed }) =>
            placed === undefined ? [] : workloadObjects(placed.workload).slice(0, 1),
          ),
        ),
        sh(...APPLY_MANIFESTS),
        ...fresh.flatMap(({ after: placed }) => (placed === undefined ? [] : rollout(placed))),
      ],
    },
  ];
}

function rollout({ workload, pod }: Placed): readonly string[] {
  if (pod === undefined || !hasRollout(workload)) return [];
  return [
    sh(
      'kubectl',
      '-n',
      workload.namespace,
      'rollout',
      'status',
      `${resourceName(pod.kind)}/${workload.name}`,
    ),
  ];
}

/** Kubernetes takes another image for a pod that runs, and nothing else; of a Job it takes no other pod. */
function isMadeAnew({ before, after }: Pair): boolean {
  if (before?.pod === undefined || after?.pod === undefined || !IMMUTABLE.includes(after.pod.kind))
    return false;
  if (after.pod.kind !== 'Pod') return podFacts(before) !== podFacts(after);
  return (
    podFacts({
      ...before,
      workload: { ...before.workload, pod: { ...before.pod, image: after.pod.image } },
    }) !== podFacts(after)
  );
}

/** What the manifests say, as far as it makes a difference to whoever applies them. */
function kubernetesFacts({ namespaces, serviceAccounts, workloads }: AccessModel): readonly string[] {
  return [
    ...namespaces,
    ...serviceAccounts
      .filter(({ owner }) => owner === 'manifest')
      .map((account) => JSON.stringify([accountKey(account), account.annotations])),
    ...placeWorkloads({ serviceAccounts, workloads }).flatMap((placed) =>
      placed.pod === undefined ? [] : [JSON.stringify([placed.workload.name, podFacts(placed)])],
    ),
  ];
}

/** A namespace that nobody made is noticed before anything stops. */
export function findNamespaces({ before, after }: Comparison): Step | undefined {
  const known = new Set([...after.namespaces, ...before.serviceAccounts.map(({ namespace }) => namespace)]);
  const used = new Set(after.serviceAccounts.map(({ namespace }) => namespace));
  const missing = [...used].filter((namespace) => !known.has(namespace));
  return missing.length === 0
    ? undefined
    : {
        title: `See that what belongs to others is there: ${missing.length === 1 ? 'the namespace' : 'the namespaces'} ${missing.join(', ')}`,
        commands: missing.map((namespace) => sh('kubectl', 'get', 'namespace', namespace)),
      };
}

/** Annotations of service accounts that others own. */
function annotate({ accounts }: Comparison): readonly string[] {
  return accounts.flatMap(({ before, after }) => {
    if (after?.owner !== 'existing') return [];
    const [was, is] = [before, after].map((account) => account?.annotations[ROLE_ARN]);
    const words = ['kubectl', '-n', after.namespace, 'annotate', 'serviceaccount', after.serviceAccount];
    if (is !== undefined)
      return was === is && before?.owner === 'existing'
        ? []
        : [sh(...words, `${ROLE_ARN}=${is}`, '--overwrite')];
    return was === undefined ? [] : [sh(...words, `${ROLE_ARN}-`)];
  });
}

/** Pods that nothing here makes keep the credentials that they started with. */
export function restart({ workloads }: Comparison, pauses: readonly Pause[]): readonly Step[] {
  const stopped = new Set(pauses.map(({ pair }) => pair));
  const stale = workloads.flatMap((pair) => {
    const { before, after } = pair;
    if (before === undefined || after === undefined || after.pod !== undefined) return [];
    return podFacts(before) === podFacts(after) && !stopped.has(pair) ? [] : [after];
  });
  if (stale.length === 0) return [];
  const names = stale.map(({ account }) => accountKey(account));
  return [
    {
      title: `Restart what runs as ${[...new Set(names)].join(', ')}, which nothing here makes; give a chart its values again (helm/)`,
      commands: [],
    },
  ];
}

export function clean({ before, after }: Comparison, pauses: readonly Pause[]): readonly Step[] {
  const accounts = new Set(after.serviceAccounts.map(accountKey));
  const key = ({ namespace, object }: KubernetesObject) => `${namespace} ${object}`;
  const kept = new Set(after.workloads.flatMap(workloadObjects).map(key));
  const stopped = pauses.flatMap(({ pair }) =>
    pair.before === undefined || staysInPlace(pair) ? [] : [pair.before.workload],
  );
  const gone = before.workloads.filter((workload) => !stopped.includes(workload)).flatMap(workloadObjects);
  const objects = [
    ...gone.filter((object) => !kept.has(key(object))),
    ...accountObjects({
      ...before,
      serviceAccounts: before.serviceAccounts.filter((account) => !accounts.has(accountKey(account))),
    }),
  ];
  const commands = [
    ...deleteCommands(objects),
    ...before.serviceAccounts
      .filter(
        (account) =>
          account.owner === 'existing' &&
          !accounts.has(accountKey(account)) &&
          account.annotations[ROLE_ARN] !== undefined,
      )
      .map(({ namespace, serviceAccount }) =>
        sh('kubectl', '-n', namespace, 'annotate', 'serviceaccount', serviceAccount, `${ROLE_ARN}-`),
      ),
  ];
  return commands.length === 0
    ? []
    : [{ title: 'Delete what is no longer rendered, since `kubectl apply` deletes nothing', commands }];
}
