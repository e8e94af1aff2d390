import { isMap } from '../../readers/index.js';
import { addonEntries, clusterConfigs, given, textAt } from '../eksctl.js';
import { cluster, POLICY, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const FOR_A_ROLE = ['attachPolicyARNs', 'attachPolicy', 'wellKnownPolicies'];
const IAM = { withOIDC: true };
const AGENT = { name: 'eks-pod-identity-agent' };
const file = (...addons: readonly Parameters<typeof cluster>[0][]) =>
  yamlFile('cluster.yaml', cluster({ iam: IAM, addons: addons as never }));

export const eksctlAddonOpenRole: Rule = {
  id: 'IRSA232',
  name: 'eksctl-addon-open-role',
  severity: 'info',
  family: 'eksctl',
  summary:
    'Policies of an add-on in a ClusterConfig are given by an association, which names the service account.',
  why: 'For any add-on but vpc-cni, eksctl (0.231, 2026-08) makes a role whose trust policy asks for the audience alone: every service account of the cluster may take it.',
  error: 'None: any pod of the cluster can get the permissions of the add-on.',
  fix: 'Use podIdentityAssociations or useDefaultPodIdentityAssociations, or make the role elsewhere and write serviceAccountRoleARN.',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/addons.html',
  examples: {
    bad: [file({ name: 'aws-ebs-csi-driver', attachPolicyARNs: [POLICY] })],
    good: [
      file(AGENT, {
        name: 'aws-ebs-csi-driver',
        podIdentityAssociations: [
          {
            namespace: 'kube-system',
            serviceAccountName: 'ebs-csi-controller-sa',
            permissionPolicyARNs: [POLICY],
          },
        ],
      }),
    ],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      for (const addon of addonEntries(root)) {
        const name = textAt(addon, 'name');
        if (!isMap(addon) || name === undefined || name.toLowerCase() === 'vpc-cni') continue;
        const [policies] = FOR_A_ROLE.flatMap((field) => given(addon, field) ?? []);
        if (policies === undefined || given(addon, 'serviceAccountRoleARN') !== undefined) continue;
        yield {
          place: policies.place,
          message: `every service account of the cluster may take the role that eksctl makes for ${name}`,
          help: 'use podIdentityAssociations, which name the service account',
        };
      }
    }
  },
};
