import { describe, expect, test } from '@jest/globals';
import type { PolicyKind } from '../../src/iam/evaluate/index.js';
import { inspectPolicy } from '../../src/iam/refusals.js';

const ALLOW = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const TRUST = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' };
const policy = (...statements: readonly object[]) => ({ Version: '2012-10-17', Statement: statements });
const messages = (value: unknown, kind: PolicyKind) =>
  inspectPolicy(value, kind).problems.map(({ message }) => message);

describe('what IAM takes', () => {
  test.each([
    { Resource: 'arn:aws:s3:::*' },
    { Resource: 'arn:*:s3:::b/*' },
    { Resource: 'arn:aws*:s3:::b/*' },
    { Resource: 'arn:aws-us-gov:s3:::b/*' },
    { Resource: 'arn:aws:s3:*' },
    { Resource: 'arn:aws:sqs' },
    { Resource: 'arn:aws:s3:::b/${aws:PrincipalTag/team}/*' },
    { Resource: '${aws:PrincipalTag/arn}' },
    { Resource: 'arn:aws:s3:::b/a:b/*' },
    { Resource: ['arn:aws:logs:*:*:*', '*'] },
    { Resource: undefined, NotResource: 'arn:aws:s3:::b' },
    { Action: '*' },
    { Action: '*:*' },
    { Action: '*:Get*' },
    { Action: 'S3:GET*' },
    { Action: 'a4b:x' },
    { Action: 's3:' },
    { Action: undefined, NotAction: ['iam:*'] },
    { Sid: '' },
    { Sid: 'Read1' },
    { Condition: {} },
    { Condition: { StringEquals: {} } },
    { Condition: { StringEquals: { 'aws:x': [] } } },
    { Condition: { StringEquals: { 'aws:x': 'a' }, StringLike: { 'AWS:X': 'b' } } },
    { Condition: { NumericEquals: { 'aws:x': 'ten' } } },
    { Condition: { Null: { PassedToService: true } } },
  ])('in a policy of permissions: %j', (over) => {
    for (const kind of ['identity', 'boundary'] as const)
      expect(messages(policy({ ...ALLOW, ...over }), kind)).toEqual([]);
  });

  test.each([
    { Principal: '*' },
    { Principal: { AWS: '*' } },
    { Principal: { AWS: 'arn:aws:iam::111122223333:root' } },
    { Principal: { AWS: ['arn:aws-cn:iam::111122223333:role/a/b', 'arn:aws:iam::111122223333:user/eve'] } },
    { Principal: { AWS: 'arn:aws:sts::111122223333:assumed-role/a/session' } },
    { Principal: { AWS: 'AROA1234567890EXAMPLE' } },
    { Principal: { Service: 'pods.eks.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:TagSession'] },
    { Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/x' }, Action: 'sts:*' },
    { Principal: { Federated: 'accounts.google.com' }, Action: '*' },
  ])('in a trust policy: %j', (over) => {
    expect(messages(policy({ ...TRUST, ...over }), 'trust')).toEqual([]);
  });

  test('several statements without a Sid, or with an empty one', () => {
    expect(messages(policy(ALLOW, ALLOW, { ...ALLOW, Sid: '' }, { ...ALLOW, Sid: '' }), 'identity')).toEqual(
      [],
    );
  });
});

describe('what IAM refuses', () => {
  test.each<[object, string]>([
    [{ Resource: '*bkt*' }, '"*bkt*" is not an ARN or "*"'],
    [{ Resource: 'photos/*' }, '"photos/*" is not an ARN or "*"'],
    [{ Resource: '' }, '"" is not an ARN or "*"'],
    [{ Resource: 's3://photos/*' }, '"s3://photos/*" is not an ARN or "*"'],
    [{ Resource: 'ARN:aws:s3:::b' }, '"ARN:aws:s3:::b" is not an ARN or "*"'],
    [{ Resource: undefined, NotResource: 'photos' }, '"photos" is not an ARN or "*"'],
    [{ Resource: 'arn::s3:::b' }, 'has no partition of AWS: ""'],
    [{ Resource: 'arn:amazon:s3:::b' }, 'has no partition of AWS: "amazon"'],
    [{ Resource: 'arn:aws:*:::b' }, 'must name its service, without wildcards'],
    [{ Resource: 'arn:aws:*' }, 'must name its service, without wildcards'],
    [{ Resource: 'arn:aws' }, 'must name its service, without wildcards'],
    [{ Resource: 'arn:aws:s3::photos/*' }, 'has fewer than the six fields of an ARN'],
    [{ Resource: [] }, 'Resource is an empty list'],
    [{ Resource: undefined }, 'the statement has no Resource'],
    [{ Resource: { a: 'b' } }, '{"a":"b"} is not a string'],
    [{ Resource: null }, 'null is not a string'],
    [{ Action: 's3' }, '"s3" is not an action, which is service:Name'],
    [{ Action: '' }, '"" is not an action'],
    [{ Action: 's3:Get:Object' }, '"s3:Get:Object" is not one action'],
    [{ Action: 's3:GetObject, s3:PutObject' }, 'is not one action'],
    [{ Action: 's*:GetObject' }, '"s*" must be letters, digits and hyphens'],
    [{ Action: 'a b:GetObject' }, '"a b" must be letters, digits and hyphens'],
    [{ Action: [] }, 'Action is an empty list'],
    [{ Action: {} }, '{} is not a string'],
    [{ Action: [[]] }, '[] is not a string'],
    [{ NotAction: 's3:*' }, 'the statement has both Action and NotAction'],
    [{ Effect: 'allow' }, '"allow" is not "Allow" or "Deny"'],
    [{ Principal: '*' }, 'takes no Principal'],
    [{ NotPrincipal: '*' }, 'takes no NotPrincipal'],
    [{ Sid: 'read-photos' }, 'the Sid "read-photos" is refused'],
    [{ Conditions: {} }, '"Conditions" is not an element of a policy here; allowed: "Condition"'],
    [{ Condition: { StringIs: { 'aws:x': 'a' } } }, '"StringIs" is not a condition operator of IAM'],
    [{ Condition: { StringEquals: { 'aws:x': 'a', 'AWS:X': 'b' } } }, '"AWS:X" is the same key as "aws:x"'],
  ])('in a policy of permissions: %j', (over, want) => {
    for (const kind of ['identity', 'boundary'] as const)
      expect(messages(policy({ ...ALLOW, ...over }), kind)).toEqual([expect.stringContaining(want)]);
  });

  test.each<[object, string]>([
    [{ Principal: undefined, NotPrincipal: { AWS: '*' } }, 'a trust policy takes no NotPrincipal'],
    [{ Principal: undefined }, 'the statement has no Principal'],
    [{ Resource: '*' }, 'a trust policy takes no Resource'],
    [{ Action: 's3:GetObject' }, 'is not an action of sts'],
    [{ Action: 'AssumeRole' }, 'is not an action'],
    [{ Principal: 'arn:aws:iam::111122223333:root' }, 'is not "*" or an object'],
    [{ Principal: { AWS: '11112222333' } }, 'is not an account, user, role or session'],
    [{ Principal: { AWS: 'arn:aws:iam::1:user/x' } }, 'is not an account, user, role or session'],
    [{ Principal: { AWS: 'arn:aws:iam::111122223333:role/*' } }, 'is not an account, user, role or session'],
    [{ Principal: { AWS: 'arn:aws:iam::111122223333:group/a' } }, 'is not an account, user, role or session'],
    [{ Principal: { AWS: 'arn:aws:iam::111122223333:oidc-provider/x' } }, 'is not an account'],
    [{ Principal: { aws: '111122223333' } }, '"aws" is not one of AWS, Federated'],
    [{ Principal: { Federated: '*' } }, 'has a wildcard, which Federated does not take'],
  ])('in a trust policy: %j', (over, want) => {
    expect(messages(policy({ ...TRUST, ...over }), 'trust')).toEqual([expect.stringContaining(want)]);
  });

  test.each<[string, unknown, string]>([
    ['no statement', policy(), 'the policy has no statement'],
    ['no Statement', { Version: '2012-10-17' }, 'the policy has no Statement'],
    ['another version', { ...policy(ALLOW), Version: '2013-10-17' }, '"2013-10-17" is not'],
    ['a list', [policy(ALLOW)], 'is not a policy document'],
    [
      'a Sid twice',
      policy({ ...ALLOW, Sid: 'A' }, { ...ALLOW, Sid: 'A' }),
      'no two statements have the same',
    ],
  ])('%s', (_name, value, want) => {
    expect(messages(value, 'identity')).toEqual([expect.stringContaining(want)]);
  });
});

describe('what is not known', () => {
  const parts = { isKnown: (text: string) => !text.includes('?'), complete: false };
  test('is no ground to refuse', () => {
    const statements = [
      { ...ALLOW, Sid: 'a?', Action: '?', Resource: ['?', 'a?b'] },
      { ...ALLOW, Sid: 'a?' },
    ];
    expect(inspectPolicy(policy(...statements), 'identity', parts).problems).toEqual([]);
    expect(inspectPolicy(policy(), 'identity', parts).problems).toEqual([]);
    const trust = policy({ ...TRUST, Principal: { AWS: ['?', 'arn:aws:iam::?:root'], Service: '?' } });
    expect(inspectPolicy(trust, 'trust', parts).problems).toEqual([]);
  });
});
