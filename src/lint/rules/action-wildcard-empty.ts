import { actionsIn, matchingActions } from '../actions.js';
import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

const READ = { Effect: 'Allow', Resource: 'arn:aws:s3:::photos/*' };

export const actionWildcardEmpty: Rule = {
  id: 'IRSA028',
  name: 'action-wildcard-empty',
  severity: 'warning',
  family: 'actions',
  summary: 'An action with wildcards covers at least one action.',
  why: 'A pattern that covers nothing grants nothing, without any error.',
  error: 'AccessDenied: … is not authorized to perform: s3:GetObject',
  fix: 'Correct the pattern, or write out the actions.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html',
  examples: {
    bad: policyFile({ ...READ, Action: 's3:Read*' }),
    good: policyFile({ ...READ, Action: 's3:GetObject*' }),
  },
  *check({ statements, catalog }) {
    for (const { actions, notActions } of statements) {
      for (const action of [...actionsIn(actions), ...actionsIn(notActions)]) {
        if (!/[*?]/.test(action.name) || matchingActions(catalog, action)?.length !== 0) continue;
        yield {
          place: action.text.place,
          message: `${quoted(action.text)} covers no action of ${action.service}`,
        };
      }
    }
  },
};
