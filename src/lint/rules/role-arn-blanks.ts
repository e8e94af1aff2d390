import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { replaceValue } from '../fixes.js';
import { account, yamlFile } from '../identity-examples.js';
import { knownAnnotations } from '../role-arns.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

export const roleArnBlanks: Rule = {
  id: 'IRSA073',
  name: 'role-arn-blanks',
  severity: 'error',
  family: 'service-account',
  summary: 'The role annotation neither begins nor ends with a blank or a line break.',
  why: 'The value is handed to the pod as it stands, blanks and line breaks included.',
  error: 'ValidationError: Request ARN is invalid',
  fix: 'Take the blanks away; use no block scalar (| or >) for it.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  examples: {
    bad: [
      yamlFile('service-account.yaml', account({ [ROLE_ARN]: 'arn:aws:iam::111122223333:role/photos ' })),
    ],
    good: [yamlFile('service-account.yaml', account())],
  },
  *check(context) {
    for (const { value, node } of knownAnnotations(context)) {
      if (value === value.trim()) continue;
      const fix = replaceValue(context, node, value.trim(), 'take the blanks away');
      yield {
        place: node.place,
        message: `the role annotation ${quoted(value)} has blanks around it`,
        fix,
      };
    }
  },
};
