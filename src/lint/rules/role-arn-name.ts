import { quote } from '../../text/quote.js';
import { roleArnRule } from '../role-arns.js';
import { HOLE } from '../text.js';

export const roleArnName = roleArnRule({
  id: 'IRSA074',
  name: 'role-arn-name',
  summary: 'The role in a role annotation has a name that IAM takes: at most 64 letters, digits and +=,.@_-.',
  why: 'IAM has no role of any other name.',
  fix: 'Copy the ARN of the role that exists.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names',
  bad: 'arn:aws:iam::111122223333:role/photos*',
  faultOf({ arn: { resource } }) {
    if (!resource.startsWith('role/') || resource.includes(HOLE)) return undefined;
    const name = resource.slice(resource.lastIndexOf('/') + 1);
    if (/^[\w+=,.@-]{1,64}$/.test(name)) return undefined;
    return {
      message: `${quote(name)} is no name of a role`,
      help: 'use at most 64 letters, digits and +=,.@_-',
    };
  },
});
