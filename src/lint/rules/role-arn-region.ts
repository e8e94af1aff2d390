import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { quote } from '../../text/quote.js';
import { replaceIn } from '../fixes.js';
import { account, yamlFile } from '../identity-examples.js';
import { arnAnnotations } from '../role-arns.js';
import type { Rule } from '../rule.js';
import { HOLE } from '../text.js';

export const roleArnRegion: Rule = {
  id: 'IRSA069',
  name: 'role-arn-region',
  severity: 'error',
  family: 'service-account',
  summary: 'The ARN of a role has no region.',
  why: 'IAM is global within a partition: two colons follow iam.',
  error: 'ValidationError: Request ARN is invalid',
  fix: 'Take the region out and leave both colons.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns',
  examples: {
    bad: [
      yamlFile(
        'service-account.yaml',
        account({ [ROLE_ARN]: 'arn:aws:iam:us-east-1:111122223333:role/photos' }),
      ),
    ],
    good: [yamlFile('service-account.yaml', account())],
  },
  *check(context) {
    for (const { arn, node } of arnAnnotations(context)) {
      if (arn.region === '' || arn.region.includes(HOLE)) continue;
      const fix = replaceIn(context, node, [`:${arn.region}:`, '::'], 'take the region out');
      yield {
        place: node.place,
        message: `the role annotation names the region ${quote(arn.region)}`,
        help: 'two colons follow iam',
        fix,
      };
    }
  },
};
