import { nodeAt } from '../../readers/index.js';
import { clusterConfigs, serviceAccountEntries, textAt } from '../eksctl.js';
import { cluster, clusterWith, names, POLICY, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const ENTRY = { ...names(), attachPolicyARNs: [POLICY] };

export const eksctlDuplicateServiceAccount: Rule = {
  id: 'IRSA100',
  name: 'eksctl-duplicate-service-account',
  severity: 'error',
  family: 'eksctl',
  summary: 'iam.serviceAccounts names each service account once.',
  why: 'eksctl refuses a file that names one twice; policies of both belong into one entry.',
  error: 'Error: <namespace>/<name> of iam.serviceAccounts[1] "default/sa-app" is not unique',
  fix: 'Unite the two entries.',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/iamserviceaccounts.html',
  examples: {
    bad: [yamlFile('cluster.yaml', cluster({ iam: { withOIDC: true, serviceAccounts: [ENTRY, ENTRY] } }))],
    good: [yamlFile('cluster.yaml', clusterWith(ENTRY))],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      const seen = new Set<string>();
      for (const entry of serviceAccountEntries(root)) {
        const name = textAt(entry, 'metadata', 'name');
        const stated = nodeAt(entry, ['metadata', 'namespace']);
        const namespace = stated === undefined ? 'default' : textAt(entry, 'metadata', 'namespace');
        if (name === undefined || namespace === undefined) continue;
        const key = `${namespace}/${name}`;
        if (seen.has(key))
          yield {
            place: entry.place,
            message: `${key} stands twice in iam.serviceAccounts`,
            help: 'unite the two entries',
          };
        seen.add(key);
      }
    }
  },
};
