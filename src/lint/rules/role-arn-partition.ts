import { isPartition, PARTITIONS } from '../../aws/partitions.js';
import { quote } from '../../text/quote.js';
import { roleArnRule } from '../role-arns.js';
import { HOLE } from '../text.js';

export const roleArnPartition = roleArnRule({
  id: 'IRSA071',
  name: 'role-arn-partition',
  summary: 'The partition in a role annotation exists.',
  why: 'AWS has a few partitions, such as aws, aws-cn and aws-us-gov; any other word names nothing.',
  fix: 'Write aws, or aws-cn in China and aws-us-gov in GovCloud.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
  bad: 'arn:aws-gov:iam::111122223333:role/photos',
  faultOf({ arn: { partition } }) {
    if (isPartition(partition) || partition.includes(HOLE)) return undefined;
    const names = PARTITIONS.map(({ name }) => name).join(', ');
    return { message: `there is no partition ${quote(partition)}`, help: `use one of ${names}` };
  },
});
