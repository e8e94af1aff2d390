import { policyFile } from '../examples.js';
import type { Fix } from '../finding.js';
import { addSibling, appendTo, isWrittenAt, together } from '../fixes.js';
import type { Statement } from '../policies.js';
import type { Rule, RuleContext } from '../rule.js';
import { onlyResources, s3ActionsOn } from '../s3.js';
import { fixIn } from '../safe-fixes.js';
import { quoted, type Text } from '../text.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject' };

export const objectActionOnBucket: Rule = {
  id: 'IRSA031',
  name: 'object-action-on-bucket',
  severity: 'error',
  family: 's3',
  summary: 'Actions on objects have a resource that covers objects: bucket/*.',
  why: "An object's ARN is the bucket's with / and the key behind it. With the bucket alone, GetObject and PutObject never apply. AWS's own guide shows this mistake.",
  error:
    'AccessDenied: … is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::photos/cat.jpg" because no identity-based policy allows the s3:GetObject action',
  fix: "Add /* to the bucket's ARN, in a statement apart from actions on the bucket.",
  reference:
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html#security_iam_service-with-iam-id-based-policies-resources',
  examples: {
    bad: policyFile({ ...READ, Resource: 'arn:aws:s3:::photos' }),
    good: policyFile({ ...READ, Resource: 'arn:aws:s3:::photos/*' }),
  },
  *check(context) {
    for (const statement of context.statements) {
      if (statement.policy.use === 'trust') continue;
      const actions = s3ActionsOn(context.catalog, 'object', statement);
      const buckets = onlyResources('bucket', statement);
      const [first] = buckets;
      if (actions.length === 0 || first === undefined) continue;
      const names = actions.map(({ text }) => text.text).join(', ');
      const fix = fixOf(statement, buckets, actions.length, context);
      yield {
        place: first.place,
        message: `${names} never applies: ${quoted(first)} is a bucket, not its objects`,
        help: 'add /* to it for the objects',
        fix: fixIn(statement, fix),
      };
    }
  },
};

/** With actions on the bucket in the same statement, the bucket stays beside its objects. */
function fixOf(
  { actions, resources }: Statement,
  buckets: readonly Text[],
  objectActions: number,
  context: RuleContext,
): Fix | undefined {
  const isSplit = actions?.complete === true && actions.values.length === objectActions;
  if (resources === undefined) return undefined;
  const { entry } = resources;
  if (!buckets.every(({ node }) => isWrittenAt(context, entry, node))) return undefined;
  const fixes = buckets.map(({ node, text }) =>
    isSplit ? appendTo(context, node, '/*', '') : addSibling(context, node, entry.value, `${text}/*`, ''),
  );
  return together(isSplit ? "add /* to the bucket's ARN" : 'add the objects of the bucket', fixes);
}
