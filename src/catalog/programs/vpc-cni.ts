import { BOTH, helmAt, type Program } from '../program.js';
import { allow } from '../write.js';

const SHARED = {
  namespace: 'kube-system',
  serviceAccount: 'aws-node',
  parameters: [],
  mechanisms: BOTH,
  helm: helmAt('serviceAccount', 'aws/eks-charts', 'stable/aws-vpc-cni/values.yaml', '2026-08-03'),
} as const;

export const vpcCni: Program = {
  ...SHARED,
  name: 'vpc-cni',
  about: 'IPv4 addresses of pods',
  asOf: '2026-08-26',
  source: 'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEKS_CNI_Policy.html',
  statements: () => [],
  managedPolicies: ['AmazonEKS_CNI_Policy'],
  warnings: ['for clusters of the IPv4 family; take the policy off the role of the nodes afterwards'],
};

/** AWS has no managed policy for it. */
export const vpcCniIpv6: Program = {
  ...SHARED,
  name: 'vpc-cni-ipv6',
  about: 'IPv6 addresses of pods',
  asOf: '2026-08-26',
  source: 'https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/iam-policy.md',
  statements: (_values, { partition }) => [
    ...allow(
      'Addresses',
      `ec2:AssignIpv6Addresses,DescribeInstanceTypes,DescribeInstances,DescribeNetworkInterfaces
      ec2:DescribeSecurityGroups,DescribeSubnets,DescribeTags,ModifyNetworkInterfaceAttribute`,
      '*',
    ),
    ...allow('TagInterfaces', 'ec2:CreateTags', `arn:${partition}:ec2:*:*:network-interface/*`),
  ],
  managedPolicies: [],
  warnings: ['for clusters of the IPv6 family'],
};
