import { describe, expect, test } from '@jest/globals';
import { lintFiles } from './support.js';

const HEAD = `resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "pods.eks.amazonaws.com" }, Action = ["sts:AssumeRole", "sts:TagSession"] }] })
}
resource "aws_kms_key" "other" {}
`;
const bucket = (name = 'bucket = "photos"') => `resource "aws_s3_bucket" "b" {
  ${name}
}
`;
const encryption = (
  rule = '',
  key = 'aws_kms_key.k.arn',
) => `resource "aws_s3_bucket_server_side_encryption_configuration" "e" {
  bucket = aws_s3_bucket.b.id
  rule {
    ${rule}
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = ${key}
    }
  }
}
`;
const key = (more = '') => `resource "aws_kms_key" "k" {
${more}}
`;
const policy = (...statements: readonly string[]) => `resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.r.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [${statements.join(', ')}] })
}
`;
const allow = (action: string, resource: string, more = '') =>
  `{ Effect = "Allow", Action = "${action}", Resource = ${resource}${more} }`;
const OBJECTS = '"${aws_s3_bucket.b.arn}/*"';
const GET = allow('s3:GetObject', OBJECTS);

async function found(...parts: readonly string[]): Promise<readonly string[]> {
  const { findings } = await lintFiles([{ path: 'main.tf', content: HEAD + parts.join('\n') }]);
  return findings
    .filter(({ code }) => /^IRSA2(29|30)$/.test(code))
    .map(({ code, help }) => `${code} ${help}`);
}

const DECRYPT = "IRSA229 allow kms:Decrypt on the key's ARN";
const GENERATE = "IRSA229 allow kms:GenerateDataKey on the key's ARN";

describe('a key behind an alias', () => {
  const alias =
    'resource "aws_kms_alias" "a" {\n name = "alias/photos"\n target_key_id = aws_kms_key.k.key_id\n}\n';
  test.each([
    ['by reference', 'aws_kms_alias.a.arn', [DECRYPT]],
    ['by the key it is for', 'aws_kms_alias.a.target_key_arn', [DECRYPT]],
    ['by its name', '"alias/photos"', [DECRYPT]],
    ['by its ARN', '"arn:aws:kms:eu-west-1:111122223333:alias/photos"', [DECRYPT]],
    ['of another name', '"alias/other"', []],
    ["of AWS's own", '"alias/aws/s3"', []],
  ])('is found %s', async (_, name, want) => {
    expect(await found(key(), alias, bucket(), encryption('', name), policy(GET))).toEqual(want);
  });
});

describe("the key of a bucket's objects", () => {
  test.each([
    ['for reading', bucket(), policy(GET), [DECRYPT]],
    ['for writing', bucket(), policy(allow('s3:PutObject', OBJECTS)), [GENERATE]],
    [
      'for all that S3 does',
      bucket(),
      policy(allow('s3:*', OBJECTS)),
      ["IRSA229 allow kms:Decrypt and kms:GenerateDataKey on the key's ARN"],
    ],
    ['of a bucket whose name is not known', bucket('bucket = var.name'), policy(GET), [DECRYPT]],
    [
      'of a bucket named by its ARN',
      bucket(),
      policy(allow('s3:GetObject', '"arn:aws:s3:::photos/*"')),
      [DECRYPT],
    ],
    ['and not another key', bucket(), policy(GET, allow('kms:Decrypt', 'aws_kms_key.other.arn')), [DECRYPT]],
    ['but not for listing', bucket(), policy(allow('s3:ListBucket', 'aws_s3_bucket.b.arn')), []],
    ['but not of another bucket', bucket(), policy(allow('s3:GetObject', '"arn:aws:s3:::videos/*"')), []],
    ['granted', bucket(), policy(GET, allow('kms:Decrypt', 'aws_kms_key.k.arn')), []],
    ['granted with all keys', bucket(), policy(GET, allow('kms:*', '"*"')), []],
    ['granted by what is not known', bucket(), policy(GET, allow('kms:Decrypt', 'var.key')), []],
  ])('is needed %s', async (_, made, permissions, want) => {
    expect(await found(made, key(), encryption(), permissions)).toEqual(want);
  });

  test.each([
    [
      'the key lets the role in itself',
      key(
        '  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_role.r.arn }, Action = "kms:*", Resource = "*" }] })\n',
      ),
      encryption(),
      policy(GET),
      [],
    ],
    [
      'the key lets the account decide',
      key(
        '  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "kms:*", Resource = "*" }] })\n',
      ),
      encryption(),
      policy(GET),
      [DECRYPT],
    ],
    ['the key is not known', key(), encryption('', 'var.key'), policy(GET), []],
    [
      'a policy of the role is not in the files',
      key(),
      encryption(),
      `${policy(GET)}
resource "aws_iam_role_policy_attachment" "x" {
  role       = aws_iam_role.r.name
  policy_arn = "arn:aws:iam::111122223333:policy/keys"
}
`,
      [],
    ],
  ])('where %s', async (_, made, encrypted, permissions, want) => {
    expect(await found(bucket(), made, encrypted, permissions)).toEqual(want);
  });
});

describe('the encryption context', () => {
  const decrypt = (value: string, operator = 'StringLike') =>
    policy(
      GET,
      allow(
        'kms:Decrypt',
        'aws_kms_key.k.arn',
        `, Condition = { ${operator} = { "kms:EncryptionContext:aws:s3:arn" = "${value}" } }`,
      ),
    );
  const ON = 'bucket_key_enabled = true';
  test.each([
    ['of objects with a bucket key', ON, 'arn:aws:s3:::photos/*', "IRSA230 name the bucket's own ARN"],
    ['of the bucket without a bucket key', '', 'arn:aws:s3:::photos', 'IRSA230 add /* for the objects'],
    ['of the bucket with a bucket key', ON, 'arn:aws:s3:::photos', undefined],
    ['of both with a bucket key', ON, 'arn:aws:s3:::photos*', undefined],
    ['of objects without a bucket key', '', 'arn:aws:s3:::photos/*', undefined],
    ['of objects where that is not known', 'bucket_key_enabled = var.on', 'arn:aws:s3:::photos/*', undefined],
  ])('%s', async (_, rule, value, want) => {
    expect(await found(bucket(), key(), encryption(rule), decrypt(value))).toEqual(
      want === undefined ? [] : [want],
    );
  });
});
