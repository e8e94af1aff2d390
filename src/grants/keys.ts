import { checkKmsKeyArn } from '../aws/kms-keys.js';
import { grantKind } from './kind.js';
import { itself } from './simple.js';

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
    encrypt: { does: 'Encrypt', on: { key: ['kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'] } },
    decrypt: { does: 'Decrypt', on: { key: ['kms:Decrypt', 'kms:DescribeKey'] } },
    sign: { does: 'Sign', on: { key: ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Sign'] } },
    verify: { does: 'Verify signatures', on: { key: ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Verify'] } },
    mac: { does: 'Make and verify MACs', on: { key: ['kms:GenerateMac', 'kms:VerifyMac'] } },
  },
  resources: { key: itself('Key') },
  alsoDecides: "the key's policy",
});
