import { sortedUnique } from '../../collections.js';
import { readPolicy } from '../policy.js';
import type { Subject, World } from '../world.js';

/** `<namespace>/<service account>` */
export const keyOf = ({ namespace, serviceAccount }: Subject) => `${namespace}/${serviceAccount}`;

/** Every service account that the files make, that something runs as, or that a role trusts by name. */
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
  return sortedUnique([...keys, ...trustedKeys(world)]).map((key) => {
    const [namespace = '', serviceAccount = ''] = key.split('/');
    return { namespace, serviceAccount };
  });
}

/** Service accounts that roles trust by name: charts and other tools may make them. */
function trustedKeys({ inventory, texts }: World): readonly string[] {
  return inventory.roles.flatMap(({ trust }) => {
    if (trust === undefined) return [];
    const { document } = readPolicy(trust, 'the trust policy', 'trust', texts);
    const values = document.statements.flatMap(({ conditions }) =>
      conditions.filter(({ key }) => key.endsWith(':sub')).flatMap((condition) => condition.values),
    );
    return values.flatMap((value) => {
      const [, namespace, name] = /^system:serviceaccount:([a-z0-9-]+):([a-z0-9.-]+)$/.exec(value) ?? [];
      return namespace === undefined ? [] : [`${namespace}/${name}`];
    });
  });
}
