import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { entryOf, ifKnown } from '../../readers/index.js';
import { hasRole, identitiesOf } from '../identities.js';
import { ROLE, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const values = (create: boolean) =>
  yamlFile('values.yaml', {
    serviceAccount: { create, name: 'sa-app', annotations: { [ROLE_ARN]: ROLE } },
  });

export const chartAccountNotMade: Rule = {
  id: 'IRSA155',
  name: 'chart-account-not-made',
  severity: 'warning',
  family: 'service-account',
  summary: 'Values of a chart annotate a service account with a role only where the chart makes it.',
  why: 'With serviceAccount.create: false a chart writes no ServiceAccount, and its annotations nowhere. Whatever made the service account that the pods use decides which role they get.',
  error:
    'AccessDenied: User: arn:aws:sts::111122223333:assumed-role/…NodeInstanceRole…/i-… is not authorized to perform: s3:GetObject',
  fix: 'Set create: true, or annotate the service account where it is made.',
  reference: 'https://helm.sh/docs/chart_best_practices/rbac/',
  examples: { bad: [values(false)], good: [values(true)] },
  *check({ inventory }) {
    const { accounts } = identitiesOf(inventory);
    for (const { created, annotations, name } of inventory.serviceAccounts) {
      const found = entryOf(annotations, ROLE_ARN);
      if (found === undefined || !created.known || created.value) continue;
      const isMadeElsewhere = accounts.some((each) => each.name === ifKnown(name) && hasRole(each));
      if (isMadeElsewhere) continue;
      yield {
        place: found.keyNode.place,
        message: `the chart does not make ${name.known ? `service account ${name.value}` : 'the service account'}, so nothing gets this annotation`,
        help: 'set create: true, or annotate the service account where it is made',
        related: [{ place: created.place, message: 'create is false' }],
      };
    }
  },
};
