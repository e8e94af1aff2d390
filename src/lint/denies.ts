import { onceFor } from '../collections.js';
import { matchesPattern, parsePattern } from '../iam/evaluate/pattern.js';
import type { ListElement, Policy, Statement } from './policies.js';

/** The Deny of the same policy that takes back all that a statement allows. */
export function denyOver(statement: Statement): Statement | undefined {
  return denials(statement.policy).get(statement);
}

const denials = onceFor(({ statements }: Policy): ReadonlyMap<Statement, Statement> => {
  const found = new Map<Statement, Statement>();
  const denies = statements.filter(isUnconditional);
  if (denies.length === 0) return found;
  for (const statement of statements.filter(({ effect }) => effect === 'Allow')) {
    const deny = denies.find(
      (other) =>
        covers(other.actions, statement.actions, (text) => text.toLowerCase()) &&
        covers(other.resources, statement.resources, (text) => text),
    );
    if (deny !== undefined) found.set(statement, deny);
  }
  return found;
});

const isUnconditional = ({ effect, complete, conditions, conditionsComplete }: Statement) =>
  effect === 'Deny' && complete && conditionsComplete && conditions.length === 0;

/** Whether each value of an element is certainly among those of another one, wildcards counted. */
function covers(
  wider: ListElement | undefined,
  element: ListElement | undefined,
  fold: (text: string) => string,
): boolean {
  if (wider === undefined || element?.complete !== true || element.values.length === 0) return false;
  // A variable is filled in later, and a question mark must not stand for an asterisk.
  const patterns = wider.values
    .filter(({ known, text }) => known && !/[?$]/.test(text))
    .map(({ text }) => parsePattern(fold(text)));
  return element.values.every(({ text }) => patterns.some((pattern) => matchesPattern(pattern, fold(text))));
}
