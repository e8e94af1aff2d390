import { checkIamArn } from '../../aws/arns.js';
import { quote } from '../../text/quote.js';
import type { Rule } from '../rule.js';
import { terraformFile, terraformRole } from '../terraform-examples.js';

export const boundaryArn: Rule = {
  id: 'IRSA141',
  name: 'boundary-arn',
  severity: 'error',
  family: 'names-and-quotas',
  summary: 'A permissions boundary is the ARN of a managed policy.',
  why: 'IAM takes neither the name of a policy nor the ARN of a role.',
  error: 'ValidationError: Value … at "permissionsBoundary" … / InvalidInput: ARN … is not valid.',
  fix: 'Write arn:aws:iam::<account>:policy/<name>.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html',
  examples: {
    bad: terraformFile(terraformRole('app', 'permissions_boundary = "acme-boundary"')),
    good: terraformFile(
      terraformRole('app', 'permissions_boundary = "arn:aws:iam::111122223333:policy/acme-boundary"'),
    ),
  },
  *check({ inventory }) {
    for (const { permissionsBoundary } of inventory.roles) {
      const value = permissionsBoundary?.value;
      const refused =
        value?.known === true && value.value !== '' ? checkIamArn('policy', value.value) : undefined;
      if (refused === undefined || value?.known !== true) continue;
      yield {
        place: value.place,
        message: `the boundary ${quote(value.value)} is no ARN of a policy`,
        help: refused,
      };
    }
  },
};
