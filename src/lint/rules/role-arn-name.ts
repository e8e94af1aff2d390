import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { quote } from '../../text/quote.js';
import { account, yamlFile } from '../identity-examples.js';
import { arnAnnotations, onValue } from '../role-arns.js';
import type { Rule } from '../rule.js';
import { HOLE } from '../text.js';

export const roleArnName: Rule = {
  id: 'IRSA074',
  name: 'role-arn-name',
  severity: 'error',
  family: 'service-account',
  summary: 'The role in a role annotation has a name that IAM takes: at most 64 letters, digits and +=,.@_-.',
  why: 'IAM has no role of any other name.',
  error: 'ValidationError: Request ARN is invalid',
  fix: 'Copy the ARN of the role that exists.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names',
  examples: {
    bad: [
      yamlFile('service-account.yaml', account({ [ROLE_ARN]: 'arn:aws:iam::111122223333:role/photos*' })),
    ],
    good: [yamlFile('service-account.yaml', account())],
  },
  *check(context) {
    for (const annotation of arnAnnotations(context)) {
      const { resource } = annotation.arn;
      if (!resource.startsWith('role/') || resource.includes(HOLE)) continue;
      const name = resource.slice(resource.lastIndexOf('/') + 1);
      if (/^[\w+=,.@-]{1,64}$/.test(name)) continue;
      yield onValue(
        annotation,
        `${quote(name)} is no name of a role`,
        'use at most 64 letters, digits and +=,.@_-',
      );
    }
  },
};
