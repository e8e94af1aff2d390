import { isBoundary } from '../boundary.js';
import { policyFile } from '../examples.js';
import { riskOf } from '../holders.js';
import type { Rule } from '../rule.js';

export const actionStar: Rule = {
  id: 'IRSA029',
  name: 'action-star',
  severity: 'warning',
  family: 'actions',
  summary: 'No statement allows every action of every service.',
  why: 'Whoever gets into the pod can do anything in the account, deleting it included.',
  error: 'None, until somebody uses it.',
  fix: 'Name the actions that the workload needs.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  examples: {
    bad: policyFile({ Effect: 'Allow', Action: '*', Resource: '*' }),
    good: policyFile({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' }),
  },
  *check(context) {
    for (const { effect, actions, policy, resources } of context.statements) {
      if (effect !== 'Allow' || policy.use === 'trust' || isBoundary(context, policy)) continue;
      // The policies of VPC endpoints let everything through, and others narrow it.
      const isOfResource = policy.use === 'resource';
      if (isOfResource && !resources?.values.every(({ text }) => text !== '*')) continue;
      for (const { text, place } of actions?.values ?? []) {
        if (text === '*' || text === '*:*')
          yield {
            place,
            message: isOfResource
              ? `"${text}" allows every action on the resource, a change of this policy included`
              : `"${text}" allows every action of every service`,
            help: 'name the actions that it needs',
            ...riskOf(context, policy),
          };
      }
    }
  },
};
