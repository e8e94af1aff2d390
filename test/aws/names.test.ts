import { describe, expect, test } from '@jest/globals';
import { checkAccountId, checkIamArn, formatArn, parseArn } from '../../src/aws/arns.js';
import { checkBucketName, parseAccountRegionalName } from '../../src/aws/bucket-names.js';
import {
  checkAvailabilityZone,
  checkInstanceType,
  checkKeyPairName,
  checkSubnetId,
  checkVpcId,
} from '../../src/aws/ec2.js';
import { checkClusterName, checkNodeGroupName } from '../../src/aws/eks-clusters.js';
import { checkKmsKeyArn, parseKmsKeyArn } from '../../src/aws/kms-keys.js';
import { checkOidcIssuer, parseOidcIssuer } from '../../src/aws/oidc-issuers.js';

type Check = (text: string) => string | undefined;

/** A check, what it takes, and what it refuses with which reason. */
type Row = readonly [
  string,
  { check: Check; takes: readonly string[]; refuses: Readonly<Record<string, RegExp>> },
];

const ID = 'EXAMPLED539D4633E53DE1B71EXAMPLE';
const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';

const rows: readonly Row[] = [
  [
    'an account id',
    {
      check: checkAccountId,
      takes: ['111122223333', '012345678901'],
      refuses: { '11112222333': /12 digits/, '1111-2222-3333': /12/, '': /12/ },
    },
  ],
  [
    'a bucket',
    {
      check: checkBucketName,
      takes: [
        'abc',
        'my-bucket',
        'my.bucket.v2',
        '0bucket',
        'a'.repeat(63),
        'logs-111122223333-us-east-1-an',
        'a--b',
        'x-s3',
      ],
      refuses: {
        ab: /3-63/,
        ['a'.repeat(64)]: /3-63/,
        My_Bucket: /3-63/,
        '-bucket': /3-63/,
        'bucket-': /3-63/,
        '.bucket': /3-63/,
        'a b c': /3-63/,
        'a..b': /two dots/,
        '192.168.5.4': /IP address/,
        'xn--bucket': /xn--/,
        'sthree-bucket': /sthree-/,
        'sthree-configurator': /sthree-/,
        'amzn-s3-demo-bucket': /documentation/,
        'b--usw2-az1--x-s3': /directory bucket/,
        'bucket-s3alias': /access point alias/,
        'bucket--ol-s3': /Object Lambda/,
        'bucket.mrap': /Multi-Region/,
        'bucket--table-s3': /table bucket/,
        'arn:aws:s3:::bucket': /not its ARN/,
        'arn:aws:s3:us-east-1:111122223333:accesspoint/ap': /access points/,
        's3://bucket': /not a URL/,
        'https://bucket.s3.amazonaws.com': /not a URL/,
        'bucket/prefix': /prefix/,
      },
    },
  ],
  [
    'a KMS key',
    {
      check: checkKmsKeyArn,
      takes: [
        `arn:aws:kms:us-east-1:111122223333:key/${KEY_ID}`,
        `arn:aws-cn:kms:cn-north-1:111122223333:key/${KEY_ID}`,
        `arn:aws:kms:us-east-1:111122223333:key/mrk-${'0'.repeat(32)}`,
      ],
      refuses: {
        [KEY_ID]: /key's ARN/,
        'alias/key': /key's ARN/,
        'arn:aws:kms:us-east-1:111122223333:alias/key': /alias/,
        [`arn:aws:kms:us-east-9:111122223333:key/${KEY_ID}`]: /no region/,
        [`arn:aws:kms:cn-north-1:111122223333:key/${KEY_ID}`]: /partition aws-cn/,
        [`arn:aws:kms:us-east-1::key/${KEY_ID}`]: /12 digits/,
        'arn:aws:kms:us-east-1:111122223333:key/x': /UUID/,
        [`arn:aws:s3:us-east-1:111122223333:key/${KEY_ID}`]: /key's ARN/,
      },
    },
  ],
  [
    "a role's ARN",
    {
      check: (text) => checkIamArn('role', text),
      takes: [
        'arn:aws:iam::111122223333:role/app',
        'arn:aws-us-gov:iam::111122223333:role/team/a+b=c,d.e@f_g-h',
      ],
      refuses: {
        app: /role's ARN/,
        'arn:aws:iam::aws:role/app': /12 digits/,
        'arn:aws:iam::111122223333:policy/app': /role's ARN/,
        'arn:aws:iam::111122223333:role/': /role's ARN/,
        'arn:aws:iam::111122223333:root': /role's ARN/,
        'arn:aws:sts::111122223333:assumed-role/app/x': /role's ARN/,
        'arn:aws:iam:us-east-1:111122223333:role/app': /no region/,
        'arn:aws:iam::::111122223333:role/app': /12 digits/,
        'arn:amazon:iam::111122223333:role/app': /no partition/,
        [`arn:aws:iam::111122223333:role/${'r'.repeat(65)}`]: /64/,
      },
    },
  ],
  [
    "a policy's ARN",
    {
      check: (text) => checkIamArn('policy', text),
      takes: [
        'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
        'arn:aws:iam::aws:policy/service-role/X',
        'arn:aws:iam::111122223333:policy/p',
      ],
      refuses: {
        AmazonS3ReadOnlyAccess: /policy's ARN/,
        'arn:aws:iam::111122223333:role/p': /policy's ARN/,
        'arn:aws:iam::aws:policy/a b': /policy's ARN/,
      },
    },
  ],
  [
    'an issuer',
    {
      check: checkOidcIssuer,
      takes: [
        `https://oidc.eks.us-east-1.amazonaws.com/id/${ID}`,
        `https://oidc.eks.cn-northwest-1.amazonaws.com.cn/id/${ID}`,
        `https://oidc.eks.eu-west-1.amazonaws.com/id/${'0123456789ABCDEF'.repeat(2)}`,
      ],
      refuses: {
        [`https://oidc.us-east-1.eks.amazonaws.com/id/${ID}`]: /wrong way round/,
        [`http://oidc.eks.us-east-1.amazonaws.com/id/${ID}`]: /https/,
        [`oidc.eks.us-east-1.amazonaws.com/id/${ID}`]: /https/,
        [`https://oidc.eks.us-east-1.amazonaws.com/id/${ID}/`]: /slash at the end/,
        [`https://oidc.eks.us-east-1.amazonaws.com:443/id/${ID}`]: /no port/,
        [`https://oidc.eks.us-east-1.amazonaws.com/id/${ID}?x`]: /query/,
        [`https://oidc.eks.us-east-1.amazonaws.com/id/${'a1'.repeat(16)}`]: /upper case/,
        [`https://oidc.eks.us-east-9.amazonaws.com/id/${ID}`]: /no region/,
        [`https://oidc.eks.cn-north-1.amazonaws.com/id/${ID}`]: /amazonaws.com.cn/,
        [`https://oidc-eks.us-east-1.api.aws/id/${ID}`]: /dual-stack/,
        'https://oidc.eks.us-east-1.amazonaws.com': /32 characters/,
        'https://oidc.eks.us-east-1.amazonaws.com/id/ABC': /32 characters/,
        [`arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/${ID}`]: /ARN/,
      },
    },
  ],
  [
    'a cluster',
    {
      check: checkClusterName,
      takes: ['demo-k8s', '1_a', 'C'.repeat(100)],
      refuses: { '': /1-100/, '-a': /1-100/, 'a.b': /1-100/, ['c'.repeat(101)]: /1-100/ },
    },
  ],
  [
    'a node group',
    {
      check: checkNodeGroupName,
      takes: ['linux-node', '1'],
      refuses: { a_b: /1-63/, '-a': /1-63/, ['n'.repeat(64)]: /1-63/ },
    },
  ],
  [
    'a VPC',
    {
      check: checkVpcId,
      takes: ['vpc-0a1b2c3d4e5f67890', 'vpc-0a1b2c3d'],
      refuses: { 'vpc-1': /17/, 'subnet-0a1b2c3d': /17/, 'vpc-0A1B2C3D': /17/ },
    },
  ],
  ['a subnet', { check: checkSubnetId, takes: ['subnet-0aaaaaaaaaaaaaaa1'], refuses: { 'subnet-x': /17/ } }],
  [
    'a zone',
    {
      check: checkAvailabilityZone,
      takes: ['us-east-1a', 'us-gov-west-1b', 'eusc-de-east-1a'],
      refuses: { 'us-east-1': /letter/, 'use1-az1': /zone id/, 'us-west-2-lax-1a': /local/, A: /letter/ },
    },
  ],
  [
    'an instance type',
    {
      check: checkInstanceType,
      takes: ['t3.small', 'u-6tb1.metal', 'm7i-flex.large'],
      refuses: { t3: /family/, 'T3.small': /family/, 't3.small ': /family/ },
    },
  ],
  [
    'a key pair',
    {
      check: checkKeyPairName,
      takes: ['my-key', 'my key (2)'],
      refuses: { ' key': /ASCII/, '': /ASCII/, ключ: /ASCII/ },
    },
  ],
];

describe.each(rows)('%s', (_name, { check, takes, refuses }) => {
  test.each(takes)('takes %j', (text) => {
    expect(check(text)).toBeUndefined();
  });
  test.each(Object.entries(refuses))('refuses %j', (text, reason) => {
    expect(check(text)).toMatch(reason);
  });
});

test('an ARN survives being taken apart', () => {
  const text = 'arn:aws:logs:us-east-1:111122223333:log-group:/a:b';
  const arn = parseArn(text);
  expect(arn).toMatchObject({ service: 'logs', resource: 'log-group:/a:b' });
  expect(arn && formatArn(arn)).toBe(text);
  expect(parseArn('arn:aws:s3::bucket')).toBeUndefined();
});

test('an issuer, a key and a bucket say where they are', () => {
  expect(parseOidcIssuer(`https://oidc.eks.us-east-1.amazonaws.com/id/${ID}`)).toEqual({
    region: 'us-east-1',
    id: ID,
  });
  expect(parseKmsKeyArn(`arn:aws:kms:eu-west-1:111122223333:key/${KEY_ID}`)?.region).toBe('eu-west-1');
  expect(parseAccountRegionalName('logs-111122223333-us-gov-east-1-an')).toEqual({
    accountId: '111122223333',
    region: 'us-gov-east-1',
  });
  expect(parseAccountRegionalName('logs-an')).toBeUndefined();
});
