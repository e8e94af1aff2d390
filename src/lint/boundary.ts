import type { Policy } from './policies.js';
import type { RuleContext } from './rule.js';

/** Whether a policy is the permissions boundary of a role: it caps, and grants nothing by itself. */
export function isBoundary({ inventory }: RuleContext, { fact }: Policy): boolean {
  const arn = fact.arn?.known === true ? fact.arn.value : undefined;
  return inventory.roles.some(({ permissionsBoundary: link }) => {
    if (link === undefined) return false;
    return link.fact === fact.id || (arn !== undefined && link.value.known && link.value.value === arn);
  });
}
