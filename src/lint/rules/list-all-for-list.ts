import { actionsIn, covers } from '../actions.js';
import { arnOf, s3Kind } from '../arns.js';
import { grantsIn } from '../boundary.js';
import { policyFile } from '../examples.js';
import type { Statement } from '../policies.js';
import type { Rule, RuleContext } from '../rule.js';
import { s3ActionsOn } from '../s3.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };
const ALL = { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' };

export const listAllForList: Rule = {
  id: 'IRSA203',
  name: 'list-all-for-list',
  severity: 'warning',
  family: 's3',
  summary: 'Who reads objects of a bucket and may list all buckets may list that bucket.',
  why: 's3:ListAllMyBuckets is about the names of the buckets of an account. To list the objects of one, and to learn that an object is missing, takes s3:ListBucket.',
  error: 'AccessDenied: … is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::photos"',
  fix: "Allow s3:ListBucket on the bucket's own ARN, instead or as well.",
  reference: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html',
  examples: {
    bad: policyFile(READ, ALL),
    good: policyFile(READ, ALL, {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: 'arn:aws:s3:::photos',
    }),
  },
  *check(context) {
    for (const statement of grantsIn(context)) {
      const all = actionsIn(statement.actions).find(({ text }) => /^s3:ListAllMyBuckets$/i.test(text.text));
      if (all === undefined) continue;
      const beside = statementsBeside(statement, context);
      if (beside === undefined) continue;
      const bucket = beside.map((each) => bucketRead(each, context)).find((name) => name !== undefined);
      if (bucket === undefined || beside.some((each) => mayList(each, context))) continue;
      yield {
        place: all.text.place,
        message: `${all.text.text} lists the buckets of the account; nothing lists the objects of ${bucket}`,
        help: `allow s3:ListBucket on the bucket ${bucket}`,
      };
    }
  },
};

/** The statements of all policies of the roles that have this one's policy; undefined where the files lack one. */
function statementsBeside(
  { policy }: Statement,
  { inventory, policies }: RuleContext,
): readonly Statement[] | undefined {
  const { attachments } = inventory;
  const roles = new Set(
    attachments.filter((each) => each.policy.fact === policy.fact.id).map(({ role }) => role.fact),
  );
  const ids = attachments.filter(({ role }) => roles.has(role.fact)).map((each) => each.policy.fact);
  const known = policies.filter((each) => each === policy || ids.includes(each.fact.id));
  const isComplete =
    policy.complete && ids.every((id) => known.some(({ fact, complete }) => complete && fact.id === id));
  return isComplete ? known.flatMap(({ statements }) => statements) : undefined;
}

/** The bucket whose objects a statement lets read, if it names one. */
function bucketRead(statement: Statement, { catalog }: RuleContext): string | undefined {
  if (statement.effect !== 'Allow' || s3ActionsOn(catalog, 'object', statement).length === 0)
    return undefined;
  const object = statement.resources?.values.find((text) => s3Kind(text) === 'object');
  const name = object && arnOf(object)?.resource.replace(/\/.*/s, '');
  return name !== undefined && /^[a-z0-9.-]+$/.test(name) ? name : undefined;
}

/** What is not known may be it. */
function mayList({ effect, actions }: Statement, { catalog }: RuleContext): boolean {
  return effect !== 'Deny' && (actions?.complete !== true || covers(catalog, actions, 's3', 'ListBucket'));
}
