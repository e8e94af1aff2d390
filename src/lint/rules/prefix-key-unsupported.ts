import type { Catalog } from '../../iam/catalog/types.js';
import { type Action, actionsIn, matchingActions } from '../actions.js';
import { demandsListKey } from '../condition-keys.js';
import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

const LIST = {
  Effect: 'Allow',
  Resource: 'arn:aws:s3:::photos',
  Condition: { StringLike: { 's3:prefix': 'images/*' } },
};
const WITH_KEY = new Set(['ListBucket', 'ListBucketVersions']);

export const prefixKeyUnsupported: Rule = {
  id: 'IRSA034',
  name: 'prefix-key-unsupported',
  severity: 'error',
  family: 's3',
  summary:
    'The conditions s3:prefix, s3:delimiter and s3:max-keys stand with ListBucket and ListBucketVersions alone.',
  why: 'No other request carries these keys, so a statement that demands them never allows its other actions.',
  error: 'AccessDenied: … is not authorized to perform: s3:GetBucketLocation',
  fix: 'Move ListBucket, with the condition, into a statement of its own.',
  reference: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html',
  examples: {
    bad: policyFile({ ...LIST, Action: ['s3:ListBucket', 's3:GetBucketLocation'] }),
    good: policyFile(
      { ...LIST, Action: 's3:ListBucket' },
      { Effect: 'Allow', Action: 's3:GetBucketLocation', Resource: 'arn:aws:s3:::photos' },
    ),
  },
  *check({ statements, catalog }) {
    for (const { actions, conditions, effect } of statements) {
      const condition = conditions.find(demandsListKey);
      if (effect !== 'Allow' || condition === undefined) continue;
      for (const action of actionsIn(actions)) {
        if (!lacksKey(catalog, action)) continue;
        yield {
          place: action.text.place,
          message: `${quoted(action.text)} never applies under the condition on ${condition.key?.text}`,
          help: 'only ListBucket and ListBucketVersions have that key',
          related: [{ place: condition.keyNode.place, message: 'the condition' }],
        };
      }
    }
  },
};

function lacksKey(catalog: Catalog, action: Action): boolean {
  if (action.service !== 's3') return action.service !== '*';
  const found = matchingActions(catalog, action) ?? [];
  return found.length > 0 && found.every(({ name }) => !WITH_KEY.has(name));
}
