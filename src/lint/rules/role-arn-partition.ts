import { isPartition, PARTITIONS } from '../../aws/partitions.js';
import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { quote } from '../../text/quote.js';
import { account, yamlFile } from '../identity-examples.js';
import { arnAnnotations, onValue } from '../role-arns.js';
import type { Rule } from '../rule.js';
import { HOLE } from '../text.js';

export const roleArnPartition: Rule = {
  id: 'IRSA071',
  name: 'role-arn-partition',
  severity: 'error',
  family: 'service-account',
  summary: 'The partition in a role annotation exists.',
  why: 'AWS has a few partitions, such as aws, aws-cn and aws-us-gov; any other word names nothing.',
  error: 'ValidationError: Request ARN is invalid',
  fix: 'Write aws, or aws-cn in China and aws-us-gov in GovCloud.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
  examples: {
    bad: [
      yamlFile('service-account.yaml', account({ [ROLE_ARN]: 'arn:aws-gov:iam::111122223333:role/photos' })),
    ],
    good: [yamlFile('service-account.yaml', account())],
  },
  *check(context) {
    for (const annotation of arnAnnotations(context)) {
      const { partition } = annotation.arn;
      if (isPartition(partition) || partition.includes(HOLE)) continue;
      const names = PARTITIONS.map(({ name }) => name).join(', ');
      yield onValue(annotation, `there is no partition ${quote(partition)}`, `use one of ${names}`);
    }
  },
};
