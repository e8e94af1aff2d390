import { podName } from '../cluster/index.js';
import { fieldOf, itemsOf, type PodFact, type ServiceAccountFact } from '../readers/index.js';
import { inject, type Mechanism, SKIP_LABEL } from './injection.js';
import type { ChainLink } from './types.js';
import { podsOf, type Subject, type World } from './world.js';

/** One link for each pod that runs as the service account; or why none does, where the files show that one should. */
export function podLinks(world: World, subject: Subject): readonly ChainLink[] {
  const name = `${subject.namespace}/${subject.serviceAccount}`;
  const pods = podsOf(world, subject);
  if (pods.length > 0)
    return pods.map((pod) => ({
      kind: 'pod',
      status: 'ok',
      reason: `${podName(pod)} runs as ${name}`,
      place: pod.serviceAccountName.known ? pod.serviceAccountName.place : pod.place,
    }));
  const stray = strayPod(world, subject);
  if (stray === undefined) return [];
  const account = stray.serviceAccountName.known ? stray.serviceAccountName.value : '?';
  const reason = stray.serviceAccountStated
    ? `${podName(stray)} runs as ${subject.namespace}/${account}, which no file makes; no pod runs as ${name}`
    : `${podName(stray)} names no service account, so it runs as default; no pod runs as ${name}`;
  const fix = `set serviceAccountName: ${subject.serviceAccount} in the pod's spec`;
  return [{ kind: 'pod', status: 'broken', reason, place: stray.spec.place, fix }];
}

/** A pod of the namespace that most likely should run as the service account. */
function strayPod({ inventory }: World, { namespace }: Subject): PodFact | undefined {
  const here = (fact: { namespace: PodFact['namespace'] }) =>
    fact.namespace.known && fact.namespace.value === namespace;
  const made = inventory.serviceAccounts.filter(here).flatMap(({ name }) => (name.known ? [name.value] : []));
  return inventory.pods.find(
    (pod) =>
      here(pod) &&
      (!pod.serviceAccountStated ||
        (pod.serviceAccountName.known &&
          pod.serviceAccountName.value !== 'default' &&
          !made.includes(pod.serviceAccountName.value))),
  );
}

/** What the webhook injects into each pod. */
export function injectionLinks(
  world: World,
  subject: Subject,
  account: ServiceAccountFact | undefined,
  mechanism: Mechanism,
  role: string,
): readonly ChainLink[] {
  const regions = new Set(
    world.inventory.clusters.map(({ region }) => (region.known ? region.value : undefined)),
  );
  const region = regions.size === 1 ? [...regions][0] : undefined;
  return podsOf(world, subject).map((pod) => injectionLink(world, pod, account, mechanism, role, region));
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
  const ownRole =
    main.length > 0 &&
    main.every((container) => container.ownRole !== undefined && container.ownRole === role);
  const blocked = ownRole ? undefined : main.find(({ outcome }) => outcome === 'own');
  if (blocked !== undefined)
    return link('broken', blocked.why, 'remove these variables: the webhook sets what is needed');
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
