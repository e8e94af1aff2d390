import { fieldOf } from '../../readers/index.js';
import { clusterConfigs, given, serviceAccountEntries } from '../eksctl.js';
import { clusterWith, names, POLICY, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const ENTRY = { ...names(), attachPolicyARNs: [POLICY] };

export const eksctlOidcMissing: Rule = {
  id: 'IRSA094',
  name: 'eksctl-oidc-missing',
  severity: 'error',
  family: 'eksctl',
  summary: 'A ClusterConfig with iam.serviceAccounts says iam.withOIDC: true.',
  why: 'Roles for service accounts need the OIDC provider, and eksctl refuses every command on such a file without it.',
  error: 'Error: iam.withOIDC must be enabled explicitly for iam.serviceAccounts to be created',
  fix: 'Write withOIDC: true under iam.',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/iamserviceaccounts.html',
  examples: {
    bad: [yamlFile('cluster.yaml', clusterWith(ENTRY, {}))],
    good: [yamlFile('cluster.yaml', clusterWith(ENTRY))],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      const iam = fieldOf(root, 'iam');
      const withOidc = given(iam, 'withOIDC');
      const off = withOidc === undefined || (withOidc.kind === 'scalar' && withOidc.value !== true);
      if (!off || serviceAccountEntries(root).length === 0) continue;
      yield {
        place: withOidc?.place ?? iam?.place ?? root.place,
        message: 'iam.serviceAccounts needs iam.withOIDC: true',
        help: 'write withOIDC: true under iam',
      };
    }
  },
};
