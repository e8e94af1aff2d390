import { actionsIn, matchingActions } from '../actions.js';
import { policyFile } from '../examples.js';
import type { Rule, RuleContext } from '../rule.js';
import { quoted, type Text } from '../text.js';

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
  *check(context) {
    for (const { actions, notActions } of context.statements) {
      for (const action of [...actionsIn(actions), ...actionsIn(notActions)]) {
        // `"${service}:View*"` is meant for services that have such actions.
        if (!/[*?]/.test(action.name) || !isWrittenOut(action.text, context)) continue;
        if (matchingActions(context.catalog, action)?.length !== 0) continue;
        yield {
          place: action.text.place,
          message: `${quoted(action.text)} covers no action of ${action.service}`,
        };
      }
    }
  },
};

/** A value of a standard stands nowhere in the spec that gets it. */
const isWrittenOut = ({ text, place }: Text, context: RuleContext) =>
  place.start === place.end ||
  context.source(place.file)?.text.slice(place.start, place.end).includes(text) !== false;
