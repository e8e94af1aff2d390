import { checkIamArn } from '../../aws/arns.js';
import { quote } from '../../text/quote.js';
import type { Rule } from '../rule.js';
import { terraformFile, terraformRole } from '../terraform-examples.js';

export const attachmentArn: Rule = {
  id: 'IRSA142',
  name: 'attachment-arn',
  severity: 'error',
  family: 'names-and-quotas',
  summary: 'What is attached to a role is the ARN of a managed policy.',
  why: "AWS's own policies have aws as account: arn:aws:iam::aws:policy/…; a name or the ARN of something else is refused.",
  error:
    'InvalidInput: ARN AmazonS3ReadOnlyAccess is not valid. / NoSuchEntity: Policy … does not exist or is not attachable.',
  fix: 'Write arn:aws:iam::aws:policy/<name> or arn:aws:iam::<account>:policy/<name>.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html',
  examples: {
    bad: terraformFile(terraformRole('app', 'managed_policy_arns = ["AmazonS3ReadOnlyAccess"]')),
    good: terraformFile(
      terraformRole('app', 'managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]'),
    ),
  },
  *check({ inventory }) {
    const inline = new Set(inventory.policies.filter(({ use }) => use === 'inline').map(({ id }) => id));
    for (const { policy } of inventory.attachments) {
      const { value, fact } = policy;
      if (!value.known || inline.has(fact ?? '')) continue;
      const refused = checkIamArn('policy', value.value);
      if (refused === undefined) continue;
      yield {
        place: value.place,
        message: `${quote(value.value)} is no ARN of a policy`,
        help: refused,
      };
    }
  },
};
