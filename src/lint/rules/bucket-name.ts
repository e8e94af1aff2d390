import { checkBucketName } from '../../aws/bucket-names.js';
import { arnOf } from '../arns.js';
import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject' };

export const bucketName: Rule = {
  id: 'IRSA038',
  name: 'bucket-name',
  severity: 'error',
  family: 's3',
  summary: 'The bucket in an ARN can exist.',
  why: 'S3 makes no bucket with such a name, so the statement is about nothing: mostly a typing error.',
  error: 'AccessDenied or NoSuchBucket at run time; IAM accepts the policy.',
  fix: 'Write the name as `aws s3 ls` shows it.',
  reference: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html',
  examples: {
    bad: policyFile({ ...READ, Resource: 'arn:aws:s3:::my photos/*' }),
    good: policyFile({ ...READ, Resource: 'arn:aws:s3:::photos/*' }),
  },
  *check({ statements }) {
    for (const { resources, notResources } of statements) {
      for (const text of [...(resources?.values ?? []), ...(notResources?.values ?? [])]) {
        const arn = arnOf(text);
        if (arn?.service !== 's3' || arn.region !== '' || arn.account !== '') continue;
        const [name = ''] = arn.resource.split('/');
        if (/[*?\uFFFC]/.test(name) || (name === '' && arn.resource === '')) continue;
        const refused = checkBucketName(name);
        if (refused === undefined || isSpecial(name)) continue;
        yield {
          place: text.place,
          message: `${quoted(name)} is no name of a bucket`,
          help: refused,
          // Before 2018, us-east-1 took upper case and underscores.
          ...(/^[A-Za-z0-9._-]{3,255}$/.test(name) ? { severity: 'warning' as const } : {}),
        };
      }
    }
  },
};

/** Directory buckets have a rule of their own, and documentation buckets exist in documentation. */
const isSpecial = (name: string) => name.endsWith('--x-s3') || name.startsWith('amzn-s3-demo-');
