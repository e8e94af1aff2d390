import { hasRole, identitiesOf } from '../identities.js';
import { account, ROLE, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const serviceAccountNamespace: Rule = {
  id: 'IRSA080',
  name: 'service-account-namespace',
  severity: 'info',
  family: 'service-account',
  summary: 'A service account with a role says its namespace.',
  why: 'The trust policy names the namespace. Without it the object lands wherever kubectl happens to point, where the role does not trust it.',
  error: 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  fix: 'Write metadata.namespace, or set it in the kustomization.',
  reference: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/',
  examples: {
    bad: [
      {
        path: 'service-account.yaml',
        content: `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: sa-app\n  annotations:\n    eks.amazonaws.com/role-arn: ${ROLE}\n`,
      },
    ],
    good: [yamlFile('service-account.yaml', account())],
  },
  *check({ inventory }) {
    for (const named of identitiesOf(inventory).accounts) {
      const { fact } = named;
      if (fact.tool !== 'kubernetes' || fact.namespaceStated || !hasRole(named)) continue;
      yield {
        place: fact.place,
        message: `service account ${named.name} names no namespace`,
        help: 'write metadata.namespace',
      };
    }
  },
};
