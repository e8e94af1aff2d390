import { checkPolicyName } from '../../iam/names.js';
import { quote } from '../../text/quote.js';
import type { Rule } from '../rule.js';
import { terraformFile, terraformPolicy } from '../terraform-examples.js';

export const policyName: Rule = {
  id: 'IRSA135',
  name: 'policy-name',
  severity: 'error',
  family: 'names-and-quotas',
  summary: "A policy's name has 1-128 letters, digits and the characters _+=,.@-.",
  why: 'IAM refuses any other name.',
  error:
    'ValidationError: The specified value for policyName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
  fix: 'Use hyphens instead of spaces and slashes.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html',
  examples: {
    bad: terraformFile(terraformPolicy('read photos')),
    good: terraformFile(terraformPolicy('read-photos')),
  },
  *check({ inventory }) {
    for (const { name, ownership, use } of inventory.policies) {
      if (ownership !== 'declared' || use === 'file' || name?.known !== true) continue;
      const refused = checkPolicyName(name.value);
      if (refused === undefined) continue;
      yield {
        place: name.place,
        message: `${quote(name.value)} is no name of a policy`,
        help: refused,
      };
    }
  },
};
