import { fieldOf, itemsOf } from '../../readers/index.js';
import { associationEntries, clusterConfigs, mayBeAutoMode, textAt } from '../eksctl.js';
import { cluster, POLICY, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const AGENT = 'eks-pod-identity-agent';
const IAM = {
  podIdentityAssociations: [
    { namespace: 'default', serviceAccountName: 'sa-app', permissionPolicyARNs: [POLICY] },
  ],
};

export const eksctlAgentMissing: Rule = {
  id: 'IRSA101',
  name: 'eksctl-agent-missing',
  severity: 'error',
  family: 'eksctl',
  summary: 'A ClusterConfig with podIdentityAssociations has the add-on eks-pod-identity-agent.',
  why: 'The agent on each node hands out the credentials; without it eksctl refuses the file. Auto Mode brings it along.',
  error:
    'Error: the "eks-pod-identity-agent" addon must be installed to create pod identity associations; please add "eks-pod-identity-agent" to the config file',
  fix: 'Add { name: eks-pod-identity-agent } under addons.',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/pod-identity-associations.html',
  examples: {
    bad: [yamlFile('cluster.yaml', cluster({ iam: IAM }))],
    good: [yamlFile('cluster.yaml', cluster({ iam: IAM, addons: [{ name: AGENT }] }))],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      const addons = fieldOf(root, 'addons');
      if (associationEntries(root).length === 0 || mayBeAutoMode(root) || addons?.kind === 'unknown')
        continue;
      if (itemsOf(addons).some((addon) => [AGENT, undefined].includes(textAt(addon, 'name')))) continue;
      yield {
        place: associationEntries(root)[0]?.place ?? root.place,
        message: `podIdentityAssociations needs the add-on ${AGENT}`,
        help: `add { name: ${AGENT} } under addons`,
      };
    }
  },
};
