import { GRANT_KINDS } from '../../grants/index.js';
import type { Choice, Question, Scope } from '../question.js';
import { workloadTopic } from './workload.js';

const ordinal = (scope: Scope) => ((scope.indexes[1] ?? 0) === 0 ? '' : ` ${(scope.indexes[1] ?? 0) + 1}`);

const named = (scope: Scope) => scope.get('workloads[].buckets[].name') !== null;

/** Access in plain words, most modest first. */
const ACCESS: readonly Choice[] = [
  { value: 'get', name: 'Read objects', note: 'get: s3:GetObject' },
  { value: 'read', name: 'Read and list objects', note: 'read: list and get' },
  { value: 'put', name: 'Write objects', note: 'put: s3:PutObject and what multipart uploads need' },
  { value: 'read-write', name: 'Read, list and write objects', note: 'read-write: list, get and put' },
  { value: 'full', name: 'Read, list, write and delete objects', note: 'full: list, get, put and delete' },
  { value: 'list', name: 'List objects only', note: 'list: s3:ListBucket and s3:GetBucketLocation' },
  { value: 'delete', name: 'Delete objects only', note: 'delete: s3:DeleteObject' },
];

function accessChoices(scope: Scope): readonly Choice[] {
  const current = scope.get('workloads[].buckets[].access');
  if (current === undefined || current === null || ACCESS.some(({ value }) => value === current))
    return ACCESS;
  const words = Array.isArray(current) ? current.join(', ') : String(current);
  return [{ value: current, name: `As it is: ${words}` }, ...ACCESS];
}

/** What is asked about each bucket. */
export const BUCKET: readonly Question[] = [
  {
    key: 'workloads[].buckets[].name',
    kind: 'text',
    topic: workloadTopic,
    label: 'Bucket',
    message: (scope) => (ordinal(scope) === '' ? 'S3 bucket' : 'Next S3 bucket'),
    help: 'The policy names this bucket and no other; it is not created.',
    example: 'acme-photos',
    asked: 'always',
    owns: 'workloads[].buckets[]',
    optional: grantsOtherwise,
  },
  {
    key: 'workloads[].buckets[].access',
    kind: 'choice',
    topic: workloadTopic,
    label: 'Access',
    message: (scope) => `What may it do with ${scope.get('workloads[].buckets[].name') ?? 'the bucket'}?`,
    help: 'The policy gets these actions and nothing more.',
    asked: 'always',
    when: named,
    fallback: () => ({ value: 'get' }),
    choices: accessChoices,
  },
  {
    key: 'workloads[].buckets[].prefix',
    kind: 'text',
    topic: workloadTopic,
    label: 'Prefix',
    message: 'Only keys that begin with',
    help: 'A prefix narrows the access to a part of the bucket; empty means all of it.',
    example: 'images/',
    asked: 'customise',
    when: named,
    optional: true,
  },
  {
    key: 'workloads[].buckets[].kmsKeyArn',
    kind: 'text',
    topic: workloadTopic,
    label: 'KMS key',
    message: 'ARN of the KMS key that encrypts it',
    help: 'With SSE-KMS S3 refuses objects unless the role may use the key too; empty: no such key.',
    example: (scope) =>
      `arn:aws:kms:${scope.get('cluster.region') ?? 'us-east-1'}:${scope.get('cluster.accountId') ?? '111122223333'}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
    asked: 'customise',
    when: named,
    optional: true,
  },
  {
    key: 'workloads[].buckets[].@more',
    kind: 'confirm',
    topic: workloadTopic,
    label: 'More buckets',
    message: 'Another bucket?',
    help: 'One role may reach several buckets, each with access of its own.',
    asked: 'customise',
    when: named,
    hidden: true,
    fallback: () => ({ value: false }),
    read: (scope) => {
      const [workload = 0, bucket = 0] = scope.indexes;
      return scope.get(`workloads[${workload}].buckets[${bucket + 1}]`) === undefined ? undefined : true;
    },
  },
];

/** A workload needs no bucket where it is given something else, or where somebody else owns the role. */
function grantsOtherwise(scope: Scope): boolean {
  const some = (list: unknown) => Array.isArray(list) && list.length > 0;
  const others = GRANT_KINDS.map(({ field }) => field).filter((field) => field !== 'buckets');
  return (
    [...others, 'policyArns', 'statements'].some((field) => some(scope.get(`workloads[].${field}`))) ||
    (scope.get('workloads[].identity.roleOwner') ?? scope.get('identity.roleOwner')) === 'existing'
  );
}
