import { quote } from '../../text/quote.js';
import { roleArnRule } from '../role-arns.js';
import { HOLE } from '../text.js';

export const roleArnRegion = roleArnRule({
  id: 'IRSA069',
  name: 'role-arn-region',
  summary: 'The ARN of a role has no region.',
  why: 'IAM is global within a partition: two colons follow iam.',
  fix: 'Take the region out and leave both colons.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns',
  bad: 'arn:aws:iam:us-east-1:111122223333:role/photos',
  faultOf({ arn: { region } }) {
    if (region === '' || region.includes(HOLE)) return undefined;
    return {
      message: `the role annotation names the region ${quote(region)}`,
      help: 'two colons follow iam',
      replaced: [`:${region}:`, '::', 'take the region out'],
    };
  },
});
