import { OPERATOR_NAMES } from '../iam/evaluate/index.js';
import { nearest } from '../text/nearest.js';
import type { Fix } from './finding.js';
import type { Statement } from './policies.js';
import { claimsOf, federated } from './trust.js';

/** A change as a suggestion, which --fix leaves to people. */
export function suggestion(fix: Fix | undefined): Fix | undefined {
  return fix === undefined ? undefined : { ...fix, unsafe: true };
}

/**
 * A change in a statement. --fix never widens access: what is mended may come to grant what the statement names, and nothing
 * beyond it. A trust statement that names no service account would open the role to the whole cluster.
 */
export function fixIn(statement: Statement, fix: Fix | undefined): Fix | undefined {
  return namesWhomItLetsIn(statement) ? fix : suggestion(fix);
}

function namesWhomItLetsIn(statement: Statement): boolean {
  const { policy, effect, principals, notActions, notResources } = statement;
  // What an Allow excepts is not what it grants.
  if (effect !== 'Deny' && (notActions !== undefined || notResources !== undefined)) return false;
  if (policy.use !== 'trust') return true;
  if (effect === 'Deny' || principals.some(({ element, type }) => element === 'NotPrincipal' || type === '*'))
    return false;
  const isWebIdentity = principals.length === 0 || federated(statement).length > 0;
  return isWebIdentity ? namesSubject(statement) : principals.every(({ value }) => value.text !== '*');
}

/** Whether a statement lets in only service accounts that it names, once all of it is spelt right. */
function namesSubject(statement: Statement): boolean {
  return claimsOf(statement).some(({ name, condition }) => {
    const { operator, values, complete } = condition;
    if (name !== 'sub' || operator === undefined || (complete && values.length === 0)) return false;
    if (/IfExists$|^ForAllValues:/i.test(operator)) return false;
    const plain = operator.replace(/^ForAnyValue:/, '');
    const meant = OPERATOR_NAMES.find((known) => known === plain) ?? nearest(plain, OPERATOR_NAMES) ?? '';
    if (!/^String(?:Equals|EqualsIgnoreCase|Like)$/.test(meant)) return false;
    return values.every(({ text }) => /^(?:[a-z]+:)*[^:*?]+:[^:]*[^:*?][^:]*$/.test(text));
  });
}
