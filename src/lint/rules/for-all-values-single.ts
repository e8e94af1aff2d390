import { isMultivalued, keyedConditions } from '../condition-keys.js';
import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };
const VPC = { 'aws:SourceVpc': 'vpc-0a1b2c3d4e5f67890' };

export const forAllValuesSingle: Rule = {
  id: 'IRSA151',
  name: 'for-all-values-single',
  severity: 'warning',
  family: 'policy-grammar',
  summary: 'A key that holds one value does not stand under ForAllValues.',
  why: 'ForAllValues is met by no values at all: an Allow then applies to requests that do not have the key, too.',
  error: 'None: the statement allows more than it says.',
  fix: 'Leave ForAllValues: out.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-security-warning-forallvalues-with-single-valued-key',
  examples: {
    bad: policyFile({ ...READ, Condition: { 'ForAllValues:StringEquals': VPC } }),
    good: policyFile({ ...READ, Condition: { StringEquals: VPC } }),
  },
  *check(context) {
    for (const { condition, operator, text, key } of keyedConditions(context)) {
      if (key === undefined || isMultivalued(key) || !operator.startsWith('ForAllValues:')) continue;
      yield {
        place: condition.operatorNode.place,
        message: `ForAllValues is met without ${text}, which holds one value`,
        help: `use ${operator.slice('ForAllValues:'.length)}`,
        related: [{ place: condition.keyNode.place, message: 'the key' }],
      };
    }
  },
};
