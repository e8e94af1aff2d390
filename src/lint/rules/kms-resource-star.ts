import { covers } from '../actions.js';
import { grantsIn } from '../boundary.js';
import { policyFile } from '../examples.js';
import { riskOf } from '../holders.js';
import type { Rule } from '../rule.js';

const USE = { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'] };

export const kmsResourceStar: Rule = {
  id: 'IRSA146',
  name: 'kms-resource-star',
  severity: 'warning',
  family: 'kms',
  summary: 'Use of KMS keys names the keys.',
  why: 'With "*" the pod decrypts with every key of the account whose key policy lets IAM decide, and of other accounts that trust this one.',
  error: 'None, until somebody uses it.',
  fix: 'Write the ARN of the key.',
  reference: 'https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html',
  examples: {
    bad: policyFile({ ...USE, Resource: '*' }),
    good: policyFile({
      ...USE,
      Resource: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    }),
  },
  *check(context) {
    for (const { actions, resources, conditions, policy } of grantsIn(context)) {
      if (conditions.length > 0) continue;
      if (
        actions?.values.some(({ text }) => text === '*') ||
        !covers(context.catalog, actions, 'kms', 'Decrypt')
      )
        continue;
      const star = resources?.values.find(
        ({ text }) => text === '*' || /^arn:[^:]*:kms:[^:]*:[^:]*:(?:key\/)?\*$/.test(text),
      );
      if (star !== undefined)
        yield {
          place: star.place,
          message: 'kms:Decrypt on every key',
          help: 'name the key',
          ...riskOf(context, policy),
        };
    }
  },
};
