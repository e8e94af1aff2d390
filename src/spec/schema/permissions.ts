import * as v from 'valibot';
import { BUCKET_NAME, checkBucketName } from '../../aws/bucket-names.js';
import { checkKmsKeyArn } from '../../aws/kms-keys.js';
import {
  ACTION,
  baseOperator,
  CONDITION_OPERATORS,
  checkAction,
  checkConditionKey,
  checkPolicyText,
  checkResource,
  checkSid,
  SID,
} from '../../iam/names.js';
import { choice, list, map, object, text } from '../field.js';
import { oneOf } from '../nearest.js';

/** The words of `access`, single verbs first. */
export const ACCESS_LEVELS = ['list', 'get', 'put', 'delete', 'read', 'write', 'read-write', 'full'] as const;

const accessLevel = choice(ACCESS_LEVELS, {
  description: 'read = list, get; write = put; read-write = list, get, put; full = list, get, put, delete.',
});

function checkPrefix(prefix: string): string | undefined {
  const wildcard = ['*', '?', '${', '&{'].find((mark) => prefix.includes(mark));
  if (prefix === '') return 'leave prefix out to grant the whole bucket';
  if (prefix.startsWith('/'))
    return `S3 keys begin without a slash: ${JSON.stringify(prefix.replace(/^\/+/, ''))}`;
  if (wildcard !== undefined) return `a prefix is literal: take ${wildcard} out, or write a statement`;
  if (/[\n\t]/.test(prefix)) return 'use one line without tabs';
  if (new TextEncoder().encode(prefix).length > 1000) return 'an S3 key has at most 1024 bytes';
  return checkPolicyText(prefix);
}

const bucket = object('What the workload may do with one bucket.', {
  name: text({
    description: 'The name of a general-purpose bucket.',
    examples: ['lightlytics-s3-bucket'],
    noun: 'a valid S3 bucket name',
    check: checkBucketName,
    pattern: BUCKET_NAME,
  }),
  access: v.union([
    accessLevel,
    list(accessLevel, {
      description: 'Several of the words.',
      atLeastOne: `use one of ${ACCESS_LEVELS.join(', ')}`,
    }),
  ]),
  prefix: v.optional(
    text({
      description: 'A literal key prefix; absent: the whole bucket.',
      examples: ['images/'],
      noun: 'a literal key prefix',
      check: checkPrefix,
      pattern: /^[^/*?][^*?]*$/,
    }),
  ),
  kmsKeyArn: v.optional(
    text({
      description: "The ARN of the bucket's SSE-KMS key.",
      examples: ['arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
      noun: "a KMS key's ARN",
      check: checkKmsKeyArn,
      pattern: /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[0-9a-z-]+$/,
    }),
  ),
});

const operator = text({
  description: 'An IAM condition operator.',
  noun: 'a condition operator',
  check: (name) => (baseOperator(name) === undefined ? oneOf(name, CONDITION_OPERATORS) : undefined),
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

const statement = object('An IAM statement that allows something else.', {
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
});

/** The schema of `workloads[].buckets`. */
export const bucketsSchema = list(bucket, { description: 'The S3 buckets that the workload uses.' });

/** The schema of `workloads[].statements`. */
export const statementsSchema = list(statement, {
  description: 'Anything else that it may do, as IAM statements.',
});
