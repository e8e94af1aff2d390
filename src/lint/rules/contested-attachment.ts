import type { Rule } from '../rule.js';
import { terraformFile, terraformRole } from '../terraform-examples.js';

const POLICY = `
resource "aws_iam_role_policy" "extra" {
  name = "extra"
  role = aws_iam_role.app.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-west-1:111122223333:photos" }]
  })
}
`;

const REASONS: Readonly<Record<string, string>> = {
  inline_policy: 'the role has inline_policy blocks, and is left with those alone',
  managed_policy_arns: 'the role has managed_policy_arns, and is left with those alone',
  aws_iam_role_policies_exclusive: 'aws_iam_role_policies_exclusive does not list it',
  aws_iam_role_policy_attachments_exclusive: 'aws_iam_role_policy_attachments_exclusive does not list it',
};

export const contestedAttachment: Rule = {
  id: 'IRSA160',
  name: 'contested-attachment',
  severity: 'error',
  family: 'cross-file',
  summary: 'Nothing in the same Terraform configuration takes an attached policy away again.',
  why: 'inline_policy, managed_policy_arns, the _exclusive resources and aws_iam_policy_attachment say what is attached in all. Terraform removes whatever else it finds, attaches it anew in the next run, and so on.',
  error: 'AccessDenied after some applies, and a plan that is never empty',
  fix: 'Say all policies of the role in one way, or list the further one there too.',
  reference:
    'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role#managed_policy_arns-1',
  examples: {
    bad: terraformFile(terraformRole('app', 'inline_policy {}') + POLICY),
    good: terraformFile(terraformRole('app') + POLICY),
  },
  *check({ inventory }) {
    const kinds = new Map(inventory.exclusivePolicies.map(({ id, kind }) => [id, kind]));
    for (const { contestedBy, place } of inventory.attachments) {
      if (contestedBy === undefined) continue;
      const reason =
        REASONS[kinds.get(contestedBy.id) ?? ''] ?? 'an aws_iam_policy_attachment leaves it to other roles';
      yield {
        place,
        message: `Terraform takes this policy away again: ${reason}`,
        help: 'say it in one way only',
        related: [{ place: contestedBy.place, message: 'what takes it away' }],
      };
    }
  },
};
