import { roleArnRule } from '../role-arns.js';
import { HOLE, quoted } from '../text.js';

export const roleArnKind = roleArnRule({
  id: 'IRSA070',
  name: 'role-arn-kind',
  summary:
    'The role annotation names a role: not a policy, an instance profile, an assumed role or an OIDC provider.',
  why: 'Only role/… can be assumed. The console shows the other ARNs beside it, and they are easily copied.',
  fix: 'Copy the ARN from the page of the role itself.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns',
  bad: 'arn:aws:iam::111122223333:policy/photos',
  faultOf({ arn: { resource } }) {
    if (/^role\/./.test(resource)) return undefined;
    const kind = /^[^/]+/.exec(resource)?.[0] ?? resource;
    if (kind.includes(HOLE)) return undefined;
    return {
      message: `the role annotation names ${quoted(resource)}, which is of kind ${kind}`,
      help: 'name a role: role/<path and name>',
    };
  },
});
