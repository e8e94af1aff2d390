import { bucketEncryptions } from '../../readers/index.js';
import { coversObjects } from '../bucket-encryption.js';
import { encryptedBucket, roleFile } from '../identity-examples.js';
import type { Condition } from '../policies.js';
import type { Rule } from '../rule.js';
import { quoted, type Text } from '../text.js';
import { isOperator } from '../trust.js';

const CONTEXT = 'kms:encryptioncontext:aws:s3:arn';

const files = (value: string) => [
  roleFile({
    blocks: `${encryptedBucket('bucket_key_enabled = true')}

resource "aws_iam_role_policy" "photos" {
  role = aws_iam_role.photos.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "kms:Decrypt"
      Resource  = aws_kms_key.photos.arn
      Condition = { StringLike = { "kms:EncryptionContext:aws:s3:arn" = "${value}" } }
    }]
  })
}`,
  }),
];

export const kmsContextBucketKey: Rule = {
  id: 'IRSA230',
  name: 'kms-context-bucket-key',
  severity: 'error',
  family: 'kms',
  summary:
    'A condition on the encryption context names the bucket where S3 Bucket Keys are on, and its objects where they are off.',
  why: 'With a bucket key S3 asks KMS in the name of the whole bucket: the context aws:s3:arn is the ARN of the bucket, and no condition on objects is ever met. Without one it is that of the object.',
  error:
    'AccessDenied: … is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:… because no identity-based policy allows the kms:Decrypt action',
  fix: "Write the bucket's own ARN with bucket keys, and bucket/* without.",
  reference: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html',
  examples: {
    bad: files('arn:aws:s3:::photos/*'),
    good: files('arn:aws:s3:::photos'),
  },
  *check({ inventory, statements }) {
    const conditions = statements
      .filter(({ effect, policy }) => effect === 'Allow' && policy.use === 'identity')
      .flatMap((statement) => statement.conditions)
      .filter((condition) => condition.key?.text.toLowerCase() === CONTEXT && isPositive(condition));
    for (const condition of conditions) {
      const { complete, values } = condition;
      for (const { bucket, bucketKeys, place } of bucketEncryptions(inventory)) {
        if (!complete || bucketKeys === undefined || values.length === 0) continue;
        const isWrong = (text: Text) =>
          bucketKeys ? coversObjects(text, bucket) === 'yes' : isBucket(text, bucket.name);
        const [first] = values;
        if (first === undefined || !values.every(isWrong)) continue;
        yield {
          place: first.place,
          message: bucketKeys
            ? `the context is never ${quoted(first)}: with bucket keys it is the ARN of the bucket`
            : `the context is never ${quoted(first)}: without bucket keys it is the ARN of an object`,
          help: bucketKeys ? "name the bucket's own ARN" : 'add /* for the objects',
          related: [{ place, message: 'the encryption of the bucket' }],
        };
      }
    }
  },
};

const isPositive = (condition: Condition) =>
  ['StringEquals', 'StringLike', 'StringEqualsIgnoreCase', 'ArnEquals', 'ArnLike'].some((name) =>
    isOperator(condition, name),
  );

function isBucket(
  { text, node }: Text,
  name: { readonly known: boolean; readonly value?: unknown },
): boolean {
  if (!name.known || node.kind !== 'scalar') return false;
  return /^arn:[^:]*:s3:::/.test(text) && text.replace(/^arn:[^:]*:s3:::/, '') === name.value;
}
