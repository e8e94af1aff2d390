import { groupBy } from '../../collections.js';
import { hasRole, identitiesOf, podLabel } from '../identities.js';
import { account, container, pod, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const podWithoutServiceAccount: Rule = {
  id: 'IRSA081',
  name: 'pod-without-service-account',
  severity: 'warning',
  family: 'pod',
  summary: 'A pod beside a service account with a role, which no pod uses, names a service account.',
  why: 'Without serviceAccountName a pod runs as default, and the role is never used.',
  error:
    'AccessDenied: User: arn:aws:sts::111122223333:assumed-role/…NodeInstanceRole…/i-… is not authorized to perform: s3:GetObject',
  fix: 'Set serviceAccountName in the spec of the pod, in a Deployment in spec.template.spec.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-configuration.html',
  examples: {
    bad: [
      yamlFile('app.yaml', account(), {
        ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'photos', namespace: 'default' } },
        spec: { containers: [container()] },
      }),
    ],
    good: [yamlFile('app.yaml', account(), pod())],
  },
  *check({ inventory }) {
    const { accounts, pods, podsByKey } = identitiesOf(inventory);
    const idle = groupBy(
      accounts.filter((named) => hasRole(named) && !podsByKey.has(named.key)),
      ({ namespace }) => namespace,
    );
    for (const named of pods) {
      const unused = idle.get(named.namespace) ?? [];
      if (named.fact.serviceAccountStated || unused.length === 0) continue;
      const [only] = unused;
      yield {
        place: named.fact.spec.place,
        message: `${podLabel(named)} names no service account, and no pod uses ${unused.map(({ key }) => key).join(', ')}`,
        help: `set serviceAccountName: ${only?.name}`,
      };
    }
  },
};
