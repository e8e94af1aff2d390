import type { RoleFact } from '../../readers/index.js';
import { covers } from '../actions.js';
import { admission } from '../admission.js';
import {
  associationsOf,
  type Chain,
  chainsByAssociation,
  chainsByStatement,
  rolePermissions,
} from '../chains.js';
import { podIdentityTrust, roleFile } from '../identity-examples.js';
import { isTagged } from '../pod-sessions.js';
import { isPodIdentity, letsInOnly } from '../principals.js';
import type { Report, Rule, RuleContext } from '../rule.js';
import { trustOf } from '../subjects.js';

const files = (actions: string) => [
  roleFile({
    trust: podIdentityTrust({ Condition: {} }),
    blocks: `resource "aws_iam_role_policy" "photos" {
  role = aws_iam_role.photos.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ${actions}, Resource = "arn:aws:iam::444455556666:role/archive" }]
  })
}`,
  }),
];

export const chainTagSession: Rule = {
  id: 'IRSA228',
  name: 'chain-tag-session',
  severity: 'warning',
  family: 'pod-identity',
  summary:
    'A role of EKS Pod Identity that goes on to another role may sts:TagSession on it, and that one lets it.',
  why: 'EKS puts six tags on the session, and they are transitive: each further sts:AssumeRole passes them on, which both the policy of the first role and the trust policy of the second must allow as sts:TagSession.',
  error:
    'AccessDenied: User: arn:aws:sts::111122223333:assumed-role/photos/… is not authorized to perform: sts:TagSession on resource: arn:aws:iam::444455556666:role/archive',
  fix: 'Write sts:TagSession beside sts:AssumeRole, on both sides.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html',
  examples: {
    bad: files('"sts:AssumeRole"'),
    good: files('["sts:AssumeRole", "sts:TagSession"]'),
  },
  *check(context) {
    yield* ownSide(context);
    const chains = [...chainsByStatement(context).flat(), ...chainsByAssociation(context)];
    for (const chain of chains) if (isTaggedRole(chain.source, context)) yield* otherSide(chain, context);
  },
};

function* ownSide(context: RuleContext): Iterable<Report> {
  const { catalog } = context;
  for (const { role, statements, complete } of rolePermissions(context)) {
    if (!complete || !isTaggedRole(role, context)) continue;
    const allows = statements.filter(({ effect }) => effect === 'Allow');
    if (allows.some(({ actions, notActions }) => notActions !== undefined || actions?.complete !== true))
      continue;
    if (allows.some(({ actions }) => covers(catalog, actions, 'sts', 'TagSession'))) continue;
    const found = allows
      .flatMap(({ actions }) => actions?.values ?? [])
      .find(({ text }) => text.toLowerCase() === 'sts:assumerole');
    if (found !== undefined)
      yield {
        place: found.place,
        message:
          'sts:AssumeRole without sts:TagSession: the session has tags of EKS Pod Identity, which are passed on',
        help: 'add sts:TagSession',
        related: [{ place: role.place, message: 'the role' }],
      };
  }
}

function* otherSide({ source, target, place }: Chain, context: RuleContext): Iterable<Report> {
  const trust = trustOf(context, target);
  if (trust === undefined || !trust.complete) return;
  const { answer, by } = admission(trust, source, context);
  const open = trust.statements.some(
    ({ actions, notActions }) => notActions !== undefined || actions?.complete !== true,
  );
  const [first] = by;
  if (answer !== 'yes' || first === undefined || open) return;
  if (trust.statements.some(({ actions }) => covers(context.catalog, actions, 'sts', 'TagSession'))) return;
  yield {
    place: first.actions?.values[0]?.place ?? first.place,
    message: 'the trust policy has no sts:TagSession for a session that has tags of EKS Pod Identity',
    help: 'add sts:TagSession',
    related: [{ place, message: 'where the role is to be assumed' }],
  };
}

/** Whether the sessions of a role have the tags of EKS Pod Identity, as far as the files tell. */
function isTaggedRole(role: RoleFact, context: RuleContext): boolean {
  const own = associationsOf(role, context);
  if (own.length > 0) return own.every(isTagged);
  const trust = trustOf(context, role);
  return trust !== undefined && letsInOnly(trust, isPodIdentity);
}
