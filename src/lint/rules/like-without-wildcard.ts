import type { Node } from '../../readers/index.js';
import { claims, trustFile, webIdentity } from '../examples.js';
import { isWrittenBeside, replaceValue } from '../fixes.js';
import type { Condition, Statement } from '../policies.js';
import type { Rule, RuleContext } from '../rule.js';
import { claimsOf, podStatements } from '../trust.js';

const CLAIMS = claims();

export const likeWithoutWildcard: Rule = {
  id: 'IRSA048',
  name: 'like-without-wildcard',
  severity: 'info',
  family: 'trust',
  summary: 'A claim without wildcards stands under StringEquals.',
  why: 'StringLike works, but says to whoever reads it that a pattern is meant, and lets one slip in later.',
  error: 'None.',
  fix: 'Use StringEquals.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String',
  examples: {
    bad: trustFile(webIdentity({ Condition: { StringLike: CLAIMS } })),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const statement of podStatements(context)) {
      const seen = new Set<unknown>();
      for (const { condition } of claimsOf(statement)) {
        const { operator, operatorNode } = condition;
        if (operator !== 'StringLike' || seen.has(operatorNode)) continue;
        seen.add(operatorNode);
        const block = statement.conditions.filter((other) => other.operatorNode === operatorNode);
        if (!block.every((each) => isExact(each, context))) continue;
        const change = replaceValue(context, operatorNode, 'StringEquals', 'use StringEquals');
        // What a module writes is not for its user to change.
        if (change === undefined) continue;
        const fix = wouldRepeat(statement, operatorNode, context) ? undefined : change;
        yield {
          place: operatorNode.place,
          message: 'StringLike without any wildcard',
          help: 'use StringEquals',
          fix,
        };
      }
    }
  },
};

/** Whether the values are spelt out beside the operator: what a variable or a module brings may hold wildcards elsewhere. */
const isExact = ({ complete, values, operatorNode }: Condition, context: RuleContext) =>
  complete &&
  values.every(({ text, node }) => !/[*?]/.test(text) && isWrittenBeside(context, operatorNode, node));

/** Whether an object would have two keys StringEquals; blocks of their own may share an operator. */
function wouldRepeat({ conditions }: Statement, { place }: Node, context: RuleContext): boolean {
  const after = context.source(place.file)?.text.slice(place.end, place.end + 80) ?? '';
  return /^\s*[:=]/.test(after) && conditions.some(({ operator }) => operator === 'StringEquals');
}
