import type { CatalogAction, ConditionKey } from '../../iam/catalog/types.js';
import { actionsIn, matchingActions } from '../actions.js';
import { s3Kind } from '../arns.js';
import { demandsListKey, type KeyedCondition, keyedConditions } from '../condition-keys.js';
import { policyFile } from '../examples.js';
import type { Statement } from '../policies.js';
import type { Report, Rule, RuleContext } from '../rule.js';

const TAG = { Effect: 'Allow', Action: 's3:PutObjectTagging', Resource: 'arn:aws:s3:::photos/*' };

export const conditionKeyOtherAction: Rule = {
  id: 'IRSA200',
  name: 'condition-key-other-action',
  severity: 'warning',
  family: 'policy-grammar',
  summary: 'A condition looks at a key that requests of the statement have.',
  why: 'A key that no action of the statement carries is never there: an Allow that demands it never applies, and a Deny neither.',
  error: 'AccessDenied: … because no identity-based policy allows the s3:PutObjectTagging action',
  fix: 'Take the key that the action has, or move the action into a statement of its own.',
  reference:
    'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
  examples: {
    bad: policyFile({ ...TAG, Condition: { StringEquals: { 'aws:RequestTag/team': 'photos' } } }),
    good: policyFile(
      { ...TAG, Condition: { StringEquals: { 's3:RequestObjectTag/team': 'photos' } } },
      {
        ...{ Effect: 'Allow', Action: 'ssm:SendCommand' },
        Resource: 'arn:aws:ec2:us-east-1:111122223333:instance/*',
        Condition: { StringEquals: { 'ec2:ResourceTag/team': 'photos' } },
      },
    ),
  },
  *check(context) {
    for (const keyed of keyedConditions(context)) {
      const { statement } = keyed.condition;
      if (statement.policy.use !== 'identity' || keyed.key === undefined) continue;
      if (isOfRequest(keyed.key, context) || /:Null/.test(keyed.operator)) continue;
      // IRSA034 names each action that lacks these.
      if (statement.effect === 'Allow' && demandsListKey(keyed.condition)) continue;
      const actions = everyAction(statement, context);
      if (actions === undefined) continue;
      if (isTagOfBucket(keyed, actions)) yield tagOfBucket(keyed);
      else if (!actions.some((action) => carries(action, keyed.key))) yield reportOf(keyed, actions);
    }
  },
};

/** Keys of aws: stand in every request, those about tags apart. */
function isOfRequest(key: ConditionKey, { catalog }: RuleContext): boolean {
  if (/^aws:(?:ResourceTag\/|RequestTag\/|TagKeys$)/i.test(key.name)) return false;
  return (
    /^aws:/i.test(key.name) || catalog.requestKeys.has(key) || catalog.service(prefixOf(key)) === undefined
  );
}

const prefixOf = ({ name }: ConditionKey) => name.slice(0, name.indexOf(':'));

/** What a statement is about, where all of it is known and in the reference. */
function everyAction({ actions }: Statement, { catalog }: RuleContext): readonly CatalogAction[] | undefined {
  if (actions?.complete !== true || actions.values.length === 0) return undefined;
  const written = actionsIn(actions);
  const found = written.map((action) => matchingActions(catalog, action) ?? []);
  if (written.length < actions.values.length || found.some(({ length }) => length === 0)) return undefined;
  return found.flat();
}

function carries({ keys, resources }: CatalogAction, key: ConditionKey | undefined): boolean {
  if (key === undefined) return true;
  if (keys.has(key) || resources.some(({ type }) => type.keys.has(key))) return true;
  // The tag of another service's resource, such as an instance that ssm:SendCommand is sent to:
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-iam-roles.html
  return (
    /:ResourceTag\//i.test(key.name) && resources.some(({ type }) => type.arn.split(':')[2] === prefixOf(key))
  );
}

function reportOf({ condition, operator, text }: KeyedCondition, actions: readonly CatalogAction[]): Report {
  const names = [...new Set(actions.map(({ service, name }) => `${service}:${name}`))];
  const shown = names.length > 3 ? `${names.slice(0, 3).join(', ')} …` : names.join(', ');
  const isAbsentAllowed = /IfExists$|^ForAllValues:|^Null$/.test(operator) || /Not/.test(operator);
  const consequence = isAbsentAllowed
    ? 'the condition is always met'
    : `the statement ${condition.statement.effect === 'Deny' ? 'denies' : 'allows'} nothing`;
  return {
    place: condition.keyNode.place,
    message: `no request of ${shown} has ${text}: ${operator === 'Null' ? 'it is always absent' : consequence}`,
    help: 'see the condition keys of the action in the reference',
  };
}

/** Buckets and objects are resources whose tags count only where the bucket says so. */
function isTagOfBucket({ condition, text }: KeyedCondition, actions: readonly CatalogAction[]): boolean {
  if (!/^aws:ResourceTag\//i.test(text) || !actions.every(({ service }) => service === 's3')) return false;
  const { resources } = condition.statement;
  return (resources?.values ?? []).some((value) => ['bucket', 'object'].includes(s3Kind(value) ?? ''));
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/buckets-tagging-enable-abac.html */
function tagOfBucket({ condition, text }: KeyedCondition): Report {
  return {
    place: condition.keyNode.place,
    message: `${text} is the tag of the bucket, and counts only where the bucket has access control by tags switched on`,
    help: 'for the tag of an object use s3:ExistingObjectTag/<name>',
    severity: 'info',
  };
}
