import { claims, trustFile, webIdentity } from '../examples.js';
import type { Rule } from '../rule.js';
import { claimsOf, podStatements } from '../trust.js';

const CLAIMS = claims();

export const claimOperator: Rule = {
  id: 'IRSA059',
  name: 'claim-operator',
  severity: 'warning',
  family: 'trust',
  summary: 'Subject and audience are compared by an operator that demands them.',
  why: '…IfExists and ForAllValues are met when the claim is missing, StringNotEquals by every other service account.',
  error: 'None: more is accepted than was meant.',
  fix: 'Use StringEquals, or StringLike for a pattern.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists',
  examples: {
    bad: trustFile(webIdentity({ Condition: { 'ForAllValues:StringEquals': CLAIMS } })),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const statement of podStatements(context)) {
      if (statement.effect !== 'Allow') continue;
      for (const { condition, name } of claimsOf(statement)) {
        const operator = condition.operator ?? '';
        const fault = faultOf(operator);
        if (fault === undefined || (name !== 'sub' && name !== 'aud')) continue;
        yield {
          place: condition.operatorNode.place,
          message: `${operator} on ${name}: ${fault}`,
          help: 'use StringEquals, or StringLike for a pattern',
        };
      }
    }
  },
};

function faultOf(operator: string): string | undefined {
  if (/IfExists$/i.test(operator)) return 'it is met when the token has no such claim';
  if (/^ForAllValues?:/i.test(operator)) return 'it is met when the token has no such claim';
  return /Not/.test(operator) ? 'it is met by every other value' : undefined;
}
