import { entryOf, knownString } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { podLabel } from '../identities.js';
import { account, container, pod, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const serviceAccountDeprecatedField: Rule = {
  id: 'IRSA093',
  name: 'service-account-deprecated-field',
  severity: 'info',
  family: 'pod',
  summary: 'A pod names its service account by serviceAccountName, not by serviceAccount alone or otherwise.',
  why: 'serviceAccount is a deprecated alias, which the API server fills in itself. Where the two differ, serviceAccountName counts.',
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
      if (found === undefined || fact.tool !== 'kubernetes') continue;
      const alias = knownString(found.value);
      const name = knownString(entryOf(fact.spec, 'serviceAccountName')?.value);
      if (alias?.known !== true || name?.known === false || name?.value === alias.value) continue;
      yield {
        place: found.keyNode.place,
        message:
          name === undefined
            ? `${podLabel({ fact })} uses the deprecated field serviceAccount`
            : `${podLabel({ fact })} has serviceAccount ${quote(alias.value)}, and serviceAccountName ${quote(name.value)} counts`,
        help: name === undefined ? 'write serviceAccountName' : 'remove serviceAccount',
      };
    }
  },
};
