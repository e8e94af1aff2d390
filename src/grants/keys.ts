import { checkKmsKeyArn } from '../aws/kms-keys.js';
import { grantKind, type Probe } from './kind.js';
import { itself } from './simple.js';

const PUBLIC_KEY: Probe = {
  action: 'kms:GetPublicKey',
  command: ({ arn = '' }) => [
    'kms',
    'get-public-key',
    '--key-id',
    arn,
    '--query',
    'KeyUsage',
    '--output',
    'text',
  ],
};

/** What KMS answers to a call that would have been done but for `--dry-run`. */
const WOULD = 'DryRunOperationException';

/** KMS keys used directly, not through a service. `encrypt` has GenerateDataKey, which envelope encryption calls. */
export const keys = grantKind({
  field: 'keys',
  noun: 'key',
  title: 'KMS key',
  service: 'kms',
  names: {},
  arn: {
    service: 'kms',
    resource: /^key\/(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/,
    example: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    check: checkKmsKeyArn,
  },
  words: {
    encrypt: {
      does: 'Encrypt',
      on: { key: ['kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'] },
      probe: {
        action: 'kms:Encrypt',
        command: ({ arn = '' }) => [
          'kms',
          'encrypt',
          '--key-id',
          arn,
          '--plaintext',
          'aXJzYQ==',
          '--dry-run',
        ],
        answer: WOULD,
      },
    },
    decrypt: {
      does: 'Decrypt',
      on: { key: ['kms:Decrypt', 'kms:DescribeKey'] },
      probe: {
        action: 'kms:DescribeKey',
        command: ({ arn = '' }) => [
          ...['kms', 'describe-key', '--key-id', arn],
          ...['--query', 'KeyMetadata.KeyState', '--output', 'text'],
        ],
      },
    },
    sign: {
      does: 'Sign',
      on: { key: ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Sign'] },
      probe: PUBLIC_KEY,
    },
    verify: {
      does: 'Verify signatures',
      on: { key: ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Verify'] },
      probe: PUBLIC_KEY,
    },
    mac: {
      does: 'Make and verify MACs',
      on: { key: ['kms:GenerateMac', 'kms:VerifyMac'] },
      probe: {
        action: 'kms:GenerateMac',
        command: ({ arn = '' }) => [
          ...['kms', 'generate-mac', '--key-id', arn, '--message', 'aXJzYQ=='],
          ...['--mac-algorithm', 'HMAC_SHA_256', '--dry-run'],
        ],
        answer: WOULD,
      },
    },
  },
  // Words are for keys used directly: such a request comes through no service.
  resources: { key: { ...itself('Key'), keys: () => ({ 'kms:ViaService': undefined }) } },
  inPolicies: { arn: { service: 'kms', resource: /^key\/.+$/s } },
  ownPolicy: {
    name: 'key policy',
    must: true,
    resource: '*',
    show: ({ arn = '' }) => [
      ...['kms', 'get-key-policy', '--key-id', arn, '--policy-name', 'default'],
      ...['--query', 'Policy', '--output', 'text'],
    ],
    put: ({ arn = '' }) => [
      ...['kms', 'put-key-policy', '--key-id', arn, '--policy-name', 'default'],
      ...['--policy', 'file://policy.json'],
    ],
  },
  alsoDecides: ['grants of the key'],
});
