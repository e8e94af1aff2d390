import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { entryOf } from '../../readers/index.js';
import { identitiesOf } from '../identities.js';
import { account, association, podIdentityTrust, roleFile, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const podIdentityAndAnnotation: Rule = {
  id: 'IRSA114',
  name: 'pod-identity-and-annotation',
  severity: 'warning',
  family: 'pod-identity',
  summary: 'A service account has a Pod Identity association or a role annotation, not both.',
  why: 'The association wins, and the annotation has no effect; whoever reads the manifest thinks otherwise.',
  error: 'None: the pod has the permissions of the associated role.',
  fix: 'Remove the annotation, or the association.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html',
  examples: {
    bad: [roleFile({ trust: podIdentityTrust(), blocks: association() }), yamlFile('app.yaml', account())],
    good: [roleFile({ trust: podIdentityTrust(), blocks: association() }), yamlFile('app.yaml', account({}))],
  },
  *check({ inventory }) {
    const { accountsByKey, deployments } = identitiesOf(inventory);
    for (const item of inventory.podIdentityAssociations) {
      const { namespace, serviceAccount, place } = item;
      if (!namespace.known || !serviceAccount.known) continue;
      for (const { fact, key } of accountsByKey.get(`${namespace.value}/${serviceAccount.value}`) ?? []) {
        const found = entryOf(fact.annotations, ROLE_ARN);
        const at = found?.keyNode.place ?? (fact.role === undefined ? undefined : fact.place);
        // With several clusters, the annotation may be for another one.
        if (at === undefined || !deployments.areInOneCluster(item, fact)) continue;
        yield {
          place: at,
          message: `${key} has a Pod Identity association, which wins over its role annotation`,
          help: 'remove one of the two',
          related: [{ place, message: 'the association' }],
        };
      }
    }
  },
};
