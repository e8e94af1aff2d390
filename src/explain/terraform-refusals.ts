import { groupBy, onceFor } from '../collections.js';
import type { Inventory, RoleFact } from '../readers/index.js';
import type { ChainLink } from './types.js';

/** Terraform refuses a root in which two resources have one address: of such a role nothing is certain. */
export function refusedRoot(inventory: Inventory, role: RoleFact): readonly ChainLink[] {
  if (role.tool !== 'terraform') return [];
  const [first, second] = repeatedAddresses(inventory).get(role.scope) ?? [];
  if (first === undefined || second === undefined) return [];
  const [one, other] = [first, second].map(({ place }) => `${place.file}:${place.line}`);
  return [
    {
      ...{ kind: 'role', status: 'unknown', place: second.place },
      reason: `terraform refuses the files of the role: ${first.address} stands at ${one} and again at ${other}`,
      fix: 'remove or rename one of them',
    },
  ];
}

/** The first two blocks of one address, by root; instances of one block are none. Many chains ask about the same root. */
const repeatedAddresses = onceFor(({ terraformObjects }: Inventory) => {
  const resources = terraformObjects.filter(({ mode }) => mode === 'resource');
  const repeated = [...groupBy(resources, ({ id }) => id).values()].flatMap((group) => {
    const blocks = [...groupBy(group, ({ place }) => `${place.file}:${place.start}`).values()];
    return blocks.length > 1 ? [blocks.map(([first]) => first)] : [];
  });
  return new Map(repeated.reverse().map((blocks) => [blocks[0]?.scope ?? '', blocks]));
});
