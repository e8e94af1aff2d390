import type { Inventory } from '../readers/index.js';
import type { Policy } from './policies.js';
import type { RuleContext } from './rule.js';

const boundaries = new WeakMap<Inventory, ReadonlySet<string>>();

/** Whether a policy is the permissions boundary of a role: it caps, and grants nothing by itself. */
export function isBoundary({ inventory }: Pick<RuleContext, 'inventory'>, { fact }: Policy): boolean {
  const known = boundaries.get(inventory) ?? boundariesOf(inventory);
  boundaries.set(inventory, known);
  return known.has(fact.id) || (fact.arn?.known === true && known.has(fact.arn.value));
}

/** The ids of the facts, and the ARNs, that roles name as boundaries. */
function boundariesOf({ roles }: Inventory): ReadonlySet<string> {
  return new Set(
    roles.flatMap(({ permissionsBoundary: link }) => {
      if (link === undefined) return [];
      return [
        ...(link.fact === undefined ? [] : [link.fact]),
        ...(link.value.known ? [link.value.value] : []),
      ];
    }),
  );
}
