import { associationEntries, clusterConfigs, given } from '../eksctl.js';
import { cluster, POLICY, ROLE, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const POLICIES = ['permissionPolicy', 'permissionPolicyARNs', 'wellKnownPolicies'];
const addons = [{ name: 'eks-pod-identity-agent' }];
const entry = (more: Parameters<typeof cluster>[0]) => ({
  ...{
    addons,
    iam: { podIdentityAssociations: [{ namespace: 'default', serviceAccountName: 'sa-app', ...more }] },
  },
});

export const eksctlAssociationPolicies: Rule = {
  id: 'IRSA102',
  name: 'eksctl-association-policies',
  severity: 'error',
  family: 'eksctl',
  summary: 'An association has either roleARN or policies.',
  why: 'With roleARN the role exists and eksctl adds no policies to it; with neither there is no role. eksctl refuses both.',
  error:
    'Error: podIdentityAssociations[0].permissionPolicyARNs cannot be specified when podIdentityAssociations[0].roleARN is set',
  fix: 'Write roleARN alone, or permissionPolicy, permissionPolicyARNs or wellKnownPolicies.',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/pod-identity-associations.html',
  examples: {
    bad: [yamlFile('cluster.yaml', cluster(entry({ roleARN: ROLE, permissionPolicyARNs: [POLICY] })))],
    good: [yamlFile('cluster.yaml', cluster(entry({ permissionPolicyARNs: [POLICY] })))],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      for (const item of associationEntries(root)) {
        if (item.kind !== 'map') continue;
        const policies = POLICIES.filter((name) => given(item, name) !== undefined);
        const role = given(item, 'roleARN') !== undefined;
        if (role && policies.length > 0)
          yield {
            place: item.place,
            message: `the association has roleARN and ${policies.join(', ')}`,
            help: 'leave one of the two away',
          };
        if (!role && policies.length === 0)
          yield {
            place: item.place,
            message: 'the association has neither roleARN nor a policy',
            help: `add roleARN or one of ${POLICIES.join(', ')}`,
          };
      }
    }
  },
};
