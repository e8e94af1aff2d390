import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { quote } from '../../text/quote.js';
import { replaceIn } from '../fixes.js';
import { account, yamlFile } from '../identity-examples.js';
import { arnAnnotations } from '../role-arns.js';
import type { Rule } from '../rule.js';
import { HOLE, quoted } from '../text.js';

export const roleArnService: Rule = {
  id: 'IRSA068',
  name: 'role-arn-service',
  severity: 'error',
  family: 'service-account',
  summary: 'The ARN of a role begins with arn:<partition>:iam::.',
  why: 'Roles belong to iam. Word processors make "I am" of it, and some people write eks or sts.',
  error: 'ValidationError: Request ARN is invalid',
  fix: 'Write iam, in lower case and without blanks.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns',
  examples: {
    bad: [
      yamlFile('service-account.yaml', account({ [ROLE_ARN]: 'arn:aws:I am::111122223333:role/photos' })),
    ],
    good: [yamlFile('service-account.yaml', account())],
  },
  *check(context) {
    for (const { arn, value, node } of arnAnnotations(context)) {
      if (arn.service.includes(HOLE)) continue;
      if (arn.service === 'iam' || (arn.service === 'sts' && arn.resource.startsWith('assumed-role/')))
        continue;
      const fix = replaceIn(context, node, [`:${arn.service}:`, ':iam:'], 'write iam');
      yield {
        place: node.place,
        message: `the service in ${quoted(value)} is ${quote(arn.service)}, and roles belong to iam`,
        help: 'write iam',
        fix,
      };
    }
  },
};
