import { arnOf } from '../arns.js';
import { policyFile } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject' };

export const keyPrefixSlash: Rule = {
  id: 'IRSA037',
  name: 'key-prefix-slash',
  severity: 'info',
  family: 's3',
  summary: 'A key prefix ends in / before its wildcard.',
  why: 'team-a* also covers team-admin/, which may belong to somebody else.',
  error: 'None: more is allowed than was meant.',
  fix: 'Write bucket/team-a/*.',
  reference: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html',
  examples: {
    bad: policyFile({ ...READ, Resource: 'arn:aws:s3:::photos/team-a*' }),
    good: policyFile({ ...READ, Resource: 'arn:aws:s3:::photos/team-a/*' }),
  },
  *check(context) {
    for (const { resources, effect, policy } of context.statements) {
      if (effect !== 'Allow' || policy.use !== 'identity') continue;
      for (const text of resources?.values ?? []) {
        const arn = arnOf(text);
        if (arn?.service !== 's3' || !/^[^*?]+\/(?:[^*?]*[\w])\*$/.test(arn.resource)) continue;
        const found = replaceIn(
          context,
          text.node,
          [arn.resource.slice(-2), `${arn.resource.slice(-2, -1)}/*`],
          'add a slash',
        );
        yield {
          place: text.place,
          message: `${quoted(text)} also covers keys that only begin like this prefix`,
          help: 'end the prefix in a slash',
          ...(found === undefined ? {} : { fix: { ...found, unsafe: true as const } }),
        };
      }
    }
  },
};
