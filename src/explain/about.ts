import { sortedUnique } from '../collections.js';
import type { Span } from '../readers/index.js';
import type { Chain } from './chain.js';
import { policiesOf } from './permissions.js';
import { associationsOf, podsOf, type World } from './world.js';

/** The clusters in which a service account gets its role, as far as the files tell: by name, or else by issuer. */
export function clustersOf(chain: Chain): readonly string[] {
  const { world, subject, mechanism } = chain;
  const { texts, given } = world;
  if (mechanism === 'pod-identity')
    return sortedUnique(
      associationsOf(world, subject).map(({ cluster }) => texts.shown(texts.of(cluster.value))),
    );
  const only = onlyCluster(world);
  const told = (chain.alternatives ?? [chain]).flatMap(({ caller }) => {
    const { cluster, host } = caller?.token?.issuer ?? {};
    if (cluster !== undefined) return [cluster];
    if (only !== undefined && (host === undefined || given.issuer !== undefined)) return [only];
    return host === undefined ? [] : [texts.shown(`https://${host}`)];
  });
  return sortedUnique(told);
}

function onlyCluster({ inventory, texts }: World): string | undefined {
  const names = sortedUnique(inventory.clusters.map(({ name }) => texts.shown(texts.of(name))));
  return names.length === 1 ? names[0] : undefined;
}

/** What of the files a chain rests on: pods, service account, role and their policies. */
export function spansOf(chain: Chain): readonly Span[] {
  return (chain.alternatives ?? [chain]).flatMap(spansOfOne);
}

function spansOfOne({ world, subject, links, caller }: Chain): readonly Span[] {
  const role = caller?.role;
  const own = role === undefined ? undefined : policiesOf(world, role);
  const policies = own === undefined ? [] : [...own.policies, ...(own.possible ?? [])];
  return [
    ...podsOf(world, subject).map(({ place }) => place),
    ...links.flatMap(({ place }) => (place !== undefined && 'end' in place ? [place as Span] : [])),
    ...(role === undefined ? [] : [role.place]),
    ...policies.map(({ place }) => place),
  ];
}
