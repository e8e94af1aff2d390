import { entryOf, isMap, type Span } from '../../readers/index.js';
import { claims, documentFile, PROVIDER, trustFile, webIdentity } from '../examples.js';
import { moveEntry } from '../fix-structure.js';
import { MISPLACED, type Statement } from '../policies.js';
import type { Report, Rule, RuleContext } from '../rule.js';
import { suggestion } from '../safe-fixes.js';

const CONDITION = { StringEquals: claims() };

export const conditionMisplaced: Rule = {
  id: 'IRSA014',
  name: 'condition-misplaced',
  severity: 'error',
  family: 'policy-grammar',
  summary:
    'Effect, Action, Resource and Condition stand in the statement itself, not in its Principal or beside the statements.',
  why: 'Inside Principal, Condition is taken for a kind of principal and refused; one brace in the wrong place is enough.',
  error: 'MalformedPolicyDocument: Invalid principal in policy: "CONDITION" / Syntax errors in policy.',
  fix: 'Close the brace of Principal before Condition.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html',
  examples: {
    bad: [
      documentFile('trust.json', {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Federated: PROVIDER, Condition: CONDITION },
            Action: 'sts:AssumeRoleWithWebIdentity',
          },
        ],
      }),
    ],
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const statement of context.statements) yield* inPrincipal(statement, context);
    for (const { root } of context.policies) {
      for (const { key, keyNode } of root.entries) {
        if (key !== undefined && MISPLACED.has(key))
          yield misplaced(key, keyNode.place, 'beside the statements');
      }
    }
  },
};

function* inPrincipal(statement: Statement, context: RuleContext): Iterable<Report> {
  for (const element of ['Principal', 'NotPrincipal', 'Condition']) {
    const outer = entryOf(statement.node, element);
    if (outer === undefined || !isMap(outer.value)) continue;
    for (const inner of outer.value.entries) {
      const { key, keyNode } = inner;
      if (key === undefined || !MISPLACED.has(key)) continue;
      const taken = entryOf(statement.node, key) !== undefined;
      const fix = taken ? undefined : moveEntry(context, outer.value, inner, `move ${key} out of ${element}`);
      const report = misplaced(key, keyNode.place, `inside ${element}`);
      // What the statement means with it is for people to decide.
      yield { ...report, fix: suggestion(fix) };
    }
  }
}

function misplaced(key: string, place: Span, where: string): Report {
  return { place, message: `${key} stands ${where}`, help: 'it is an element of the statement' };
}
