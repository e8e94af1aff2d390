import { arnOf } from '../arns.js';
import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';

export const directoryBucket: Rule = {
  id: 'IRSA039',
  name: 'directory-bucket',
  severity: 'error',
  family: 's3',
  summary: 'A directory bucket is a resource of s3express, not of s3.',
  why: 'Objects of S3 Express One Zone are reached through a session; s3:GetObject on such a bucket grants nothing.',
  error: 'AccessDenied: … is not authorized to perform: s3express:CreateSession',
  fix: 'Allow s3express:CreateSession on arn:aws:s3express:<region>:<account>:bucket/<name>--x-s3.',
  reference: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-security-iam.html',
  examples: {
    bad: policyFile({
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::photos--use1-az4--x-s3/*',
    }),
    good: policyFile({
      Effect: 'Allow',
      Action: 's3express:CreateSession',
      Resource: 'arn:aws:s3express:us-east-1:111122223333:bucket/photos--use1-az4--x-s3',
    }),
  },
  *check({ statements }) {
    for (const { resources } of statements) {
      for (const text of resources?.values ?? []) {
        const arn = arnOf(text);
        const [name = ''] = (arn?.resource ?? '').split('/');
        if (arn?.service !== 's3' || !name.endsWith('--x-s3')) continue;
        yield {
          place: text.place,
          message: `"${name}" is a directory bucket, which actions and ARNs of s3 do not reach`,
          help: `allow s3express:CreateSession on arn:${arn.partition}:s3express:<region>:<account>:bucket/${name}`,
        };
      }
    }
  },
};
