import { association, podIdentityTrust, roleFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const podIdentityDuplicate: Rule = {
  id: 'IRSA116',
  name: 'pod-identity-duplicate',
  severity: 'error',
  family: 'pod-identity',
  summary: 'A service account of a cluster has one Pod Identity association.',
  why: 'EKS takes one role for each service account of a cluster, and refuses a second association.',
  error: 'ResourceInUseException: Association already exists: a-…',
  fix: 'Keep one of the two.',
  reference: 'https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html',
  examples: {
    bad: [roleFile({ trust: podIdentityTrust(), blocks: `${association()}\n\n${association('again')}` })],
    good: [roleFile({ trust: podIdentityTrust(), blocks: association() })],
  },
  *check({ inventory }) {
    const seen = new Map<string, (typeof inventory.podIdentityAssociations)[number]>();
    for (const item of inventory.podIdentityAssociations) {
      const { cluster, namespace, serviceAccount, scope, conditional, observed } = item;
      if (!cluster.value.known || !namespace.known || !serviceAccount.known || conditional === true) continue;
      // AWS refuses a second one: it is the same, told twice.
      if (observed === true) continue;
      const key = JSON.stringify([scope, cluster.value.value, namespace.value, serviceAccount.value]);
      const earlier = seen.get(key);
      if (earlier === undefined) seen.set(key, item);
      else
        yield {
          place: item.place,
          message: `${namespace.value}/${serviceAccount.value} has two associations in cluster ${cluster.value.value}`,
          help: 'keep one',
          related: [{ place: earlier.place, message: 'the first one' }],
        };
    }
  },
};
