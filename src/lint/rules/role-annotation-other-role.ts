import { tokenSubject } from '../../kubernetes/names.js';
import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { ifKnown } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { identitiesOf } from '../identities.js';
import { account, roleFile, yamlFile } from '../identity-examples.js';
import { roleArnOf } from '../role-names.js';
import type { Rule } from '../rule.js';
import { rolesBySubject } from '../subjects.js';

export const roleAnnotationOtherRole: Rule = {
  id: 'IRSA120',
  name: 'role-annotation-other-role',
  severity: 'warning',
  family: 'cross-file',
  summary: 'A service account is annotated with the role that trusts it.',
  why: 'The files make a role for this service account, and its annotation names another one, which no file makes.',
  error: 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  fix: 'Name the role that trusts the service account.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  examples: {
    bad: [roleFile(), yamlFile('app.yaml', account({ [ROLE_ARN]: 'arn:aws:iam::111122223333:role/fotos' }))],
    good: [roleFile(), yamlFile('app.yaml', account())],
  },
  *check(context) {
    const { annotations, rolesByName, deployments } = identitiesOf(context.inventory);
    const bySubject = rolesBySubject(context);
    for (const { account: owner, entry, value } of annotations) {
      const name = value.known && value.reference === undefined ? roleArnOf(value.value)?.name : undefined;
      const namespace = ifKnown(owner.namespace);
      const account = ifKnown(owner.name);
      if (name === undefined || namespace === undefined || account === undefined || rolesByName.has(name))
        continue;
      const trusting = bySubject.get(tokenSubject(namespace, account)) ?? [];
      const meant = trusting.filter((role) => deployments.areTogether(role, owner));
      const known = meant.filter((role) => role.name.known);
      const [own] = known;
      if (own === undefined || known.length < meant.length) continue;
      yield {
        place: entry.value.place,
        message: `no file makes role ${quote(name)}; ${namespace}/${account} is trusted by role ${quote(ifKnown(own.name))}`,
        help: 'name the role that trusts it',
        related: [{ place: own.place, message: 'the role that trusts it' }],
      };
    }
  },
};
