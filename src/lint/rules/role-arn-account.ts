import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { quote } from '../../text/quote.js';
import { account, yamlFile } from '../identity-examples.js';
import { arnAnnotations, onValue } from '../role-arns.js';
import type { Rule } from '../rule.js';
import { HOLE } from '../text.js';

export const roleArnAccount: Rule = {
  id: 'IRSA067',
  name: 'role-arn-account',
  severity: 'error',
  family: 'service-account',
  summary: 'The account in a role annotation has 12 digits.',
  why: 'A digit too few, or a name instead of the number, names no role. Unquoted numbers lose their leading zeros.',
  error: 'ValidationError: Request ARN is invalid',
  fix: 'Write the 12 digits of the account in which the role is.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns',
  examples: {
    bad: [yamlFile('service-account.yaml', account({ [ROLE_ARN]: 'arn:aws:iam::11112222333:role/photos' }))],
    good: [yamlFile('service-account.yaml', account())],
  },
  *check(context) {
    for (const annotation of arnAnnotations(context)) {
      const id = annotation.arn.account;
      if (/^\d{12}$/.test(id) || id.includes(HOLE)) continue;
      const found = id === '' ? 'no account' : `the account ${quote(id)}`;
      yield onValue(annotation, `the role annotation has ${found}`, 'an account has 12 digits');
    }
  },
};
