import { entryOf, isMap } from '../../readers/index.js';
import { HOST, trustFile, webIdentity } from '../examples.js';
import { replaceValue } from '../fixes.js';
import type { Rule } from '../rule.js';
import { suggestion } from '../safe-fixes.js';
import { quoted } from '../text.js';
import { claimsOf, isOperator, podStatements } from '../trust.js';

const subject = (operator: string) => ({
  Condition: {
    ...{ StringEquals: { [`${HOST}:aud`]: 'sts.amazonaws.com' } },
    ...{ [operator]: { [`${HOST}:sub`]: 'system:serviceaccount:jobs:runner-*' } },
  },
});
const NARROW = { [`${HOST}:sub`]: 'system:serviceaccount:jobs:runner-*' };

export const wildcardUnderEquals: Rule = {
  id: 'IRSA047',
  name: 'wildcard-under-equals',
  severity: 'error',
  family: 'trust',
  summary: 'A claim with a wildcard stands under StringLike.',
  why: 'StringEquals compares character by character, and no service account is named *.',
  error: 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  fix: 'Use StringLike for the subject, and leave the audience under StringEquals; or write the names out.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  examples: {
    bad: trustFile(
      webIdentity({ Condition: { StringEquals: { ...NARROW, [`${HOST}:aud`]: 'sts.amazonaws.com' } } }),
    ),
    good: trustFile(webIdentity(subject('StringLike'))),
  },
  *check(context) {
    for (const statement of podStatements(context)) {
      for (const { condition } of claimsOf(statement)) {
        if (!isOperator(condition, 'StringEquals') && !isOperator(condition, 'StringEqualsIgnoreCase'))
          continue;
        const block = entryOf(entryOf(statement.node, 'Condition')?.value, condition.operator ?? '')?.value;
        const alone = isMap(block) && block.entries.length === 1;
        for (const value of condition.values) {
          if (!/[*?]/.test(value.text)) continue;
          const fix = alone
            ? suggestion(replaceValue(context, condition.operatorNode, 'StringLike', 'use StringLike'))
            : undefined;
          yield {
            place: value.place,
            message: `${quoted(value)} never matches: under ${condition.operator} a wildcard is a plain character`,
            help: 'use StringLike, or the exact name',
            related: [{ place: condition.operatorNode.place, message: 'the operator' }],
            fix,
          };
        }
      }
    }
  },
};
