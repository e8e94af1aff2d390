import { groupBy } from '../../collections.js';
import { nearest } from '../../text/nearest.js';
import { identitiesOf, podLabel } from '../identities.js';
import { account, pod, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const podServiceAccountMisspelt: Rule = {
  id: 'IRSA083',
  name: 'pod-service-account-misspelt',
  severity: 'error',
  family: 'cross-file',
  summary: 'The service account of a pod exists.',
  why: 'No file makes the service account that the pod names, and one with nearly the same name is used by no pod. Kubernetes refuses pods whose service account does not exist.',
  error:
    'pods "photos-" is forbidden: error looking up service account default/sa-ap: serviceaccount "sa-ap" not found',
  fix: 'Write the name of the service account.',
  reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/',
  examples: {
    bad: [yamlFile('app.yaml', account(), pod({ serviceAccountName: 'sa-ap' }))],
    good: [yamlFile('app.yaml', account(), pod())],
  },
  *check({ inventory }) {
    const { accounts, accountsByKey, pods, podsByKey, deployments } = identitiesOf(inventory);
    const idle = groupBy(
      accounts.filter(({ key }) => !podsByKey.has(key)),
      ({ namespace }) => namespace,
    );
    for (const named of pods) {
      const { fact, key, namespace } = named;
      const name = key.slice(namespace.length + 1);
      if (!fact.serviceAccountStated || name === 'default' || accountsByKey.has(key)) continue;
      const near = (idle.get(namespace) ?? []).filter((other) => deployments.areTogether(other.fact, fact));
      const guess = nearest(
        name,
        near.map((other) => other.name),
      );
      if (guess === undefined) continue;
      yield {
        place: fact.serviceAccountName.place,
        message: `${podLabel(named)} names service account ${namespace}/${name}, which no file makes`,
        help: `did you mean ${guess}?`,
      };
    }
  },
};
