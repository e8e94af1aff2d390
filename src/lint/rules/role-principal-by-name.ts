import { addressOf, type RoleFact } from '../../readers/index.js';
import { roleFile } from '../identity-examples.js';
import type { Rule, RuleContext } from '../rule.js';
import { quoted, type Text } from '../text.js';
import { trustStatements } from '../trust.js';

const files = (principal: string) => [
  roleFile({
    blocks: `resource "aws_iam_role" "archive" {
  name = "archive"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = ${principal} }, Action = "sts:AssumeRole" }]
  })
}`,
  }),
];

export const rolePrincipalByName: Rule = {
  id: 'IRSA227',
  name: 'role-principal-by-name',
  severity: 'warning',
  family: 'trust',
  summary: 'A trust policy refers to a role that the same Terraform makes, rather than spelling its ARN.',
  why: 'IAM refuses principals that do not exist. From a text Terraform does not see which role comes first, so the first apply fails, or does not, by chance; and when the role is made anew the trust silently points at the old one.',
  error:
    'MalformedPolicyDocument: Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:role/photos"',
  fix: 'Write aws_iam_role.<name>.arn.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  examples: {
    bad: files('"arn:aws:iam::111122223333:role/photos"'),
    good: files('aws_iam_role.photos.arn'),
  },
  *check(context) {
    const roles = context.inventory.roles.filter(
      ({ tool, ownership }) => tool === 'terraform' && ownership === 'declared',
    );
    for (const { policy, principals } of trustStatements(context)) {
      const { fact } = policy;
      if (fact.tool !== 'terraform' || saysOrder(fact as RoleFact, context)) continue;
      for (const { type, value } of principals) {
        const role = type === 'AWS' ? named(value, roles, context) : undefined;
        if (role === undefined || role.scope !== fact.scope) continue;
        const itself = role.id === fact.id;
        yield {
          place: value.place,
          message: itself
            ? `the role trusts itself by ${quoted(value)}, and does not exist yet when it is made`
            : `${quoted(value)} is made by the same files, and Terraform does not know that it comes first`,
          help: itself
            ? 'trust the account with a condition on aws:PrincipalArn instead'
            : referTo(addressOf(role)),
          related: [{ place: role.place, message: 'the role' }],
          // The role of another account mostly is there long before.
          ...(isElsewhere(role, fact as RoleFact) ? { severity: 'info' as const } : {}),
        };
      }
    }
  },
};

const referTo = (address: string) =>
  address.startsWith('module.') ? 'take its ARN from an output of the module' : `write ${address}.arn`;

/** The role whose name is written out in the principal. */
function named(value: Text, roles: readonly RoleFact[], context: RuleContext): RoleFact | undefined {
  const { node, place } = value;
  if ((node.kind === 'scalar' || node.kind === 'unknown') && node.reference !== undefined) return undefined;
  const path = /^arn:[^:]*:iam::[^:]*:role(\/(?:[^:\uFFFC]*\/)?[^/:*\uFFFC]+)$/.exec(value.text)?.[1];
  const written = context.source(place.file)?.text.slice(place.start, place.end) ?? '';
  if (path === undefined || !written.includes(path)) return undefined;
  return roles.find(
    (role) =>
      role.name.known &&
      role.path.known &&
      `${role.path.value}${role.name.value}` === path &&
      (!value.known || !role.arn.known || role.arn.value === value.text),
  );
}

/** With depends_on Terraform knows the order. */
function saysOrder({ place }: RoleFact, { source }: RuleContext): boolean {
  const text = source(place.file)?.text ?? '';
  const end = text.indexOf('\n}', place.start);
  return /\bdepends_on\b/.test(text.slice(place.start, end === -1 ? text.length : end));
}

const isElsewhere = ({ account: a }: RoleFact, { account: b }: RoleFact) =>
  a.known && b.known && a.value !== b.value;
