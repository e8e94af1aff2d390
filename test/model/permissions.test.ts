import { describe, expect, test } from '@jest/globals';
import { buckets as kind } from '../../src/grants/buckets.js';
import type { GrantEntry } from '../../src/grants/index.js';
import type { AllowStatement, PermissionStatement } from '../../src/iam/policy.js';
import { buildPermissions } from '../../src/model/permissions.js';
import { aModel } from '../support/a-model.js';

const HOME = { region: 'us-east-1', accountId: '111122223333' };
const AWS = { partition: 'aws', dnsSuffix: 'amazonaws.com', ...HOME };
const CHINA = { partition: 'aws-cn', dnsSuffix: 'amazonaws.com.cn', ...HOME };
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const KEY_2 = 'arn:aws:kms:us-east-1:111122223333:key/00000000-12ab-34cd-56ef-1234567890ab';
const KEY_WEST = 'arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

function bucket(name: string, access: readonly string[], more: Partial<GrantEntry> = {}): GrantEntry {
  return { name, access, ...more };
}

function free(more: Partial<AllowStatement>): AllowStatement {
  return { actions: ['eks:ListClusters'], resources: ['*'], conditions: {}, ...more };
}

function allow(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  conditions: PermissionStatement['conditions'] = {},
): PermissionStatement {
  return { sid, effect: 'Allow', actions, resources, conditions };
}

const PUT = ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts', 's3:PutObject'];
const LIST = ['s3:GetBucketLocation', 's3:ListBucket'];

interface Row {
  readonly given: {
    readonly buckets?: readonly GrantEntry[];
    readonly free?: readonly AllowStatement[];
    readonly names?: typeof AWS;
  };
  readonly want: readonly PermissionStatement[];
}

const THROUGH_S3 = (region: string, suffix = 'amazonaws.com') => ({
  StringEquals: { 'kms:ViaService': [`s3.${region}.${suffix}`] },
});

const rows: readonly [string, Row][] = [
  ['nothing asked, nothing granted', { given: {}, want: [] }],
  [
    'list is on the bucket itself, both actions together',
    { given: { buckets: [bucket('b', ['list'])] }, want: [allow('ListBucket', LIST, ['arn:aws:s3:::b'])] },
  ],
  [
    'get is GetObject on the objects and nothing else',
    {
      given: { buckets: [bucket('b', ['get'])] },
      want: [allow('GetObjects', ['s3:GetObject'], ['arn:aws:s3:::b/*'])],
    },
  ],
  [
    'put takes multipart uploads with it',
    { given: { buckets: [bucket('b', ['put'])] }, want: [allow('PutObjects', PUT, ['arn:aws:s3:::b/*'])] },
  ],
  [
    'delete is DeleteObject alone',
    {
      given: { buckets: [bucket('b', ['delete'])] },
      want: [allow('DeleteObjects', ['s3:DeleteObject'], ['arn:aws:s3:::b/*'])],
    },
  ],
  [
    'verbs that reach the same objects share a statement, named after them in their own order',
    {
      given: { buckets: [bucket('b', ['list', 'get', 'put', 'delete'])] },
      want: [
        allow('ListBucket', LIST, ['arn:aws:s3:::b']),
        allow(
          'GetPutDeleteObjects',
          [
            's3:AbortMultipartUpload',
            's3:DeleteObject',
            's3:GetObject',
            's3:ListMultipartUploadParts',
            's3:PutObject',
          ],
          ['arn:aws:s3:::b/*'],
        ),
      ],
    },
  ],
  [
    'verbs that reach different objects stay apart',
    {
      given: { buckets: [bucket('a', ['get', 'put']), bucket('b', ['get'])] },
      want: [
        allow('GetObjects', ['s3:GetObject'], ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*']),
        allow('PutObjects', PUT, ['arn:aws:s3:::a/*']),
      ],
    },
  ],
  [
    'a prefix ends the object ARN and limits ListBucket, but not GetBucketLocation, which knows no prefix',
    {
      given: { buckets: [bucket('b', ['list', 'get'], { prefix: 'images/' })] },
      want: [
        allow('LocateBucket', ['s3:GetBucketLocation'], ['arn:aws:s3:::b']),
        allow('ListPrefix', ['s3:ListBucket'], ['arn:aws:s3:::b'], {
          StringLike: { 's3:prefix': ['images/*'] },
        }),
        allow('GetObjects', ['s3:GetObject'], ['arn:aws:s3:::b/images/*']),
      ],
    },
  ],
  [
    'two prefixes of one bucket are two values of one condition',
    {
      given: { buckets: [bucket('b', ['list'], { prefix: 'b/' }), bucket('b', ['list'], { prefix: 'a/' })] },
      want: [
        allow('LocateBucket', ['s3:GetBucketLocation'], ['arn:aws:s3:::b']),
        allow('ListPrefix', ['s3:ListBucket'], ['arn:aws:s3:::b'], {
          StringLike: { 's3:prefix': ['a/*', 'b/*'] },
        }),
      ],
    },
  ],
  [
    'two buckets with one prefix share the statement',
    {
      given: { buckets: [bucket('y', ['list'], { prefix: 'p/' }), bucket('x', ['list'], { prefix: 'p/' })] },
      want: [
        allow('LocateBucket', ['s3:GetBucketLocation'], ['arn:aws:s3:::x', 'arn:aws:s3:::y']),
        allow('ListPrefix', ['s3:ListBucket'], ['arn:aws:s3:::x', 'arn:aws:s3:::y'], {
          StringLike: { 's3:prefix': ['p/*'] },
        }),
      ],
    },
  ],
  [
    "two buckets with different prefixes do not: each would reach the other one's",
    {
      given: { buckets: [bucket('x', ['list'], { prefix: 'p/' }), bucket('y', ['list'], { prefix: 'q/' })] },
      want: [
        allow('LocateBucket', ['s3:GetBucketLocation'], ['arn:aws:s3:::x', 'arn:aws:s3:::y']),
        allow('ListPrefix', ['s3:ListBucket'], ['arn:aws:s3:::x'], { StringLike: { 's3:prefix': ['p/*'] } }),
        allow('ListPrefix2', ['s3:ListBucket'], ['arn:aws:s3:::y'], { StringLike: { 's3:prefix': ['q/*'] } }),
      ],
    },
  ],
  [
    'a shorter prefix covers a longer one',
    {
      given: { buckets: [bucket('b', ['get'], { prefix: 'a/b/' }), bucket('b', ['get'], { prefix: 'a/' })] },
      want: [allow('GetObjects', ['s3:GetObject'], ['arn:aws:s3:::b/a/*'])],
    },
  ],
  [
    'the whole bucket covers every prefix',
    {
      given: { buckets: [bucket('b', ['list', 'get'], { prefix: 'a/' }), bucket('b', ['list', 'get'])] },
      want: [
        allow('ListBucket', LIST, ['arn:aws:s3:::b']),
        allow('GetObjects', ['s3:GetObject'], ['arn:aws:s3:::b/*']),
      ],
    },
  ],
  [
    'the whole bucket for one verb leaves the prefix of another as it is',
    {
      given: { buckets: [bucket('b', ['get']), bucket('b', ['put'], { prefix: 'in/' })] },
      want: [
        allow('GetObjects', ['s3:GetObject'], ['arn:aws:s3:::b/*']),
        allow('PutObjects', PUT, ['arn:aws:s3:::b/in/*']),
      ],
    },
  ],
  [
    'a prefix is not covered by one that only begins alike in another bucket',
    {
      given: { buckets: [bucket('a', ['get'], { prefix: 'x' }), bucket('b', ['get'], { prefix: 'xy' })] },
      want: [allow('GetObjects', ['s3:GetObject'], ['arn:aws:s3:::a/x*', 'arn:aws:s3:::b/xy*'])],
    },
  ],
  [
    'entries for one bucket are united',
    {
      given: { buckets: [bucket('b', ['get']), bucket('b', ['list']), bucket('b', ['get'])] },
      want: [
        allow('ListBucket', LIST, ['arn:aws:s3:::b']),
        allow('GetObjects', ['s3:GetObject'], ['arn:aws:s3:::b/*']),
      ],
    },
  ],
  [
    'resources are sorted by code unit, whatever the order of the spec',
    {
      given: { buckets: [bucket('b2', ['get']), bucket('b10', ['get']), bucket('a', ['get'])] },
      want: [
        allow(
          'GetObjects',
          ['s3:GetObject'],
          ['arn:aws:s3:::a/*', 'arn:aws:s3:::b10/*', 'arn:aws:s3:::b2/*'],
        ),
      ],
    },
  ],
  [
    "get decrypts with the key, through S3 in the key's region",
    {
      given: { buckets: [bucket('b', ['get'], { kmsKeyArn: KEY_WEST })] },
      want: [
        allow('GetObjects', ['s3:GetObject'], ['arn:aws:s3:::b/*']),
        allow('UseEncryptionKey', ['kms:Decrypt'], [KEY_WEST], THROUGH_S3('us-west-2')),
      ],
    },
  ],
  [
    'put makes data keys and decrypts, as multipart uploads need',
    {
      given: { buckets: [bucket('b', ['put'], { kmsKeyArn: KEY })] },
      want: [
        allow('PutObjects', PUT, ['arn:aws:s3:::b/*']),
        allow('UseEncryptionKey', ['kms:Decrypt', 'kms:GenerateDataKey'], [KEY], THROUGH_S3('us-east-1')),
      ],
    },
  ],
  [
    'list and delete need no key',
    {
      given: { buckets: [bucket('b', ['list', 'delete'], { kmsKeyArn: KEY })] },
      want: [
        allow('ListBucket', LIST, ['arn:aws:s3:::b']),
        allow('DeleteObjects', ['s3:DeleteObject'], ['arn:aws:s3:::b/*']),
      ],
    },
  ],
  [
    'keys of one region and one use share a statement',
    {
      given: {
        buckets: [bucket('a', ['get'], { kmsKeyArn: KEY }), bucket('b', ['get'], { kmsKeyArn: KEY_2 })],
      },
      want: [
        allow('GetObjects', ['s3:GetObject'], ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*']),
        allow('UseEncryptionKey', ['kms:Decrypt'], [KEY_2, KEY], THROUGH_S3('us-east-1')),
      ],
    },
  ],
  [
    'keys of two regions do not',
    {
      given: {
        buckets: [bucket('a', ['get'], { kmsKeyArn: KEY_WEST }), bucket('a', ['get'], { kmsKeyArn: KEY })],
      },
      want: [
        allow('GetObjects', ['s3:GetObject'], ['arn:aws:s3:::a/*']),
        allow('UseEncryptionKey', ['kms:Decrypt'], [KEY], THROUGH_S3('us-east-1')),
        allow('UseEncryptionKey2', ['kms:Decrypt'], [KEY_WEST], THROUGH_S3('us-west-2')),
      ],
    },
  ],
  [
    'one key, read here and written there, is one statement with both actions',
    {
      given: {
        buckets: [bucket('a', ['get'], { kmsKeyArn: KEY }), bucket('b', ['put'], { kmsKeyArn: KEY })],
      },
      want: [
        allow('GetObjects', ['s3:GetObject'], ['arn:aws:s3:::a/*']),
        allow('PutObjects', PUT, ['arn:aws:s3:::b/*']),
        allow('UseEncryptionKey', ['kms:Decrypt', 'kms:GenerateDataKey'], [KEY], THROUGH_S3('us-east-1')),
      ],
    },
  ],
  [
    'China has its own partition and its own suffix',
    {
      given: {
        names: CHINA,
        buckets: [
          bucket('b', ['list', 'get'], { kmsKeyArn: 'arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-0' }),
        ],
      },
      want: [
        allow('ListBucket', LIST, ['arn:aws-cn:s3:::b']),
        allow('GetObjects', ['s3:GetObject'], ['arn:aws-cn:s3:::b/*']),
        allow(
          'UseEncryptionKey',
          ['kms:Decrypt'],
          ['arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-0'],
          THROUGH_S3('cn-north-1', 'amazonaws.com.cn'),
        ),
      ],
    },
  ],
  [
    'free statements come first, in their order, sorted and without repeats inside',
    {
      given: {
        buckets: [bucket('b', ['get'])],
        free: [
          free({
            sid: 'Zeta',
            actions: ['s3:Z', 's3:A', 's3:A'],
            resources: ['arn:aws:s3:::z', 'arn:aws:s3:::a'],
          }),
          free({ sid: 'Alpha' }),
        ],
      },
      want: [
        allow('Zeta', ['s3:A', 's3:Z'], ['arn:aws:s3:::a', 'arn:aws:s3:::z']),
        allow('Alpha', ['eks:ListClusters'], ['*']),
        allow('GetObjects', ['s3:GetObject'], ['arn:aws:s3:::b/*']),
      ],
    },
  ],
  [
    'a free statement without a Sid gets one of its own',
    {
      given: { free: [free({}), free({ actions: ['eks:DescribeCluster'] })] },
      want: [
        allow('Statement', ['eks:ListClusters'], ['*']),
        allow('Statement2', ['eks:DescribeCluster'], ['*']),
      ],
    },
  ],
  [
    'a derived Sid gives way to one that the spec has',
    {
      given: { buckets: [bucket('b', ['list'])], free: [free({ sid: 'ListBucket' })] },
      want: [
        allow('ListBucket', ['eks:ListClusters'], ['*']),
        allow('ListBucket2', LIST, ['arn:aws:s3:::b']),
      ],
    },
  ],
  [
    'a Sid of the spec further down is not taken by a statement without one',
    {
      given: { free: [free({ actions: ['a:B'] }), free({ sid: 'Statement' })] },
      want: [allow('Statement2', ['a:B'], ['*']), allow('Statement', ['eks:ListClusters'], ['*'])],
    },
  ],
  [
    'the same free statement twice is one',
    {
      given: { free: [free({ sid: 'A' }), free({ sid: 'A' })] },
      want: [allow('A', ['eks:ListClusters'], ['*'])],
    },
  ],
  [
    'policy variables and conditions stay as they are, their operators and keys sorted',
    {
      given: {
        free: [
          free({
            sid: 'Own',
            resources: ['arn:aws:s3:::b/${aws:PrincipalTag/kubernetes-namespace}/*'],
            conditions: {
              StringLike: { 's3:prefix': ['b', 'a', 'b'] },
              Bool: { 'aws:SecureTransport': ['true'] },
            },
          }),
        ],
      },
      want: [
        allow('Own', ['eks:ListClusters'], ['arn:aws:s3:::b/${aws:PrincipalTag/kubernetes-namespace}/*'], {
          Bool: { 'aws:SecureTransport': ['true'] },
          StringLike: { 's3:prefix': ['a', 'b'] },
        }),
      ],
    },
  ],
];

describe('the statements of a role', () => {
  test.each(rows)('%s', (_name, { given: { free = [], buckets = [], names = AWS }, want }) => {
    expect(buildPermissions({ free, grants: [{ kind, entries: buckets }] }, names)).toEqual(want);
  });

  test('key order of conditions is fixed', () => {
    const conditions = { StringLike: { b: ['1'], a: ['1'] }, Bool: { c: ['true'] } };
    const [statement] = buildPermissions({ free: [free({ conditions })], grants: [] }, AWS);
    expect(JSON.stringify(statement?.conditions)).toBe(
      '{"Bool":{"c":["true"]},"StringLike":{"a":["1"],"b":["1"]}}',
    );
  });
});

const OBJECT = (action: string) => `s3:${action} arn:aws:s3:::b/*`;
const levels: readonly [string | readonly string[], readonly string[]][] = [
  ['list', LIST.map((action) => `${action} arn:aws:s3:::b`)],
  ['get', [OBJECT('GetObject')]],
  ['put', PUT.map((action) => `${action} arn:aws:s3:::b/*`)],
  ['delete', [OBJECT('DeleteObject')]],
  ['read', [...LIST.map((action) => `${action} arn:aws:s3:::b`), OBJECT('GetObject')]],
  ['write', PUT.map((action) => `${action} arn:aws:s3:::b/*`)],
  [
    'read-write',
    [
      ...LIST.map((action) => `${action} arn:aws:s3:::b`),
      OBJECT('GetObject'),
      ...PUT.map((a) => `${a} arn:aws:s3:::b/*`),
    ],
  ],
  [
    'full',
    [
      ...LIST.map((action) => `${action} arn:aws:s3:::b`),
      OBJECT('GetObject'),
      ...PUT.map((action) => `${action} arn:aws:s3:::b/*`),
      OBJECT('DeleteObject'),
    ],
  ],
  [
    ['delete', 'get', 'get'],
    [OBJECT('GetObject'), OBJECT('DeleteObject')],
  ],
  [
    ['write', 'list'],
    [...LIST.map((action) => `${action} arn:aws:s3:::b`), ...PUT.map((a) => `${a} arn:aws:s3:::b/*`)],
  ],
];

describe('the levels of access', () => {
  test.each(levels)('%s', (access, want) => {
    const model = aModel({ workloads: [{ buckets: [{ name: 'b', access: access as 'get' }] }] });
    const pairs = model.roles[0]?.policy?.statements.flatMap(({ actions, resources }) =>
      actions.flatMap((action) => resources.map((resource) => `${action} ${resource}`)),
    );
    expect(pairs?.sort()).toEqual([...want].sort());
  });
});
