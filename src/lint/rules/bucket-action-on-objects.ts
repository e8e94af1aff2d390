import { policyFile } from '../examples.js';
import type { Fix } from '../finding.js';
import { addSibling, isWrittenAt, replaceIn, together } from '../fixes.js';
import type { Statement } from '../policies.js';
import type { Rule, RuleContext } from '../rule.js';
import { listsWithPrefix, onlyResources, s3ActionsOn } from '../s3.js';
import { fixIn, suggestion } from '../safe-fixes.js';
import { quoted, type Text } from '../text.js';

const LIST = { Effect: 'Allow', Action: 's3:ListBucket' };

export const bucketActionOnObjects: Rule = {
  id: 'IRSA032',
  name: 'bucket-action-on-objects',
  severity: 'error',
  family: 's3',
  summary: 'Actions on a bucket, such as ListBucket, have the bucket itself as resource, without /*.',
  why: 'ListBucket is about the bucket; bucket/* covers its objects alone, so it never applies. Without ListBucket a missing object is a 403 as well, not a 404.',
  error:
    'AccessDenied: An error occurred (AccessDenied) when calling the ListObjectsV2 operation: … is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::photos"',
  fix: 'Add a resource without /*.',
  reference:
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html#security_iam_service-with-iam-id-based-policies-resources',
  examples: {
    bad: policyFile({ ...LIST, Resource: 'arn:aws:s3:::photos/*' }),
    good: policyFile({ ...LIST, Resource: 'arn:aws:s3:::photos' }),
  },
  *check(context) {
    for (const statement of context.statements) {
      if (statement.policy.use === 'trust') continue;
      const actions = s3ActionsOn(context.catalog, 'bucket', statement);
      const objects = onlyResources('object', statement);
      const [first] = objects;
      if (actions.length === 0 || first === undefined || listsWithPrefix(context.catalog, statement))
        continue;
      const fix = fixOf(statement, objects, actions.length, context);
      yield {
        place: first.place,
        message: `${actions.map(({ text }) => text.text).join(', ')} never applies: ${quoted(first)} covers objects, not the bucket`,
        help: "name the bucket's own ARN, without /*",
        fix: fixIn(statement, fix),
      };
    }
  },
};

/** With actions on objects in the same statement, the objects stay beside the bucket. */
function fixOf(
  { actions, resources }: Statement,
  objects: readonly Text[],
  bucketActions: number,
  context: RuleContext,
): Fix | undefined {
  const isAlone = actions?.complete === true && actions.values.length === bucketActions;
  if (resources === undefined) return undefined;
  const { entry } = resources;
  if (!objects.every(({ node }) => isWrittenAt(context, entry, node))) return undefined;
  const fixes = objects.map(({ node, text, known }) => {
    const bucket = text.replace(/\/.*$/s, '');
    if (isAlone) return text.endsWith('/*') ? replaceIn(context, node, ['/*', ''], '') : undefined;
    return known ? addSibling(context, node, entry.value, bucket, '') : undefined;
  });
  const fix = together(isAlone ? 'take /* away' : 'add the bucket itself', fixes);
  // Under a prefix, the whole bucket would be more than what stands there.
  return objects.every(({ text }) => text.endsWith('/*') && text.indexOf('/') === text.length - 2)
    ? fix
    : suggestion(fix);
}
