import { quote } from '../../text/quote.js';
import { roleArnRule } from '../role-arns.js';
import { HOLE, quoted } from '../text.js';

export const roleArnService = roleArnRule({
  id: 'IRSA068',
  name: 'role-arn-service',
  summary: 'The ARN of a role begins with arn:<partition>:iam::.',
  why: 'Roles belong to iam. Word processors make "I am" of it, and some people write eks or sts.',
  fix: 'Write iam, in lower case and without blanks.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns',
  bad: 'arn:aws:I am::111122223333:role/photos',
  faultOf({ arn: { service, resource }, value }) {
    if (service.includes(HOLE)) return undefined;
    if (service === 'iam' || (service === 'sts' && resource.startsWith('assumed-role/'))) return undefined;
    return {
      message: `the service in ${quoted(value)} is ${quote(service)}, and roles belong to iam`,
      help: 'write iam',
      replaced: [`:${service}:`, ':iam:', 'write iam'],
    };
  },
});
