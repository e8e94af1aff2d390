import type { Inventory } from '../readers/index.js';
import type { Policy, Statement } from './policies.js';
import type { RuleContext } from './rule.js';

const boundaries = new WeakMap<Inventory, ReadonlySet<string>>();

/** Whether a policy is the permissions boundary of a role: it caps, and grants nothing by itself. */
export function isBoundary({ inventory }: Pick<RuleContext, 'inventory'>, { arn, fact }: Policy): boolean {
  const known = boundaries.get(inventory) ?? boundariesOf(inventory);
  boundaries.set(inventory, known);
  return known.has(fact.id) || (arn?.known === true && known.has(arn.value));
}

/** The statements that allow something to whoever has the policy. */
export function grantsIn(context: RuleContext): readonly Statement[] {
  return context.statements.filter(
    ({ effect, policy }) => effect === 'Allow' && policy.use === 'identity' && !isBoundary(context, policy),
  );
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
