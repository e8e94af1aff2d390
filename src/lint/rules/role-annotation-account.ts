import { groupBy } from '../../collections.js';
import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { ifKnown, type ServiceAccountFact } from '../../readers/index.js';
import { identitiesOf } from '../identities.js';
import { account, roleFile, yamlFile } from '../identity-examples.js';
import { roleArnOf } from '../role-names.js';
import type { Rule } from '../rule.js';

export const roleAnnotationAccount: Rule = {
  id: 'IRSA118',
  name: 'role-annotation-account',
  severity: 'error',
  family: 'cross-file',
  summary: 'The role annotation names the account and partition in which the files make the role.',
  why: 'In another account or partition there is no such role, or another one that does not trust this cluster.',
  error: 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  fix: 'Copy the ARN of the role.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/cross-account-access.html',
  examples: {
    bad: [roleFile(), yamlFile('app.yaml', account({ [ROLE_ARN]: 'arn:aws:iam::444455556666:role/photos' }))],
    good: [roleFile(), yamlFile('app.yaml', account())],
  },
  *check({ inventory }) {
    const { annotations, rolesByName, deployments } = identitiesOf(inventory);
    const named = groupBy(inventory.serviceAccounts, keyOf);
    for (const { account: owner, entry, value } of annotations) {
      const arn = value.known && value.reference === undefined ? roleArnOf(value.value) : undefined;
      if (arn === undefined) continue;
      const start = `arn:${arn.partition}:iam::${arn.account}`;
      const roles = (rolesByName.get(arn.name) ?? []).filter((role) =>
        deployments.mayBeTogether(role, owner),
      );
      const starts = roles.map((role) => ifKnown(role.arn)?.split(':').slice(0, 5).join(':'));
      const [own] = starts;
      // Overlays for several accounts name one service account several times: one of them may be elsewhere.
      if (
        own === undefined ||
        starts.includes(undefined) ||
        starts.includes(start) ||
        (named.get(keyOf(owner))?.length ?? 0) > 1
      )
        continue;
      yield {
        place: entry.value.place,
        message: `the annotation names role ${arn.name} in ${start}, and the files make it in ${own}`,
        help: `write ${own}:role/…`,
        related: roles.map((role) => ({ place: role.place, message: 'the role' })),
      };
    }
  },
};

const keyOf = ({ namespace, name }: ServiceAccountFact) => `${ifKnown(namespace)}/${ifKnown(name)}`;
