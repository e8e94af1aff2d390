import { entryOf, fieldOf } from '../../readers/index.js';
import { podLabel } from '../identities.js';
import { account, container, pod, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const serviceAccountDeprecatedField: Rule = {
  id: 'IRSA093',
  name: 'service-account-deprecated-field',
  severity: 'info',
  family: 'pod',
  summary: 'A pod names its service account by serviceAccountName, not by serviceAccount.',
  why: 'serviceAccount is a deprecated alias; where both are there and differ, serviceAccountName counts.',
  error: 'Nothing yet.',
  fix: 'Write serviceAccountName.',
  reference: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec',
  examples: {
    bad: [
      yamlFile('app.yaml', account(), {
        ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'photos', namespace: 'default' } },
        spec: { serviceAccount: 'sa-app', containers: [container()] },
      }),
    ],
    good: [
      yamlFile('app.yaml', account(), pod()),
      yamlFile('exported.yaml', account(), {
        ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'photos', namespace: 'default' } },
        spec: { serviceAccount: 'sa-app', serviceAccountName: 'sa-app', containers: [container()] },
      }),
    ],
  },
  *check({ inventory }) {
    for (const fact of inventory.pods) {
      const found = entryOf(fact.spec, 'serviceAccount');
      // The API server writes both into every pod that it hands out.
      const both = fieldOf(fact.spec, 'serviceAccountName') !== undefined;
      if (found !== undefined && !both && fact.tool === 'kubernetes')
        yield {
          place: found.keyNode.place,
          message: `${podLabel({ fact })} uses the deprecated field serviceAccount`,
          help: 'write serviceAccountName',
        };
    }
  },
};
