import * as v from 'valibot';
import { OPERATOR_NAMES } from '../../iam/evaluate/operator.js';
import {
  ACTION,
  baseOperator,
  checkAction,
  checkConditionKey,
  checkPolicyText,
  checkResource,
  checkSid,
  SID,
} from '../../iam/names.js';
import { later, list, map, object, text } from '../../schema/field.js';
import { oneOf } from '../../text/nearest.js';

const operator = text({
  description: 'An IAM condition operator.',
  noun: 'a condition operator',
  check: (name) => (baseOperator(name) === undefined ? oneOf(name, OPERATOR_NAMES) : undefined),
});
const conditionKey = text({
  description: 'A condition key.',
  noun: 'a condition key',
  check: checkConditionKey,
});
const conditionValue = text({
  description: 'A value; ${aws:…} is an IAM policy variable.',
  noun: 'a condition value',
  check: checkPolicyText,
});
const conditionValues = v.union([
  conditionValue,
  list(conditionValue, {
    description: 'Values, of which one must match.',
    atLeastOne: 'give at least one value',
  }),
]);

const statement = later(() =>
  object('An IAM statement that allows something else.', {
    sid: v.optional(
      text({
        description: 'The id of the statement.',
        examples: ['ReadClusters'],
        noun: 'a Sid',
        check: checkSid,
        pattern: SID,
      }),
    ),
    actions: list(
      text({
        description: 'An action, with wildcards.',
        examples: ['eks:ListClusters'],
        noun: 'an IAM action',
        check: checkAction,
        pattern: ACTION,
      }),
      { description: 'What is allowed.', atLeastOne: 'name at least one action, such as s3:GetObject' },
    ),
    resources: list(
      text({
        description: 'An ARN, with wildcards, or *; ${aws:…} is an IAM policy variable.',
        examples: ['arn:aws:s3:::bucket/*'],
        noun: 'an IAM resource',
        check: checkResource,
        pattern: /^(?:\*|arn:aws[a-z-]*:[a-z0-9-]+:[^:]*:[^:]*:.+)$/,
      }),
      { description: 'With what.', atLeastOne: 'name at least one ARN, or "*"' },
    ),
    conditions: v.optional(
      map(operator, map(conditionKey, conditionValues, { description: 'Condition key to values.' }), {
        description: 'Under which conditions: operator, key, values.',
      }),
    ),
  }),
);

/** The schema of `workloads[].sessionPolicy`. */
export const sessionPolicySchema = list(statement, {
  description:
    'What the sessions of the service account may do at most, of what the role may do, as IAM statements; needs sessionTags: false.',
});

/** The schema of `workloads[].statements`. */
export const statementsSchema = list(statement, {
  description: 'Anything else that it may do, as IAM statements.',
});
