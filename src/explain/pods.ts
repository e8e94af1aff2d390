import { currentPods, isRunning, podName, podsTold, workloadName } from '../cluster/index.js';
import {
  fieldOf,
  type Inventory,
  isListed,
  itemsOf,
  type PodFact,
  type ServiceAccountFact,
} from '../readers/index.js';
import { nearest } from '../text/nearest.js';
import { inject, type Mechanism, SKIP_LABEL } from './injection.js';
import { runningLinks } from './running.js';
import type { ChainLink } from './types.js';
import type { Subject, World } from './world.js';

/** One link for each pod that is to run as the service account, and one for those that do. */
export function podLinks(
  { inventory }: World,
  subject: Subject,
  pods: readonly PodFact[],
): readonly ChainLink[] {
  const name = `${subject.namespace}/${subject.serviceAccount}`;
  const [first, ...others] = pods.filter(isRunning);
  const link = (pod: PodFact, reason: string): ChainLink => ({
    ...{ kind: 'pod', status: 'ok', reason },
    place: pod.serviceAccountName.known ? pod.serviceAccountName.place : pod.place,
  });
  if (pods.length === 0) return noPod(inventory, subject, name);
  return [
    ...(first === undefined
      ? []
      : [link(first, `${podsTold([first, ...others])} ${others.length > 0 ? 'run' : 'runs'} as ${name}`)]),
    ...pods.filter((pod) => !isRunning(pod)).map((pod) => link(pod, `${podName(pod)} runs as ${name}`)),
  ];
}

const WORKLOADS = ['pods', 'deployments', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs'];

/** In a cluster that is known in full nothing runs as the service account, and something of its namespace runs as none. */
function noPod(inventory: Inventory, subject: Subject, name: string): readonly ChainLink[] {
  if (!WORKLOADS.every((kind) => isListed(inventory, kind))) return [];
  const stray = strayPod(inventory, subject);
  if (stray === undefined || !isRunning(stray)) return [];
  const account = stray.serviceAccountName.known ? stray.serviceAccountName.value : '?';
  return [
    {
      ...{ kind: 'pod', status: 'broken', place: stray.serviceAccountName.place },
      reason: `no pod runs as ${name}; ${podsTold([stray])} runs as service account ${account}, and so without its role`,
      fix: `name ${subject.serviceAccount} as serviceAccountName of ${workloadName(stray)}, if it is the one that is meant`,
    },
  ];
}

/** A pod that may be meant to run as the service account: by a name that is nearly the same, or because it names none. */
function strayPod(inventory: Inventory, { namespace, serviceAccount }: Subject): PodFact | undefined {
  const here = currentPods(
    inventory.pods.filter((pod) => pod.namespace.known && pod.namespace.value === namespace),
  );
  const accountOf = ({ serviceAccountName: name }: PodFact) => (name.known ? name.value : undefined);
  const misspelt = here.find((pod) => nearest(accountOf(pod) ?? '', [serviceAccount]) !== undefined);
  return (
    misspelt ??
    here.find((pod) => !pod.serviceAccountStated || (isRunning(pod) && accountOf(pod) === 'default'))
  );
}

/** What the files leave open about pods: a pod that nobody shows breaks nothing. */
export function podNotes(
  { inventory }: World,
  { namespace, serviceAccount }: Subject,
  pods: readonly PodFact[],
): readonly string[] {
  if (pods.length > 0) return envFrom(pods);
  const none = `pods: no file has one that runs as ${namespace}/${serviceAccount}`;
  const stray = strayPod(inventory, { namespace, serviceAccount });
  if (stray === undefined) return [none];
  const { serviceAccountName: name } = stray;
  const runs = stray.serviceAccountStated
    ? `runs as ${name.known ? name.value : '?'}`
    : 'names none, so it runs as default';
  return [`${none}; ${workloadName(stray)} ${runs}`];
}

function envFrom(pods: readonly PodFact[]): readonly string[] {
  const uses = pods.some(({ containers }) =>
    containers.some(({ node }) => fieldOf(node, 'envFrom') !== undefined),
  );
  return uses ? ['environment variables that come by envFrom, such as static AWS keys'] : [];
}

/** What the webhook injects into each pod. */
export function injectionLinks(
  world: World,
  pods: readonly PodFact[],
  account: ServiceAccountFact | undefined,
  mechanism: Mechanism,
  role: string,
): readonly ChainLink[] {
  const regions = new Set(
    world.inventory.clusters.map(({ region }) => (region.known ? region.value : undefined)),
  );
  const region = regions.size === 1 ? [...regions][0] : undefined;
  const written = pods.filter((pod) => !isRunning(pod));
  return [
    ...runningLinks(world, pods.filter(isRunning), account, mechanism, role),
    ...written.map((pod) => injectionLink(world, pod, account, mechanism, role, region)),
  ];
}

function injectionLink(
  world: World,
  pod: PodFact,
  account: ServiceAccountFact | undefined,
  mechanism: Mechanism,
  role: string,
  region: string | undefined,
): ChainLink {
  const result = inject(pod, account, mechanism, world.texts.shown(role), region);
  const link = (status: ChainLink['status'], reason: string, fix?: string): ChainLink => ({
    ...{ kind: 'injection', status, reason, place: pod.place },
    ...(fix === undefined ? {} : { fix }),
  });
  if (result.skippedByLabel === true)
    return link(
      'broken',
      `${podName(pod)} has label ${SKIP_LABEL}: the webhook leaves it alone, it gets no role`,
      'remove the label from the pod template',
    );
  if (result.skippedByLabel === 'unknown')
    return link(
      'unknown',
      `the labels of ${podName(pod)} are not known: one of them may keep the webhook away`,
    );
  if (hasOwnVolume(pod, result.volume))
    return link(
      'broken',
      `${podName(pod)} has a volume ${result.volume} of its own: the webhook adds none, and there is no token in it`,
      'give the volume another name',
    );
  const main = result.containers.filter((container) => container.main);
  const blocked = main.filter(({ outcome }) => outcome === 'own');
  const [first] = blocked;
  const fix = 'remove these variables: the webhook sets what is needed';
  if (first !== undefined && blocked.length === main.length) return link('broken', first.why, fix);
  if (first !== undefined) return link('unknown', `${first.why}; the other containers get the role`, fix);
  const doubtful = main.find(({ outcome }) => outcome === 'unknown');
  if (doubtful !== undefined) return link('unknown', doubtful.why);
  if (main.length > 0 && main.every(({ outcome }) => outcome === 'skipped'))
    return link(
      'broken',
      `${podName(pod)} lists all of its containers in skip-containers, so none gets the role`,
      'remove the annotation eks.amazonaws.com/skip-containers',
    );
  const skipped = result.containers.filter(({ outcome }) => outcome !== 'injected').map(({ why }) => why);
  const names = Object.keys(result.env).filter((name) => /ROLE|TOKEN|CREDENTIALS/.test(name));
  return {
    ...link(
      'ok',
      `the webhook adds ${names.join(', ')} and volume ${result.volume} (audience ${result.audience}, ${result.expiration} s)`,
    ),
    details: [...Object.entries(result.env).map(([name, value]) => `${name}=${value}`), ...skipped],
  };
}

/** A projected token of that name is the webhook's work done by hand. */
function hasOwnVolume(pod: PodFact, name: string): boolean {
  return itemsOf(fieldOf(pod.spec, 'volumes')).some((volume) => {
    const named = fieldOf(volume, 'name');
    const is = named?.kind === 'scalar' && named.value === name;
    return is && volume.kind === 'map' && fieldOf(volume, 'projected') === undefined;
  });
}
