import { arnOf } from '../arns.js';
import { grantsIn } from '../boundary.js';
import { policyFile } from '../examples.js';
import { riskOf } from '../holders.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

const READ = { Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'] };

export const bucketWildcard: Rule = {
  id: 'IRSA036',
  name: 'bucket-wildcard',
  severity: 'warning',
  family: 's3',
  summary: "A bucket's name does not end in a wildcard.",
  why: 'photos* covers photos-backup and photos-of-somebody-else as well: bucket names are shared by all accounts.',
  error: 'None: more is allowed than was meant.',
  fix: 'Write two resources, arn:aws:s3:::photos and arn:aws:s3:::photos/*.',
  reference: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html',
  examples: {
    bad: policyFile({ ...READ, Resource: 'arn:aws:s3:::photos*' }),
    good: policyFile({ ...READ, Resource: ['arn:aws:s3:::photos', 'arn:aws:s3:::photos/*'] }),
  },
  *check(context) {
    for (const { resources, policy } of grantsIn(context)) {
      for (const text of resources?.values ?? []) {
        const arn = arnOf(text);
        if (
          arn?.service !== 's3' ||
          !/^[^/*?]+\*/.test(arn.resource) ||
          arn.resource.startsWith('accesspoint')
        )
          continue;
        yield {
          place: text.place,
          message: `${quoted(text)} also covers other buckets that begin so`,
          help: 'name the bucket, and its objects with /*',
          ...riskOf(context, policy),
        };
      }
    }
  },
};
