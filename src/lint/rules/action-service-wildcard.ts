import { actionsIn } from '../actions.js';
import { grantsIn } from '../boundary.js';
import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

export const actionServiceWildcard: Rule = {
  id: 'IRSA030',
  name: 'action-service-wildcard',
  severity: 'warning',
  family: 'actions',
  summary: 'No statement allows every action of a service.',
  why: 's3:* lets a pod make the bucket public, replicate it to another account or delete it; a web application needs none of that.',
  error: 'None, until somebody uses it.',
  fix: 'Name the actions: s3:GetObject, s3:PutObject, s3:ListBucket …',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  examples: {
    bad: policyFile({
      Effect: 'Allow',
      Action: 's3:*',
      Resource: ['arn:aws:s3:::photos', 'arn:aws:s3:::photos/*'],
    }),
    good: policyFile({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' }),
  },
  *check(context) {
    for (const { actions } of grantsIn(context)) {
      for (const { text, name, service } of actionsIn(actions)) {
        if (/^\*+$/.test(name))
          yield { place: text.place, message: `${quoted(text)} allows every action of ${service}` };
      }
    }
  },
};
