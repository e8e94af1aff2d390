import { covers } from '../actions.js';
import { type RolePermissions, rolePermissions } from '../chains.js';
import { policyFile } from '../examples.js';
import type { Policy, Statement } from '../policies.js';
import type { Rule, RuleContext } from '../rule.js';

const uploads = (...kms: string[]) =>
  policyFile(
    { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme-photos/*' },
    {
      Effect: 'Allow',
      Action: kms,
      Resource: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    },
  );

export const kmsDecryptMissing: Rule = {
  id: 'IRSA042',
  name: 'kms-decrypt-missing',
  severity: 'warning',
  family: 'kms',
  summary: 'Whoever may use kms:GenerateDataKey for uploads to S3 may use kms:Decrypt as well.',
  why: 'A multipart upload, which SDKs choose for large files, decrypts its own parts: small files work, large ones fail. Of a role that may not upload, the key serves something else.',
  error:
    'AccessDenied: An error occurred (AccessDenied) when calling the CompleteMultipartUpload operation … kms:Decrypt',
  fix: 'Add kms:Decrypt beside kms:GenerateDataKey.',
  reference: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions',
  examples: {
    bad: uploads('kms:GenerateDataKey'),
    good: uploads('kms:GenerateDataKey', 'kms:Decrypt'),
  },
  *check(context) {
    for (const policy of context.policies) {
      const found = policy.use === 'identity' ? dataKeyIn(policy.statements) : undefined;
      if (found === undefined) continue;
      const granted = grantedTo(policy, context);
      if (granted.length === 0 || !granted.every((held) => failsInParts(held, context))) continue;
      yield {
        place: found.place,
        message: 'kms:GenerateDataKey without kms:Decrypt: uploads in parts fail',
        help: 'add kms:Decrypt',
      };
    }
  },
};

type Held = Pick<RolePermissions, 'statements' | 'complete'>;

/**
 * All that the roles with a policy may do, or, of a policy that no file attaches, what it says by itself. What roles may do that are
 * not in the files is not known.
 */
function grantedTo(policy: Policy, context: RuleContext): readonly Held[] {
  const roles = rolePermissions(context).filter(({ statements }) =>
    policy.statements.some((statement) => statements.includes(statement)),
  );
  const isAttached = context.inventory.attachments.some((each) => each.policy.fact === policy.fact.id);
  return roles.length > 0 || isAttached ? roles : [policy];
}

function failsInParts({ statements, complete }: Held, { catalog }: RuleContext): boolean {
  const allows = statements.filter(isAllow);
  if (!complete || allows.some(({ actions }) => actions?.complete !== true)) return false;
  const allowed = (service: string, name: string) =>
    allows.some(({ actions }) => covers(catalog, actions, service, name));
  return allowed('s3', 'PutObject') && !allowed('kms', 'Decrypt');
}

function dataKeyIn(statements: readonly Statement[]) {
  const texts = statements.filter(isAllow).flatMap(({ actions }) => actions?.values ?? []);
  return texts.find(({ text }) => /^kms:GenerateDataKey\*?$/i.test(text));
}

const isAllow = ({ effect }: Statement) => effect === 'Allow';
