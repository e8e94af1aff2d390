import { describe, expect, test } from '@jest/globals';
import { awsManagedPolicy, parseIamArn, parseS3Arn, splitArn } from '../../src/aws/arns.js';

describe('the fields of an ARN', () => {
  test.each([
    ['arn:aws:s3:::b/k:x', ['arn', 'aws', 's3', '', '', 'b/k:x']],
    ['arn:aws:s3', ['arn', 'aws', 's3']],
    ['arn:aws:s3:::', ['arn', 'aws', 's3', '', '', '']],
  ])('of %s', (text, want) => {
    expect(splitArn(text)).toEqual(want);
  });
});

describe('an ARN of IAM', () => {
  test.each([
    [
      'arn:aws:iam::111122223333:role/web',
      { kind: 'role', path: '/', name: 'web', accountId: '111122223333' },
    ],
    ['arn:aws-cn:iam::aws:policy/a/b/C', { kind: 'policy', path: '/a/b/', name: 'C', accountId: 'aws' }],
    [
      'arn:aws:iam::1:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/A',
      { kind: 'oidc-provider', path: '/oidc.eks.us-east-1.amazonaws.com/id/', name: 'A' },
    ],
  ])('%s is read', (text, want) => {
    expect(parseIamArn(text)).toMatchObject(want);
  });

  test.each([
    'arn:aws:iam::1:root',
    'arn:aws:iam::1:role',
    'arn:aws:iam::1:role/',
    'arn:aws:sts::1:role/x',
    'arn:aws:iam:us-east-1:1:role/x',
    'role/x',
  ])('%s is none', (text) => {
    expect(parseIamArn(text)).toBeUndefined();
  });

  test('names a policy of AWS', () => {
    expect(awsManagedPolicy('arn:aws:iam::aws:policy/service-role/A')).toBe('A');
    expect(awsManagedPolicy('arn:aws:iam::111122223333:policy/A')).toBeUndefined();
    expect(awsManagedPolicy('arn:aws:iam::aws:role/A')).toBeUndefined();
  });
});

describe('an ARN of S3', () => {
  test.each([
    ['arn:aws:s3:::b', { partition: 'aws', bucket: 'b' }],
    ['arn:aws:s3:::b/', { partition: 'aws', bucket: 'b', key: '' }],
    ['arn:aws:s3:::b/a/*', { partition: 'aws', bucket: 'b', key: 'a/*' }],
    ['arn:aws:s3:::/k', undefined],
    ['arn:aws:s3:us-east-1:111122223333:accesspoint/x', undefined],
    ['arn:aws:sqs:::b', undefined],
  ])('%s', (text, want) => {
    expect(parseS3Arn(text)).toEqual(want);
  });
});
