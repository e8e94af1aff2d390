import { fieldOf, nodeAt } from '../../readers/index.js';
import { clusterConfigs, given, isTrue } from '../eksctl.js';
import { cluster, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const outpost = {
  controlPlaneOutpostARN: 'arn:aws:outposts:us-east-1:111122223333:outpost/op-0123456789abcdef0',
};

/** Fields that eksctl refuses beside `outpost` (eksctl pkg/apis/eksctl.io/v1alpha5/validation.go, 0.231). */
const REFUSED = [
  'addons',
  'identityProviders',
  'fargateProfiles',
  'karpenter',
  'availabilityZones',
  'localZones',
  'gitops',
];

export const eksctlOutposts: Rule = {
  id: 'IRSA218',
  name: 'eksctl-outposts',
  severity: 'error',
  family: 'eksctl',
  summary: 'A cluster on Outposts has no OIDC provider, add-ons, Fargate profiles, Karpenter or zones.',
  why: 'A local cluster has its control plane on the Outpost, where EKS offers none of them: no role for service accounts, and no Pod Identity.',
  error: 'Error: iam.withOIDC is not supported on Outposts',
  fix: 'Leave the field out. Pods of a local cluster get the role of their nodes.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/eks-outposts-local-cluster-overview.html',
  examples: {
    bad: [yamlFile('cluster.yaml', cluster({ iam: { withOIDC: true }, outpost }))],
    good: [yamlFile('cluster.yaml', cluster({ outpost }))],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      const on = given(root, 'outpost');
      if (on === undefined || on.kind === 'unknown') continue;
      const related = [{ place: on.place, message: 'the Outpost' }];
      const withOidc = nodeAt(root, ['iam', 'withOIDC']);
      if (withOidc !== undefined && isTrue(withOidc))
        yield {
          place: withOidc.place,
          message: 'eksctl refuses iam.withOIDC on Outposts',
          help: 'leave it out',
          related,
        };
      for (const name of REFUSED) {
        const value = fieldOf(root, name);
        const isSet = value?.kind === 'list' ? value.items.length > 0 : value?.kind === 'map';
        if (value !== undefined && isSet)
          yield {
            place: value.place,
            message: `eksctl refuses ${name} on Outposts`,
            help: 'leave it out',
            related,
          };
      }
    }
  },
};
