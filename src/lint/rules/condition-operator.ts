import { OPERATOR_NAMES, parseConditionOperator } from '../../iam/evaluate/index.js';
import { entryOf, isMap, mayHave } from '../../readers/index.js';
import { nearest } from '../../text/nearest.js';
import { claims, trustFile, webIdentity } from '../examples.js';
import { replaceValue } from '../fixes.js';
import { MISPLACED, type Statement } from '../policies.js';
import type { Report, Rule, RuleContext } from '../rule.js';
import { fixIn } from '../safe-fixes.js';
import { quoted } from '../text.js';

export const conditionOperator: Rule = {
  id: 'IRSA015',
  name: 'condition-operator',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'Every key of a Condition is an operator that IAM knows.',
  why: 'IAM refuses a policy with any other operator. Comments such as __doc_comment, which some examples carry, are operators to it.',
  error: 'MalformedPolicyDocument: Invalid Condition type : StringEqual',
  fix: 'Spell the operator as IAM does; take comments out.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
  examples: {
    bad: trustFile(
      webIdentity({ Condition: { StringEqual: claims() } }),
      webIdentity({ Condition: { StringEquals: claims(), __doc_comment: 'only our namespace' } }),
    ),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const statement of context.statements) yield* inStatement(statement, context);
  },
};

function* inStatement(statement: Statement, context: RuleContext): Iterable<Report> {
  const condition = entryOf(statement.node, 'Condition')?.value;
  if (!isMap(condition)) return;
  for (const { key, keyNode, value } of condition.entries) {
    if (key === undefined || MISPLACED.has(key)) continue;
    if (parseConditionOperator(key) === undefined) {
      const guess = nearest(key, OPERATOR_NAMES);
      const fix =
        guess === undefined || mayHave(condition, guess)
          ? undefined
          : replaceValue(context, keyNode, guess, `write ${guess}`);
      yield {
        place: keyNode.place,
        message: `${quoted(key)} is no condition operator of IAM`,
        help:
          guess === undefined
            ? 'use an operator such as StringEquals, or take it out'
            : `did you mean ${guess}?`,
        fix: fixIn(statement, fix),
      };
    } else if (value.kind === 'scalar' || value.kind === 'list') {
      yield {
        place: value.place,
        message: `${quoted(key)} needs an object of condition keys and their values`,
      };
    }
  }
}
