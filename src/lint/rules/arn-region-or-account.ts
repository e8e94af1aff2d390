import { type ArnText, arnOf, isPlain, policyArns } from '../arns.js';
import { policyFile } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Rule } from '../rule.js';
import { fixIn } from '../safe-fixes.js';
import { quoted } from '../text.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject' };

/** Resources of S3 that have a region and an account in their ARNs. */
const REGIONAL = /^(?:accesspoint|job|storage-lens|storage-lens-group|access-grants|async-request)[/:]/;

export const arnRegionOrAccount: Rule = {
  id: 'IRSA019',
  name: 'arn-region-or-account',
  severity: 'error',
  family: 'policy-grammar',
  summary: "A bucket's ARN has neither region nor account, an IAM ARN no region.",
  why: 'Bucket names are unique in the partition, so S3 compares with an ARN whose fields are empty: one with a region matches no bucket.',
  error:
    'AccessDenied: … is not authorized to perform: s3:GetObject. For IAM: IAM resource … cannot contain region information.',
  fix: 'Leave the fields empty: arn:aws:s3:::bucket/*.',
  reference: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html',
  examples: {
    bad: policyFile({ ...READ, Resource: 'arn:aws:s3:us-east-1:111122223333:photos/*' }),
    good: policyFile({ ...READ, Resource: 'arn:aws:s3:::photos/*' }),
  },
  *check(context) {
    for (const { text, statement } of policyArns(context)) {
      const arn = arnOf(text);
      if (arn === undefined) continue;
      const right = corrected(arn);
      if (right === undefined) continue;
      const [from, to] = right;
      const fix = replaceIn(context, text.node, [from, to], `write ${to}`);
      yield {
        place: text.place,
        message: `the ARN ${quoted(text)} has a region or account, which ${arn.service === 's3' ? "a bucket's" : 'an IAM'} ARN leaves empty`,
        help: `write ${to}${arn.resource}`,
        fix: fixIn(statement, fix),
      };
    }
  },
};

/** The fields before the resource, as they are and as they should be. */
function corrected({
  partition,
  service,
  region,
  account,
  resource,
}: ArnText): readonly [string, string] | undefined {
  const isSet = (field: string) => field !== '' && isPlain(field);
  const from = `arn:${partition}:${service}:${region}:${account}:`;
  if (service === 's3' && !REGIONAL.test(resource) && (isSet(region) || isSet(account))) {
    return isPlain(resource[0] ?? '*') ? [from, `arn:${partition}:s3:::`] : undefined;
  }
  return service === 'iam' && isSet(region) ? [from, `arn:${partition}:iam::${account}:`] : undefined;
}
