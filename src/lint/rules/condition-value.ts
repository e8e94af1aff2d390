import { checkConditionValue } from '../../iam/names.js';
import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };

export const conditionValue: Rule = {
  id: 'IRSA024',
  name: 'condition-value',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'The values of a condition are of the kind that its operator compares.',
  why: 'IAM accepts the policy, but a value that is no number, date, address or ARN never matches.',
  error: 'AccessDenied: … because no identity-based policy allows the s3:GetObject action',
  fix: 'Write a value of that kind, or take another operator.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
  examples: {
    bad: policyFile({ ...READ, Condition: { Bool: { 'aws:SecureTransport': 'yes' } } }),
    good: policyFile({ ...READ, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
  },
  *check({ statements }) {
    for (const { operator, values } of statements.flatMap(({ conditions }) => conditions)) {
      for (const value of values) {
        if (operator === undefined || !value.known) continue;
        const refused = checkConditionValue(
          operator,
          /^(?:true|false)$/i.test(value.text) ? value.text.toLowerCase() : value.text,
        );
        if (refused === undefined || value.text.includes('&{')) continue;
        yield { place: value.place, message: `${quoted(value)} never matches: ${refused}` };
      }
    }
  },
};
