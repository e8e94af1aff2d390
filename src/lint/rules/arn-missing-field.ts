import { arnOf, policyArns, withoutVariables } from '../arns.js';
import { policyFile } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Rule } from '../rule.js';
import { fixIn } from '../safe-fixes.js';
import { HOLE, hasOnlyBucketNames, quoted } from '../text.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject' };

export const arnMissingField: Rule = {
  id: 'IRSA016',
  name: 'arn-missing-field',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'An ARN has six fields, so five colons, empty fields included.',
  why: "A bucket's ARN has three colons in a row, because region and account are empty. With two, the policy is refused.",
  error:
    'MalformedPolicyDocument: The policy failed legacy parsing / Resource … must be in ARN format or "*".',
  fix: 'Write arn:aws:s3:::bucket and arn:aws:iam::111122223333:role/name.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
  examples: {
    bad: policyFile({ ...READ, Resource: 'arn:aws:s3::photos/*' }),
    good: policyFile({ ...READ, Resource: 'arn:aws:s3:::photos/*' }),
  },
  *check(context) {
    for (const { text, statement } of policyArns(context)) {
      if (!/^arn:/.test(text.text) || arnOf(text) !== undefined) continue;
      const plain = withoutVariables(text.text);
      if (plain.includes(HOLE) && !hasOnlyBucketNames(text)) continue;
      const [, partition = '', service = '', rest = ''] =
        /^arn:([^:]*):(s3|iam):+([^:]*(?::.*)?)$/.exec(plain) ?? [];
      const colons = service === 's3' ? ':::' : '::';
      const right = service === '' ? undefined : `arn:${partition}:${service}${colons}${rest}`;
      const isRight = right !== undefined && arnOf({ ...text, text: right }) !== undefined;
      const [wrong] = /^arn:[^:]*:(?:s3|iam):+/.exec(plain) ?? [''];
      const fix = isRight
        ? replaceIn(
            context,
            text.node,
            [wrong, `arn:${partition}:${service}${colons}`],
            `write ${shown(right)}`,
          )
        : undefined;
      yield {
        place: text.place,
        message: `the ARN ${quoted(text)} has ${plain.split(':').length} fields instead of six`,
        help: isRight
          ? `write ${shown(right)}`
          : 'arn:partition:service:region:account:resource, where region and account may be empty',
        fix: fixIn(statement, fix),
      };
    }
  },
};

const shown = (text: string) => text.replaceAll(HOLE, '…');
