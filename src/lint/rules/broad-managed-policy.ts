import { awsManagedPolicy } from '../../aws/arns.js';
import { mayBePodRole } from '../holders.js';
import type { Rule } from '../rule.js';
import { terraformFile, terraformRole } from '../terraform-examples.js';

const BROAD = new Set([
  ...['AdministratorAccess', 'PowerUserAccess', 'IAMFullAccess', 'AmazonS3FullAccess'],
  ...['SecretsManagerReadWrite', 'AmazonDynamoDBFullAccess', 'AmazonEC2FullAccess'],
]);

export const broadManagedPolicy: Rule = {
  id: 'IRSA143',
  name: 'broad-managed-policy',
  severity: 'warning',
  family: 'names-and-quotas',
  summary: 'No workload has a policy of AWS that covers a whole service or account.',
  why: 'AmazonS3FullAccess reaches every bucket of the account, and may delete them.',
  error: 'None, until somebody uses it.',
  fix: 'Write a policy with the actions and buckets that the workload needs.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  examples: {
    bad: terraformFile(
      terraformRole('app', 'managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonS3FullAccess"]'),
    ),
    good: terraformFile(
      terraformRole('app', 'managed_policy_arns = ["arn:aws:iam::111122223333:policy/read-photos"]'),
    ),
  },
  *check(context) {
    for (const { policy, role } of context.inventory.attachments) {
      const { value } = policy;
      const name = value.known ? awsManagedPolicy(value.value) : undefined;
      if (name === undefined || !BROAD.has(name)) continue;
      const isForPods = mayBePodRole(context, role);
      yield {
        place: value.place,
        message: isForPods
          ? `${name} allows far more than one workload needs`
          : `${name} covers a whole service or account`,
        help: 'write a policy with the actions and resources that it needs',
        ...(isForPods ? {} : { severity: 'info' }),
      };
    }
  },
};
