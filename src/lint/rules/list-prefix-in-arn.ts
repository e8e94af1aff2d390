import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';
import { listsWithPrefix, onlyResources } from '../s3.js';
import { quoted } from '../text.js';

const LIST = { Effect: 'Allow', Action: 's3:ListBucket' };

export const listPrefixInArn: Rule = {
  id: 'IRSA033',
  name: 'list-prefix-in-arn',
  severity: 'error',
  family: 's3',
  summary: 'Listing is limited to a prefix by the condition s3:prefix, not in the ARN.',
  why: 'The resource of ListBucket is always the whole bucket; the prefix is in the request. An ARN with a prefix never matches.',
  error: 'AccessDenied: … is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::photos"',
  fix: 'Name the bucket, with "Condition": {"StringLike": {"s3:prefix": "images/*"}}.',
  reference: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-policies-s3.html#iam-policy-ex2',
  examples: {
    bad: policyFile({ ...LIST, Resource: 'arn:aws:s3:::photos/images/*' }),
    good: policyFile({
      ...LIST,
      Resource: 'arn:aws:s3:::photos',
      Condition: { StringLike: { 's3:prefix': 'images/*' } },
    }),
  },
  *check({ statements, catalog }) {
    for (const statement of statements) {
      const [first] = onlyResources('object', statement);
      if (first === undefined || !listsWithPrefix(catalog, statement)) continue;
      yield {
        place: first.place,
        message: `s3:ListBucket never applies: the prefix in ${quoted(first)} belongs into a condition`,
        help: `name the bucket, with a condition StringLike on s3:prefix`,
      };
    }
  },
};
