import { admission } from '../admission.js';
import { chainsByStatement } from '../chains.js';
import { roleFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';
import { trustOf } from '../subjects.js';

const OTHER = 'arn:aws:iam::444455556666:role/archive';
const files = (resource: string) => [
  roleFile({
    blocks: `resource "aws_iam_role_policy" "photos" {
  role = aws_iam_role.photos.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = ${resource} }]
  })
}`,
  }),
];

export const roleAssumesItself: Rule = {
  id: 'IRSA226',
  name: 'role-assumes-itself',
  severity: 'error',
  family: 'cross-file',
  summary: 'A role that is to assume itself trusts itself.',
  why: 'Since September 2022 STS lets a role assume itself only when its trust policy says so, as for any other role. Mostly the pod has the role already, and nothing need be assumed.',
  error:
    'AccessDenied: User: arn:aws:sts::111122223333:assumed-role/photos/… is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/photos',
  fix: 'Leave the role out of what the program is to assume, and this statement with it.',
  reference: 'https://aws.amazon.com/blogs/security/announcing-an-update-to-iam-role-trust-policy-behavior/',
  examples: {
    bad: files('aws_iam_role.photos.arn'),
    good: files(`"${OTHER}"`),
  },
  *check(context) {
    for (const { source, target, place } of chainsByStatement(context).flat()) {
      const trust = source.id === target.id ? trustOf(context, target) : undefined;
      if (trust === undefined || admission(trust, source, context).answer !== 'no') continue;
      yield {
        place,
        message: `${source.name.known ? `role ${source.name.value}` : 'the role'} is to assume itself, and does not trust itself`,
        help: 'leave the statement out: the pod has the role already; or let the role trust itself',
        related: [{ place: source.place, message: 'the role' }],
      };
    }
  },
};
