import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { account, yamlFile } from '../identity-examples.js';
import { arnAnnotations, onValue } from '../role-arns.js';
import type { Rule } from '../rule.js';
import { HOLE, quoted } from '../text.js';

export const roleArnKind: Rule = {
  id: 'IRSA070',
  name: 'role-arn-kind',
  severity: 'error',
  family: 'service-account',
  summary:
    'The role annotation names a role: not a policy, an instance profile, an assumed role or an OIDC provider.',
  why: 'Only role/… can be assumed. The console shows the other ARNs beside it, and they are easily copied.',
  error: 'ValidationError: Request ARN is invalid',
  fix: 'Copy the ARN from the page of the role itself.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns',
  examples: {
    bad: [
      yamlFile('service-account.yaml', account({ [ROLE_ARN]: 'arn:aws:iam::111122223333:policy/photos' })),
    ],
    good: [yamlFile('service-account.yaml', account())],
  },
  *check(context) {
    for (const annotation of arnAnnotations(context)) {
      const { resource } = annotation.arn;
      if (/^role\/./.test(resource)) continue;
      const kind = /^[^/]+/.exec(resource)?.[0] ?? resource;
      if (kind.includes(HOLE)) continue;
      yield onValue(
        annotation,
        `the role annotation names ${quoted(resource)}, which is of kind ${kind}`,
        'name a role: role/<path and name>',
      );
    }
  },
};
