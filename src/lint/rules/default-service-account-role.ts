import { hasRole, identitiesOf } from '../identities.js';
import { account, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const defaultServiceAccountRole: Rule = {
  id: 'IRSA079',
  name: 'default-service-account-role',
  severity: 'warning',
  family: 'service-account',
  summary: 'The service account default has no role.',
  why: 'Every pod of the namespace that names no service account runs as default, and so gets the role.',
  error: 'Nothing: pods that nobody thought of have the permissions.',
  fix: 'Make a service account for the application, and give the role to that.',
  reference: 'https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html',
  examples: {
    bad: [yamlFile('service-account.yaml', account(undefined, { name: 'default' }))],
    good: [yamlFile('service-account.yaml', account())],
  },
  *check({ inventory }) {
    for (const named of identitiesOf(inventory).accounts) {
      if (named.name !== 'default' || !hasRole(named)) continue;
      yield {
        place: named.fact.place,
        message: `every pod of namespace ${named.namespace} that names no service account gets this role`,
        help: 'use a service account of its own',
      };
    }
  },
};
