import { matchesPattern, parsePattern } from '../iam/evaluate/pattern.js';
import type { Inventory, Node, RoleFact } from '../readers/index.js';
import type { Policy, Statement } from './policies.js';
import type { RuleContext } from './rule.js';
import type { Text } from './text.js';
import { claimsOf, federated, isOperator, mayHaveClaim } from './trust.js';

const cache = new WeakMap<Inventory, ReadonlyMap<Node, Policy>>();

/** The policy whose document this is. */
export function policyWithRoot({ inventory, policies }: RuleContext, root: Node): Policy | undefined {
  const byRoot = cache.get(inventory) ?? new Map(policies.map((policy) => [policy.root as Node, policy]));
  cache.set(inventory, byRoot);
  return byRoot.get(root);
}

/** The trust policy of a role, taken apart; undefined when the files do not have it. */
export function trustOf(context: RuleContext, role: RoleFact): Policy | undefined {
  return role.trust === undefined ? undefined : policyWithRoot(context, role.trust);
}

/** Statements that let federated identities assume a role. */
export function webIdentityStatements({ statements }: Policy): readonly Statement[] {
  return statements.filter((statement) => statement.effect === 'Allow' && federated(statement).length > 0);
}

/** The subjects that a statement lists, with their operators. */
export function subjectValues(
  statement: Statement,
): readonly { readonly text: Text; readonly like: boolean }[] {
  return claimsOf(statement)
    .filter(({ name }) => name === 'sub')
    .flatMap(({ condition }) =>
      condition.values.map((text) => ({ text, like: isOperator(condition, 'StringLike') })),
    );
}

/** Whether a trust policy lets a subject in: `unknown` when it may. */
export function trusts(policy: Policy, subject: string): 'yes' | 'no' | 'unknown' {
  if (!policy.complete) return 'unknown';
  const answers = policy.statements.map((statement) => admits(statement, subject));
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unknown') ? 'unknown' : 'no';
}

function admits(statement: Statement, subject: string): 'yes' | 'no' | 'unknown' {
  if (statement.effect === undefined) return 'unknown';
  if (statement.effect === 'Deny') return 'no';
  if (federated(statement).length === 0) return mayBeFederated(statement) ? 'unknown' : 'no';
  const subjects = claimsOf(statement).filter(({ name }) => name === 'sub');
  if (subjects.length === 0) return mayHaveClaim(statement, 'sub') ? 'unknown' : 'yes';
  const answers = subjects.map(({ condition }) => {
    if (isOperator(condition, 'StringEquals') || isOperator(condition, 'StringLike')) {
      const like = isOperator(condition, 'StringLike');
      const listed = condition.values.some(
        ({ text, known }) => known && (like ? matchesPattern(parsePattern(text), subject) : text === subject),
      );
      if (listed) return 'yes' as const;
      return condition.complete && condition.values.every(({ known }) => known)
        ? ('no' as const)
        : ('unknown' as const);
    }
    return 'unknown' as const;
  });
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
}

function mayBeFederated({ node, complete }: Statement): boolean {
  const principal = node.entries.find(({ key }) => key === 'Principal')?.value;
  if (principal === undefined) return !complete;
  return (
    principal.kind === 'unknown' ||
    (principal.kind === 'map' &&
      (principal.rest.length > 0 ||
        principal.entries.some(({ key, value }) => key === 'Federated' && value.kind !== 'scalar')))
  );
}

/** The roles whose trust policy names a subject exactly, by subject. */
export function rolesBySubject(context: RuleContext): ReadonlyMap<string, readonly RoleFact[]> {
  const found = new Map<string, RoleFact[]>();
  for (const role of context.inventory.roles) {
    const trust = trustOf(context, role);
    if (trust === undefined) continue;
    for (const { text, like } of webIdentityStatements(trust).flatMap(subjectValues)) {
      if (!text.known || like) continue;
      found.set(text.text, [...(found.get(text.text) ?? []), role]);
    }
  }
  return found;
}
