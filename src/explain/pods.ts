import type { PodMechanism } from '../aws/mechanism.js';
import { currentPods, isRunning, optionalSource, podName, podsTold, workloadName } from '../cluster/index.js';
import { groupBy } from '../collections.js';
import { SKIP_CONTAINERS, SKIP_LABEL } from '../kubernetes/pod-identity-webhook.js';
import {
  fieldOf,
  type Inventory,
  ifKnown,
  isListed,
  itemsOf,
  type PodFact,
  type ServiceAccountFact,
  textOrMark,
} from '../readers/index.js';
import { accountKey, type Subject } from '../spec/subjects.js';
import { nearest } from '../text/nearest.js';
import { type Injection, inject } from './injection.js';
import { runningLinks } from './running.js';
import type { ChainLink } from './types.js';
import type { World } from './world.js';

/** One link for each pod that is to run as the service account, and one for those that do. */
export function podLinks(
  { inventory }: World,
  subject: Subject,
  pods: readonly PodFact[],
): readonly ChainLink[] {
  const name = accountKey(subject);
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
    ...once(pods.filter((pod) => !isRunning(pod)).map((pod) => link(pod, `${podName(pod)} runs as ${name}`))),
  ];
}

const WORKLOADS = ['pods', 'deployments', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs'];

/** In a cluster that is known in full nothing runs as the service account, and something of its namespace runs as none. */
function noPod(inventory: Inventory, subject: Subject, name: string): readonly ChainLink[] {
  if (!WORKLOADS.every((kind) => isListed(inventory, kind))) return [];
  const stray = strayPod(inventory, subject);
  if (stray === undefined || !isRunning(stray)) return [];
  const account = textOrMark(stray.serviceAccountName);
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
  const accountOf = ({ serviceAccountName }: PodFact) => ifKnown(serviceAccountName);
  const misspelt = here.find((pod) => nearest(accountOf(pod) ?? '', [serviceAccount]) !== undefined);
  return (
    misspelt ??
    here.find((pod) => !pod.serviceAccountStated || (isRunning(pod) && accountOf(pod) === 'default'))
  );
}

/** What the files leave open about pods: a pod that nobody shows breaks nothing. */
export function podNotes(
  { inventory }: World,
  subject: Subject,
  pods: readonly PodFact[],
): readonly string[] {
  if (pods.length > 0) return envFrom(pods);
  const none = `pods: no file has one that runs as ${accountKey(subject)}`;
  const stray = strayPod(inventory, subject);
  if (stray === undefined) return [none];
  const { serviceAccountName: name } = stray;
  const runs = stray.serviceAccountStated
    ? `runs as ${textOrMark(name)}`
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
  mechanism: PodMechanism,
  role: string,
): readonly ChainLink[] {
  const regions = new Set(world.inventory.clusters.map(({ region }) => ifKnown(region)));
  const region = regions.size === 1 ? [...regions][0] : undefined;
  const written = pods.filter((pod) => !isRunning(pod));
  return [
    ...runningLinks(world, pods.filter(isRunning), account, mechanism, role),
    ...once(written.map((pod) => injectionLink(world, pod, account, mechanism, role, region))),
  ];
}

/** Overlays write the same pod once more each. */
function once(links: readonly ChainLink[]): readonly ChainLink[] {
  const same = groupBy(links, ({ place, ...link }) =>
    JSON.stringify([link, place?.file, place?.line, place?.column]),
  );
  return [...same.values()].flatMap(([first]) => first ?? []);
}

function injectionLink(
  world: World,
  pod: PodFact,
  account: ServiceAccountFact | undefined,
  mechanism: PodMechanism,
  role: string,
  region: string | undefined,
): ChainLink {
  const { certain, assumption } = certainOf(world, pod);
  const result = inject(certain, account, mechanism, world.texts.shown(role), region);
  const kind = 'injection';
  const { place } = pod;
  const withheld = withheldFromPod(pod, result) ?? withheldFromContainers(pod, result);
  if (withheld !== undefined) {
    const { status, reason, fix } = withheld;
    return { kind, status, reason, place, ...(fix === undefined ? {} : { fix }) };
  }
  const { volume, audience, expiration, env, containers } = result;
  const names = Object.keys(env).filter((name) => /ROLE|TOKEN|CREDENTIALS/.test(name));
  const reason = `the webhook adds ${names.join(', ')} and volume ${volume} (audience ${audience}, ${expiration} s)`;
  const skipped = containers.filter(({ outcome }) => outcome !== 'injected').map(({ why }) => why);
  const details = [...Object.entries(env).map(([name, value]) => `${name}=${value}`), ...skipped];
  return {
    kind,
    status: 'ok',
    reason,
    place,
    details,
    ...(assumption === undefined ? {} : { assumes: assumption }),
  };
}

/** Variables that are stronger than the role, or keep the webhook's out. */
const STRONGER = /^AWS_(?:ACCESS_KEY_ID|ROLE_ARN|WEB_IDENTITY_TOKEN_FILE|CONTAINER_\w+)$/;

/** A pod with the variables that it is sure to have, and what is taken as given of stronger ones that it may have. */
function certainOf(
  { inventory }: World,
  pod: PodFact,
): { readonly certain: PodFact; readonly assumption: string | undefined } {
  const sources = new Set<string>();
  const containers = pod.containers.map((container) => {
    const env = container.env.filter((variable) => {
      const source = optionalSource(inventory, pod, variable);
      const name = ifKnown(variable.name);
      if (source !== undefined && name !== undefined && STRONGER.test(name))
        sources.add(`there is no ${source}, from which ${podName(pod)} would take ${name}`);
      return source === undefined;
    });
    return { ...container, env };
  });
  const assumption = sources.size === 0 ? undefined : `that ${[...sources].join(', and ')}`;
  return { certain: { ...pod, containers }, assumption };
}

/** What keeps the webhook from giving the role. */
type Withheld = Pick<ChainLink, 'status' | 'reason' | 'fix'>;

function withheldFromPod(pod: PodFact, { skippedByLabel, volume }: Injection): Withheld | undefined {
  if (skippedByLabel === true)
    return {
      status: 'broken',
      reason: `${podName(pod)} has label ${SKIP_LABEL}: the webhook leaves it alone, it gets no role`,
      fix: 'remove the label from the pod template',
    };
  if (skippedByLabel === 'unknown')
    return {
      status: 'unknown',
      reason: `the labels of ${podName(pod)} are not known: one of them may keep the webhook away`,
    };
  if (hasOwnVolume(pod, volume))
    return {
      status: 'broken',
      reason: `${podName(pod)} has a volume ${volume} of its own: the webhook adds none, and there is no token in it`,
      fix: 'give the volume another name',
    };
  return undefined;
}

function withheldFromContainers(pod: PodFact, { containers }: Injection): Withheld | undefined {
  const main = containers.filter((container) => container.main);
  const blocked = main.filter(({ outcome }) => outcome === 'own');
  const [first] = blocked;
  const fix = 'remove these variables: the webhook sets what is needed';
  if (first !== undefined)
    return blocked.length === main.length
      ? { status: 'broken', reason: first.why, fix }
      : { status: 'unknown', reason: `${first.why}; the other containers get the role`, fix };
  const doubtful = main.find(({ outcome }) => outcome === 'unknown');
  if (doubtful !== undefined) return { status: 'unknown', reason: doubtful.why };
  if (main.length === 0 || main.some(({ outcome }) => outcome !== 'skipped')) return undefined;
  return {
    status: 'broken',
    reason: `${podName(pod)} lists all of its containers in skip-containers, so none gets the role`,
    fix: `remove the annotation ${SKIP_CONTAINERS}`,
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
