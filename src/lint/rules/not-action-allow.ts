import { isBoundary } from '../boundary.js';
import { policyFile } from '../examples.js';
import { riskOf } from '../holders.js';
import type { Rule } from '../rule.js';

export const notActionAllow: Rule = {
  id: 'IRSA144',
  name: 'not-action-allow',
  severity: 'warning',
  family: 'actions',
  summary: 'No statement allows by NotAction or NotResource.',
  why: 'It allows everything else, also what AWS adds next year.',
  error: 'None, until somebody uses it.',
  fix: 'Name what is allowed; use NotAction with Deny.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html',
  examples: {
    bad: policyFile({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
    good: policyFile({ Effect: 'Deny', NotAction: 's3:GetObject', Resource: '*' }),
  },
  *check(context) {
    for (const { effect, notActions, notResources, policy } of context.statements) {
      const found = notActions ?? notResources;
      if (
        effect !== 'Allow' ||
        found === undefined ||
        policy.use === 'resource' ||
        isBoundary(context, policy)
      )
        continue;
      yield {
        place: found.entry.keyNode.place,
        message: `${found.entry.key} under Allow allows everything else`,
        ...riskOf(context, policy),
      };
    }
  },
};
