import { checkBucketName } from '../../aws/bucket-names.js';
import { policyFile } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Statement } from '../policies.js';
import type { Report, Rule, RuleContext } from '../rule.js';
import { fixIn, suggestion } from '../safe-fixes.js';
import { HOLE, knownStart, quoted, type Text } from '../text.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject' };

export const resourceNotAnArn: Rule = {
  id: 'IRSA017',
  name: 'resource-not-an-arn',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'A Resource is an ARN or "*", not the name of a bucket.',
  why: 'IAM knows resources by their ARNs alone and refuses a bare name or an s3:// address.',
  error: 'MalformedPolicyDocument: Resource photos must be in ARN format or "*".',
  fix: 'Write arn:aws:s3:::photos for the bucket and arn:aws:s3:::photos/* for its objects.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html',
  examples: {
    bad: policyFile({ ...READ, Resource: ['photos/*', 's3://videos/*'] }),
    good: policyFile({ ...READ, Resource: ['arn:aws:s3:::photos/*', 'arn:aws:s3:::videos/*'] }),
  },
  *check(context) {
    for (const statement of context.statements) {
      for (const text of [
        ...(statement.resources?.values ?? []),
        ...(statement.notResources?.values ?? []),
      ]) {
        if (!isArnOrStar(text)) yield reportOf(text, statement, context);
      }
    }
  },
};

/** What begins with something unknown, or with a policy variable, may be an ARN. */
function isArnOrStar(text: Text): boolean {
  const start = knownStart(text);
  if (text.text === '*' || /^(?:arn:|[*?]|\$\{)/.test(start)) return true;
  return text.text.startsWith(HOLE) || (!text.known && 'arn:'.startsWith(start));
}

function reportOf(text: Text, statement: Statement, context: RuleContext): Report {
  const { policy, actions } = statement;
  const [, bucket = '', key = ''] = /^(?:s3:\/\/)?([^/]*)(\/.*)?$/.exec(text.text) ?? [];
  const isBucket =
    text.known && policy.use !== 'trust' && checkBucketName(bucket) === undefined && !/^arn/i.test(text.text);
  const right = `arn:aws:s3:::${bucket}${key}`;
  const fix = isBucket ? replaceIn(context, text.node, [text.text, right], `write ${right}`) : undefined;
  return {
    place: text.place,
    message: `the resource ${quoted(text)} is no ARN`,
    help: isBucket ? `write ${right}` : 'use an ARN, or "*"',
    fix: actions?.values.every((action) => /^s3:/i.test(action.text))
      ? fixIn(statement, fix)
      : suggestion(fix),
  };
}
