import { describe, expect, test } from '@jest/globals';
import {
  baseOperator,
  checkAction,
  checkConditionKey,
  checkConditionValue,
  checkIamPath,
  checkPolicyName,
  checkPolicyText,
  checkResource,
  checkRoleName,
  checkSid,
  checkTagKey,
  checkTagValue,
} from '../../src/iam/names.js';
import { compareWithQuota, MANAGED_POLICY_SIZE, TRUST_POLICY_SIZE } from '../../src/iam/quotas.js';

type Check = (text: string) => string | undefined;
type Row = readonly [string, { check: Check; takes: readonly string[]; refuses: readonly string[] }];

const rows: readonly Row[] = [
  [
    'role names',
    {
      check: checkRoleName,
      takes: ['S3TalosAppTestRole', 'a+b=c,d.e@f-g_h', 'r'.repeat(64)],
      refuses: ['', 'a b', 'a/b', 'é', 'r'.repeat(65), 'a\n'],
    },
  ],
  [
    'policy names',
    { check: checkPolicyName, takes: ['p', 'p'.repeat(128)], refuses: ['', 'p'.repeat(129), 'a:b'] },
  ],
  [
    'paths',
    {
      check: checkIamPath,
      takes: ['/', '/team/', '/a/b.c,d+e@f=g_h-i/'],
      refuses: ['', 'team', '/team', 'team/', '//', '/a//b/', '/a b/', '/é/', `/${'a'.repeat(512)}/`],
    },
  ],
  ['sids', { check: checkSid, takes: ['ReadClusters', '1'], refuses: ['', 'a-b', 'a b', 'é'] }],
  [
    'tag keys',
    {
      check: checkTagKey,
      takes: ['team', 'Cost Center', 'a:b/c', 'é', 'k'.repeat(128), 'xaws:'],
      refuses: ['', 'aws:x', 'AWS:x', 'a|b', 'a\nb', 'k'.repeat(129), '🙂'],
    },
  ],
  [
    'tag values',
    {
      check: checkTagValue,
      takes: ['', 'web team', 'a@b.c', 'v'.repeat(256)],
      refuses: ['a;b', '"', '${x}', 'v'.repeat(257)],
    },
  ],
  [
    'actions',
    {
      check: checkAction,
      takes: ['s3:GetObject', 's3:Get*', '*', 'ecr-public:Get?ag', 's3:*'],
      refuses: ['GetObject', 's3:', ':Get', '*:Get', 's3:Get Object', 'S3:GetObject', 's3:get-object'],
    },
  ],
  [
    'resources',
    {
      check: checkResource,
      takes: [
        '*',
        'arn:aws:s3:::b/*',
        'arn:aws:s3:::b/${aws:PrincipalTag/team}/*',
        'arn:aws:dynamodb:*:111122223333:table/t',
        'arn:aws:iam::aws:policy/x',
        'arn:aws:logs:us-east-1:*:log-group:/a:*',
      ],
      refuses: [
        'bucket',
        'arn:aws:s3::bucket',
        'arn:*:s3:::b',
        'arn:aws:*:::b',
        'arn:aws:s3:::b c',
        'arn:aws:s3:::&{x}',
        'arn:aws:s3:::🙂',
        'arn:aws:sqs:us-east-1:1234:q:x',
      ],
    },
  ],
  [
    'policy texts',
    {
      check: checkPolicyText,
      takes: ['', '${aws:username}', 'ÿ', '$(id)'],
      refuses: ['&{aws:username}', 'Ā', '🙂', '\u0000'],
    },
  ],
  [
    'condition keys',
    {
      check: checkConditionKey,
      takes: ['aws:SourceIp', 's3:prefix', 'aws:RequestTag/Cost Center'],
      refuses: ['x', ':x', 'aws:', 'aws: x', ' aws:x'],
    },
  ],
];

describe.each(rows)('%s', (_name, { check, takes, refuses }) => {
  test.each(takes)('may be %j', (text) => {
    expect(check(text)).toBeUndefined();
  });
  test.each(refuses)('may not be %j', (text) => {
    expect(check(text)).toMatch(/\S/);
  });
});

test.each([
  ['StringEquals', 'StringEquals'],
  ['StringLikeIfExists', 'StringLike'],
  ['ForAllValues:StringEquals', 'StringEquals'],
  ['ForAnyValue:StringLikeIfExists', 'StringLike'],
  ['Null', 'Null'],
  ['NullIfExists', undefined],
  ['stringEquals', undefined],
  ['StringEqual', undefined],
  ['ForSomeValue:StringEquals', undefined],
  ['constructor', undefined],
])('the operator %s is based on %s', (operator, want) => {
  expect(baseOperator(operator)).toBe(want);
});

test.each([
  ['Bool', 'true', true],
  ['Bool', 'True', false],
  ['Null', 'false', true],
  ['NumericLessThan', '3600', true],
  ['NumericLessThan', 'many', false],
  ['DateLessThan', '2026-11-21T00:00:00Z', true],
  ['DateLessThan', 'tomorrow', false],
  ['IpAddress', '203.0.113.0/24', true],
  ['IpAddress', '2001:db8::/32', true],
  ['IpAddress', 'here', false],
  ['ArnLike', 'arn:aws:s3:::*', true],
  ['ArnLike', 'bucket', false],
  ['StringEquals', 'anything', true],
  ['Bool', '${aws:x}', true],
])('%s takes %j: %s', (operator, value, want) => {
  expect(checkConditionValue(operator, value) === undefined).toBe(want);
});

test.each([
  [6144, MANAGED_POLICY_SIZE, 'within'],
  [6145, MANAGED_POLICY_SIZE, 'exceeded'],
  [2048, TRUST_POLICY_SIZE, 'within'],
  [2049, TRUST_POLICY_SIZE, 'raise'],
  [8193, TRUST_POLICY_SIZE, 'exceeded'],
] as const)('%i of %j: %s', (amount, quota, want) => {
  expect(compareWithQuota(amount, quota)).toBe(want);
});

test.each<[Check, string, string]>([
  [checkRoleName, 'arn:aws:iam::111122223333:role/web', 'use the name alone, "web"'],
  [checkRoleName, 'arn:aws:iam::111122223333:role/team/web', 'use the name alone, "web"'],
  [checkPolicyName, 'arn:aws:iam::111122223333:policy/read', 'use the name alone, "read"'],
  [
    checkRoleName,
    'arn:aws:iam::111122223333:policy/read',
    'use 1-64 letters, digits and the characters _+=,.@-',
  ],
  [
    checkPolicyName,
    'arn:aws:iot:us-east-1:111122223333:policy/read',
    'use 1-128 letters, digits and the characters _+=,.@-',
  ],
])('%p offers the name in an ARN of its kind: %s', (check, text, want) => {
  expect(check(text)).toBe(want);
});
