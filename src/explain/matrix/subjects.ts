import { sortedUnique } from '../../collections.js';
import type { Subject } from '../../spec/subjects.js';
import { trustedNames } from '../trusting.js';
import type { World } from '../world.js';

/** Every service account that the files make, that something runs as, or that a role trusts by name or by a pattern: charts and other tools may make it. */
export function subjectsOf(world: World): readonly Subject[] {
  const { inventory } = world;
  const made = inventory.serviceAccounts.filter(({ created }) => !created.known || created.value);
  const named = [
    ...made.map(({ namespace, name }) => [namespace, name] as const),
    ...inventory.podIdentityAssociations.map(
      ({ namespace, serviceAccount }) => [namespace, serviceAccount] as const,
    ),
    ...inventory.pods
      .filter(({ serviceAccountStated }) => serviceAccountStated)
      .map(({ namespace, serviceAccountName }) => [namespace, serviceAccountName] as const),
  ];
  const keys = named.flatMap(([namespace, name]) =>
    namespace.known && name.known ? [`${namespace.value}/${name.value}`] : [],
  );
  return sortedUnique([...keys, ...trustedNames(world)]).map((key) => {
    const [namespace = '', serviceAccount = ''] = key.split('/');
    return { namespace, serviceAccount };
  });
}
