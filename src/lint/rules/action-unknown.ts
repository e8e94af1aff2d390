import type { Catalog } from '../../iam/catalog/types.js';
import {
  type Action,
  actionsIn,
  isService,
  matchingActions,
  nearestAction,
  nearestService,
} from '../actions.js';
import { policyFile } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Report, Rule, RuleContext } from '../rule.js';
import { quoted } from '../text.js';
import { allowedBy } from './action-is-api-name.js';

const READ = { Effect: 'Allow', Resource: 'arn:aws:s3:::photos/*' };

export const actionUnknown: Rule = {
  id: 'IRSA027',
  name: 'action-unknown',
  severity: 'error',
  family: 'actions',
  summary: 'An action exists.',
  why: 'IAM accepts most misspelt actions, and grants nothing by them.',
  error: 'AccessDenied: … is not authorized to perform: s3:GetObject',
  fix: "Write the action as the service's reference does.",
  reference:
    'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
  examples: {
    bad: policyFile({ ...READ, Action: ['s3:GetObjcet', 's33:GetObject'] }),
    good: policyFile({ ...READ, Action: ['s3:GetObject', 's3:Get*Tagging'] }),
  },
  *check(context) {
    for (const { actions, notActions } of context.statements) {
      for (const action of [...actionsIn(actions), ...actionsIn(notActions)]) {
        const right = isService(context.catalog, action.service)
          ? correctedName(context.catalog, action)
          : correctedService(context.catalog, action);
        if (right !== undefined) yield reportOf(action, right, context);
      }
    }
  },
};

/** What was probably meant; empty when nothing is near, undefined when the action exists or is not listed. */
function correctedName(catalog: Catalog, action: Action): string | undefined {
  const { service, name } = action;
  if (/[*?]/.test(name) || allowedBy(action) !== undefined) return undefined;
  if (matchingActions(catalog, action)?.length !== 0) return undefined;
  const guess = nearestAction(catalog, service, name);
  return guess === undefined ? '' : `${service}:${guess}`;
}

function correctedService(catalog: Catalog, { service, name }: Action): string {
  const guess = nearestService(catalog, service);
  const exists = guess !== undefined && (matchingActions(catalog, { service: guess, name })?.length ?? 0) > 0;
  return exists ? `${guess}:${name}` : '';
}

function reportOf({ text, service }: Action, right: string, context: RuleContext): Report {
  const what = isService(context.catalog, service)
    ? `${service} has no action ${quoted(text)}`
    : `there is no service "${service}"`;
  // What nothing is near may be newer than the list.
  if (right === '') return { place: text.place, message: what, severity: 'warning' };
  const fix = replaceIn(context, text.node, [text.text, right], `write ${right}`);
  return {
    place: text.place,
    message: what,
    help: `did you mean ${right}?`,
    ...(fix === undefined ? {} : { fix: { ...fix, unsafe: true as const } }),
  };
}
