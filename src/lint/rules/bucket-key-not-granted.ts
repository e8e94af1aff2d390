import { sortedUnique } from '../../collections.js';
import {
  type BucketEncryption,
  bucketEncryptions,
  deploymentsOf,
  itemsOf,
  type ResourceFact,
  type RoleFact,
  type Span,
  type unknownsIn,
} from '../../readers/index.js';
import { listWords } from '../../text/quote.js';
import { covers } from '../actions.js';
import { coversObjects, mayBeKey } from '../bucket-encryption.js';
import { rolePermissions } from '../chains.js';
import { encryptedBucket, roleFile } from '../identity-examples.js';
import type { ListElement, Statement } from '../policies.js';
import type { Rule, RuleContext } from '../rule.js';

const files = (more: string) => [
  roleFile({
    blocks: `${encryptedBucket()}

resource "aws_iam_role_policy" "photos" {
  role = aws_iam_role.photos.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObject", Resource = "\${aws_s3_bucket.photos.arn}/*" },
${more}    ]
  })
}`,
  }),
];

/** What the key must allow for an action on objects. */
const NEEDS: readonly (readonly [action: string, permission: string])[] = [
  ['GetObject', 'Decrypt'],
  ['PutObject', 'GenerateDataKey'],
];

export const bucketKeyNotGranted: Rule = {
  id: 'IRSA229',
  name: 'bucket-key-not-granted',
  severity: 'error',
  family: 'kms',
  summary: 'Who reads or writes objects of a bucket that is encrypted with a key of ours may use that key.',
  why: 'S3 asks KMS in the name of the role: reading takes kms:Decrypt, writing kms:GenerateDataKey. A key without a policy of its own leaves that to IAM.',
  error:
    'AccessDenied: User: arn:aws:sts::111122223333:assumed-role/photos/… is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:…',
  fix: 'Allow kms:Decrypt for reading and kms:GenerateDataKey for writing on the ARN of the key.',
  reference: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
  examples: {
    bad: files(''),
    good: files('      { Effect = "Allow", Action = "kms:Decrypt", Resource = aws_kms_key.photos.arn },\n'),
  },
  *check(context) {
    const deployments = deploymentsOf(context.inventory);
    for (const { role, statements, complete } of rolePermissions(context)) {
      if (!complete) continue;
      const allows = statements.filter(({ effect }) => effect !== 'Deny');
      const lacks = bucketEncryptions(context.inventory)
        .flatMap(({ key, ...encryption }) => (key === undefined ? [] : [{ ...encryption, key }]))
        .filter(
          ({ bucket, key }) => deployments.mayBeTogether(bucket, role) && !mayHaveGrant(key, role, context),
        )
        .flatMap((encryption) => lacksOf(allows, encryption, context));
      const [first] = lacks;
      if (first === undefined) continue;
      const { encryption, place } = first;
      const permissions = listWords(sortedUnique(lacks.map(({ permission }) => `kms:${permission}`)));
      const others = new Set(lacks.map((lack) => lack.encryption)).size - 1;
      yield {
        place,
        message: `the bucket's objects are encrypted with a key that the role may not ${permissions}${others === 0 ? '' : `, and so are those of ${others} more`}`,
        help: `allow ${permissions} on the key's ARN`,
        related: [
          { place: encryption.place, message: 'the encryption of the bucket' },
          { place: encryption.key.place, message: 'the key' },
        ],
      };
    }
  },
};

/** What the policy of another key says is not in the files. */
type OwnKey = BucketEncryption & { readonly key: ResourceFact };

/** What a role may do with a bucket's objects, and not with their key. */
interface Lack {
  readonly encryption: OwnKey;
  readonly permission: string;
  readonly place: Span;
}

function lacksOf(allows: readonly Statement[], encryption: OwnKey, context: RuleContext): readonly Lack[] {
  return NEEDS.flatMap(([action, permission]) => {
    const place = placeOf(allows, action, encryption, context);
    if (place === undefined || mayUse(allows, permission, encryption.key, context)) return [];
    return [{ encryption, permission, place }];
  });
}

/** Where a role gets an action on the bucket's objects. */
function placeOf(
  allows: readonly Statement[],
  action: string,
  { bucket }: BucketEncryption,
  { catalog }: RuleContext,
) {
  return allows
    .filter(({ actions }) => covers(catalog, actions, 's3', action))
    .flatMap(({ resources }) => resources?.values ?? [])
    .find((text) => coversObjects(text, bucket) === 'yes')?.place;
}

function mayUse(
  allows: readonly Statement[],
  permission: string,
  key: ResourceFact,
  { catalog }: RuleContext,
): boolean {
  return allows.some(({ actions, notActions, resources, notResources }) => {
    if (notActions !== undefined || notResources !== undefined || resources === undefined) return true;
    if (actions?.complete === true && !covers(catalog, actions, 'kms', permission)) return false;
    return hasHidden(resources) || resources.values.some((text) => mayBeKey(text, key));
  });
}

/** Whether nothing at all is known of a value, or more values may follow. */
function hasHidden({ entry: { value }, values }: ListElement): boolean {
  return (value.kind === 'list' && value.rest.length > 0) || itemsOf(value).length > values.length;
}

/** A key's policy may let the role in by itself, and so may a grant. */
function mayHaveGrant(key: ResourceFact, role: RoleFact, { inventory }: RuleContext): boolean {
  if (inventory.terraformObjects.some(({ kind, mode }) => kind === 'aws_kms_grant' && mode === 'resource'))
    return true;
  return inventory.resourcePolicies.some(({ resource, of, document }) => {
    if (resource !== 'key' || (of.fact !== undefined && of.fact !== key.id)) return false;
    return mayName(document, role);
  });
}

function mayName(document: Parameters<typeof unknownsIn>[0], role: RoleFact): boolean {
  if (document.kind !== 'map') return true;
  const statements = itemsOf(document.entries.find(({ key }) => key === 'Statement')?.value);
  return statements.some((statement) => {
    if (statement.kind !== 'map') return true;
    const principal = statement.entries.find(({ key }) => key === 'Principal')?.value;
    if (principal === undefined || principal.kind === 'unknown') return true;
    const values =
      principal.kind === 'map' ? principal.entries.flatMap(({ value }) => itemsOf(value)) : [principal];
    return values.some((value) => {
      if (value.kind !== 'scalar') return !/:root$/.test(textEnd(value));
      if (value.reference?.fact === role.id || value.value === '*') return true;
      return role.name.known && String(value.value).endsWith(`/${role.name.value}`);
    });
  });
}

/** The last part of a text that is known in part. */
function textEnd(node: Parameters<typeof unknownsIn>[0]): string {
  const last = node.kind === 'unknown' ? node.parts?.at(-1) : undefined;
  return typeof last === 'string' ? last : '';
}
