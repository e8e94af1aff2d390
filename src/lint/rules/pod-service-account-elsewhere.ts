import { groupBy } from '../../collections.js';
import { identitiesOf, podLabel } from '../identities.js';
import { account, pod, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const podServiceAccountElsewhere: Rule = {
  id: 'IRSA082',
  name: 'pod-service-account-elsewhere',
  severity: 'error',
  family: 'cross-file',
  summary: 'The service account of a pod is in the namespace of the pod.',
  why: 'A pod can use service accounts of its own namespace alone. The files have one of that name, in another namespace.',
  error:
    'pods "photos-" is forbidden: error looking up service account shop/sa-app: serviceaccount "sa-app" not found',
  fix: 'Put pod and service account into one namespace, the one that the trust policy names.',
  reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/',
  examples: {
    bad: [yamlFile('app.yaml', account(), pod({}, { namespace: 'shop' }))],
    good: [yamlFile('app.yaml', account(), pod())],
  },
  *check({ inventory }) {
    const { accounts, accountsByKey, pods, deployments } = identitiesOf(inventory);
    const byName = groupBy(accounts, ({ name }) => name);
    for (const named of pods) {
      const { fact, key, namespace } = named;
      const name = key.slice(namespace.length + 1);
      if (!fact.serviceAccountStated || name === 'default' || accountsByKey.has(key)) continue;
      const others = (byName.get(name) ?? []).filter((other) => deployments.areTogether(other.fact, fact));
      if (others.length === 0 || others.some((other) => !other.fact.namespaceStated) || !fact.namespaceStated)
        continue;
      yield {
        place: fact.serviceAccountName.place,
        message: `${podLabel(named)} in namespace ${namespace} names service account ${name}, which is in namespace ${others[0]?.namespace}`,
        help: 'both must be in one namespace',
        related: others.map((other) => ({ place: other.fact.place, message: 'the service account' })),
      };
    }
  },
};
