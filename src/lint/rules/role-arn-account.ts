import { quote } from '../../text/quote.js';
import { roleArnRule } from '../role-arns.js';
import { HOLE } from '../text.js';

export const roleArnAccount = roleArnRule({
  id: 'IRSA067',
  name: 'role-arn-account',
  summary: 'The account in a role annotation has 12 digits.',
  why: 'A digit too few, or a name instead of the number, names no role. Unquoted numbers lose their leading zeros.',
  fix: 'Write the 12 digits of the account in which the role is.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns',
  bad: 'arn:aws:iam::11112222333:role/photos',
  faultOf({ arn: { account: id } }) {
    if (/^\d{12}$/.test(id) || id.includes(HOLE)) return undefined;
    const found = id === '' ? 'no account' : `the account ${quote(id)}`;
    return { message: `the role annotation has ${found}`, help: 'an account has 12 digits' };
  },
});
