import { onceFor } from '../collections.js';
import type { Inventory } from '../readers/index.js';
import { denyOver } from './denies.js';
import type { Policy, Statement } from './policies.js';
import type { RuleContext } from './rule.js';

/** Whether a policy is the permissions boundary of a role, or of a session: it caps, and grants nothing by itself. */
export function isBoundary({ inventory }: Pick<RuleContext, 'inventory'>, { arn, fact }: Policy): boolean {
  if ('use' in fact && fact.use === 'session') return true;
  const known = boundariesOf(inventory);
  if (known.has(fact.id) || (arn?.known === true && known.has(arn.value))) return true;
  return isCalledBoundary(fact) && !inventory.attachments.some(({ policy }) => policy.fact === fact.id);
}

/** A boundary is often made in one place and set in another: then its name says what it is. */
function isCalledBoundary(fact: Policy['fact']): boolean {
  const { id, place } = fact;
  const name = 'name' in fact && fact.name?.known === true ? fact.name.value : '';
  const names = [id, name, place.file];
  return names.some((text) => /boundar(?:y|ies)/i.test(text.slice(text.lastIndexOf('/') + 1)));
}

/** The statements that allow something to whoever has the policy: a boundary allows nothing, nor does what is denied anyway. */
export function grantsIn(context: RuleContext): readonly Statement[] {
  return context.statements.filter(
    (statement) =>
      statement.effect === 'Allow' &&
      statement.policy.use === 'identity' &&
      !isBoundary(context, statement.policy) &&
      denyOver(statement) === undefined,
  );
}

/** The ids of the facts, and the ARNs, that roles name as boundaries. */
const boundariesOf = onceFor(
  ({ roles }: Inventory) =>
    new Set(
      roles.flatMap(({ permissionsBoundary: link }) => {
        if (link === undefined) return [];
        return [
          ...(link.fact === undefined ? [] : [link.fact]),
          ...(link.value.known ? [link.value.value] : []),
        ];
      }),
    ),
);
