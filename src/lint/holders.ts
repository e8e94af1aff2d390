import { groupBy, onceFor } from '../collections.js';
import { POD_IDENTITY_SERVICE } from '../model/trust.js';
import type { Inventory, Link } from '../readers/index.js';
import { identitiesOf } from './identities.js';
import type { Policy, Principal, Statement } from './policies.js';
import type { Report, RuleContext } from './rule.js';
import { trustOf } from './subjects.js';
import { HOLE } from './text.js';
import { isOfOthersThanPods } from './trust.js';

/** Whether pods may get what a policy allows: not when every role that has it trusts others, such as people or a service. */
export function mayBeForPods(context: RuleContext, { fact }: Policy): boolean {
  const attached = attachmentsOf(context.inventory).get(fact.id) ?? [];
  return attached.length === 0 || attached.some(({ role }) => mayBePodRole(context, role));
}

/** The severity of what is a risk in the hands of a pod: where no pod can get it, information. */
export function riskOf(context: RuleContext, policy: Policy): Pick<Report, 'severity'> {
  return mayBeForPods(context, policy) ? {} : { severity: 'info' };
}

const attachmentsOf = onceFor(({ attachments }: Inventory) =>
  groupBy(attachments, ({ policy }) => policy.fact ?? ''),
);

/** Whether pods may assume a role themselves. */
export function mayBePodRole(context: RuleContext, { fact }: Link): boolean {
  const role = identitiesOf(context.inventory).rolesById.get(fact ?? '');
  if (role === undefined) return true;
  const trust = trustOf(context, role);
  return trust === undefined || !trust.complete || trust.statements.some(mayLetPodsIn);
}

function mayLetPodsIn(statement: Statement): boolean {
  const { effect, principals, complete, conditions } = statement;
  if (effect === 'Deny' || isOfOthersThanPods(statement)) return false;
  if (principals.length === 0 || !complete) return true;
  const texts = conditions.flatMap(({ key, values }) => [key, ...values]).map((text) => text?.text ?? '');
  return (
    principals.some(mayBePods) || texts.some((text) => /serviceaccount:|oidc\.eks|eks\.amazonaws/.test(text))
  );
}

/** Providers of other identities, such as those of SAML, are known by their ARN, whatever the account. */
function mayBePods({ type, value }: Principal): boolean {
  if (type === 'AWS') return false;
  if (type === 'Service') return !value.known || value.text === POD_IDENTITY_SERVICE;
  const named = value.text.slice(value.text.lastIndexOf(HOLE) + 1);
  return !/:saml-provider\/|:oidc-provider\/(?=.)(?!.*eks)|^[a-z.]+\.(?:com|net|org)$/.test(named);
}
