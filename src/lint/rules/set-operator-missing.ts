import { isMultivalued, keyedConditions } from '../condition-keys.js';
import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';

const TAG = { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::photos/*' };
/** Of other services the reference calls some keys lists that requests mostly have one value of, such as events:source. */
const CERTAIN = /^(?:aws|s3|kms|sts|dynamodb):/i;
const KEYS = { 's3:RequestObjectTagKeys': ['team', 'stage'] };

export const setOperatorMissing: Rule = {
  id: 'IRSA150',
  name: 'set-operator-missing',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'A key that holds several values stands under ForAnyValue or ForAllValues.',
  why: 'Without one of them IAM compares the key as a single value, and a request that has several never matches.',
  error: 'AccessDenied: … because no identity-based policy allows the s3:PutObject action',
  fix: 'Write ForAnyValue: where one value of the request is enough, ForAllValues: where all must be in the list.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html',
  examples: {
    bad: policyFile({ ...TAG, Condition: { StringEquals: KEYS } }),
    good: policyFile({ ...TAG, Condition: { 'ForAnyValue:StringEquals': KEYS } }),
  },
  *check(context) {
    for (const { condition, operator, text, key } of keyedConditions(context)) {
      if (
        key === undefined ||
        !isMultivalued(key) ||
        /^events:/i.test(text) ||
        /^(?:For(?:Any|All)Values?:|Null$)/.test(operator)
      )
        continue;
      yield {
        place: condition.operatorNode.place,
        message: `${operator} compares one value, but ${text} holds several`,
        help: `write ForAnyValue:${operator} or ForAllValues:${operator}`,
        ...(CERTAIN.test(text) ? {} : { severity: 'warning' as const }),
        related: [{ place: condition.keyNode.place, message: 'the key' }],
      };
    }
  },
};
