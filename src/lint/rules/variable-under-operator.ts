import { baseOperator } from '../../iam/names.js';
import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

const LIST = { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::photos' };

export const variableUnderOperator: Rule = {
  id: 'IRSA181',
  name: 'variable-under-operator',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'Policy variables stand under operators for texts and ARNs.',
  why: 'Under operators for numbers, dates, booleans, addresses and presence, IAM does not fill a variable in: its text is compared, and never matches.',
  error: 'AccessDenied: … because no identity-based policy allows the s3:ListBucket action',
  fix: 'Write the value, or use an operator such as StringEquals.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-wheretouse',
  examples: {
    bad: policyFile({
      ...LIST,
      Condition: { NumericEquals: { 's3:max-keys': '${aws:PrincipalTag/keys}' } },
    }),
    good: policyFile({ ...LIST, Condition: { StringEquals: { 's3:prefix': '${aws:PrincipalTag/team}' } } }),
  },
  *check({ statements }) {
    for (const { operator, values } of statements.flatMap(({ conditions }) => conditions)) {
      const base = baseOperator(operator ?? '');
      if (base === undefined || /^(?:String|Arn)/.test(base)) continue;
      for (const value of values) {
        if (!/\$\{[\w.-]+:[^}]*\}/.test(value.text)) continue;
        yield {
          place: value.place,
          message: `${quoted(value)} is plain text under ${operator}, and never matches`,
          help: 'policy variables are filled in under String and Arn operators only',
        };
      }
    }
  },
};
