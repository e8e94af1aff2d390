import { admission } from '../admission.js';
import { type Chain, chainsByAssociation, chainsByStatement } from '../chains.js';
import { roleFile } from '../identity-examples.js';
import type { Report, Rule, RuleContext } from '../rule.js';
import { trustOf } from '../subjects.js';
import { quoted } from '../text.js';

const chain = (trusted: string) => [
  roleFile({
    blocks: `resource "aws_iam_role_policy" "photos" {
  role = aws_iam_role.photos.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = aws_iam_role.archive.arn }]
  })
}

resource "aws_iam_role" "archive" {
  name = "archive"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = ${trusted} }, Action = "sts:AssumeRole" }]
  })
}`,
  }),
];

export const chainTargetTrust: Rule = {
  id: 'IRSA225',
  name: 'chain-target-trust',
  severity: 'error',
  family: 'cross-file',
  summary: 'A role that another one is to assume trusts that one.',
  why: 'sts:AssumeRole takes both: the permission of the first role, and a trust policy of the second that names the first, or its account.',
  error:
    'AccessDenied: User: arn:aws:sts::111122223333:assumed-role/photos/… is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/archive',
  fix: 'Name the first role under Principal.AWS in the trust policy of the second.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html',
  examples: {
    bad: chain('"arn:aws:iam::111122223333:role/pictures"'),
    good: chain('aws_iam_role.photos.arn'),
  },
  *check(context) {
    for (const shared of chainsByStatement(context)) {
      const others = shared.filter(({ source, target }) => source.id !== target.id);
      // A policy that several roles share need not be of use to each.
      if (others.length > 0 && others.every((chain) => isRefused(chain, context)))
        yield* others.slice(0, 1).map((chain) => report(chain, context));
    }
    for (const chain of chainsByAssociation(context))
      if (isRefused(chain, context)) yield report(chain, context);
  },
};

function isRefused({ source, target }: Chain, context: RuleContext): boolean {
  const trust = trustOf(context, target);
  return trust !== undefined && admission(trust, source, context).answer === 'no';
}

function report({ source, target, place }: Chain, context: RuleContext): Report {
  const trusted = trustOf(context, target)?.statements.flatMap(({ principals }) => principals) ?? [];
  const found = trusted.slice(0, 3).map(({ value }) => quoted(value));
  return {
    place,
    message: `the role does not trust ${nameOf(source)}, which is to assume it${found.length === 0 ? '' : `: it trusts ${found.join(', ')}`}`,
    help: `name ${source.arn.known ? source.arn.value : nameOf(source)} under Principal.AWS of its trust policy`,
    related: trusted
      .slice(0, 3)
      .map(({ value }) => ({ place: value.place, message: 'whom the role trusts' })),
  };
}

const nameOf = ({ name }: Chain['source']) => (name.known ? `role ${name.value}` : 'the role');
