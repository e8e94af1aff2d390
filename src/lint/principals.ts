import { POD_IDENTITY_SERVICE } from '../model/trust.js';
import type { Policy, Principal, Statement } from './policies.js';

/** Whether a statement's principals are all known. */
function hasKnownPrincipals({ node, principals, complete }: Statement): boolean {
  if (!complete || principals.length === 0) return false;
  const element = node.entries.find(({ key }) => key === 'Principal')?.value;
  if (element?.kind === 'map' && element.rest.length > 0) return false;
  const counted = element?.kind === 'map' ? element.entries : [];
  return (
    principals.every(({ element, value }) => element === 'Principal' && value.known) &&
    counted.every(({ value }) => value.kind !== 'unknown' && (value.kind !== 'list' || isFull(value.items)))
  );
}

const isFull = (items: readonly { readonly kind: string }[]) => items.every(({ kind }) => kind !== 'unknown');

/** Whether a trust policy certainly lets somebody in, and nobody who is not like that. */
export function letsInOnly(
  { statements, complete }: Policy,
  isLikeThat: (principal: Principal) => boolean,
): boolean {
  const allows = statements.filter(({ effect }) => effect !== 'Deny');
  return (
    complete &&
    allows.length > 0 &&
    allows.every((statement) => hasKnownPrincipals(statement) && statement.principals.every(isLikeThat))
  );
}

/** Whether a principal is EKS Pod Identity. */
export const isPodIdentity = ({ type, value }: Principal): boolean =>
  type === 'Service' && value.text === POD_IDENTITY_SERVICE;

/** The statements that let EKS Pod Identity in; undefined where the files do not tell whom others let in. */
export function podIdentityStatements({ statements }: Policy): readonly Statement[] | undefined {
  const allows = statements.filter(({ effect }) => effect !== 'Deny');
  const forPods = allows.filter(({ principals }) => principals.some(isPodIdentity));
  const isOpen = allows.some((statement) => !forPods.includes(statement) && !hasKnownPrincipals(statement));
  return isOpen ? undefined : forPods;
}
