import { policyFile } from '../examples.js';
import type { Condition } from '../policies.js';
import type { Rule } from '../rule.js';
import { isOperator } from '../trust.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };
const bool = (value: unknown) => ({ Condition: { Bool: { 'aws:SecureTransport': value } } });

export const booleanBoth: Rule = {
  id: 'IRSA178',
  name: 'boolean-both',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'A condition asks for true or for false, not for both.',
  why: 'Values of one key are alternatives: true or false is met by every request that has the key, so the condition guards nothing.',
  error: 'None: the statement applies more often than it says.',
  fix: 'Leave one of the two.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-invalid-condition-multiple-boolean',
  examples: {
    bad: policyFile({ ...READ, ...bool(['true', 'false']) }),
    good: policyFile({ ...READ, ...bool('true') }),
  },
  *check({ statements }) {
    for (const condition of statements.flatMap(({ conditions }) => conditions)) {
      if (!isOperator(condition, 'Bool') && !isOperator(condition, 'Null')) continue;
      if (!holdsBoth(condition)) continue;
      yield {
        place: condition.keyNode.place,
        message: `${condition.operator} is asked for both true and false`,
        help: 'leave one of the two',
      };
    }
  },
};

function holdsBoth({ values }: Condition): boolean {
  const texts = values.filter(({ known }) => known).map(({ text }) => text.toLowerCase());
  return texts.includes('true') && texts.includes('false');
}
