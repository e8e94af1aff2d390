import type { PermissionStatement } from '../../iam/policy.js';
import { BOTH, helmAt, type Program, type ProgramCluster } from '../program.js';
import { allow, arnIn } from '../write.js';

/** The six policies of Karpenter's CloudFormation template in one; long cluster names make it two again. */
export const karpenter: Program = {
  name: 'karpenter',
  about: 'nodes made for the pods that wait',
  asOf: '2026-08-21',
  source: 'https://karpenter.sh/docs/reference/cloudformation/',
  namespace: 'kube-system',
  serviceAccount: 'karpenter',
  parameters: [
    { name: 'nodeRoleName', required: true },
    {
      name: 'interruptionQueue',
      required: false,
      about: 'The name of the SQS queue of settings.interruptionQueue; default: none is read.',
    },
  ],
  statements: ({ nodeRoleName, interruptionQueue }, cluster) => [
    ...launching(cluster),
    ...ownInstances(cluster),
    ...instanceProfiles(cluster, nodeRoleName ?? ''),
    ...surroundings(cluster, interruptionQueue),
  ],
  managedPolicies: [],
  mechanisms: BOTH,
  helm: helmAt('serviceAccount', 'aws/karpenter-provider-aws', 'charts/karpenter/values.yaml', '2026-08-21', {
    name: 'settings.clusterName',
  }),
  warnings: ['the interruption queue and its EventBridge rules are made elsewhere'],
};

const LAUNCHED = [
  'fleet',
  'instance',
  'launch-template',
  'network-interface',
  'spot-instances-request',
  'volume',
];
const POOL_TAG = 'karpenter.sh/nodepool';

const ec2 = ({ partition, region }: ProgramCluster, kind: string, account = '*') =>
  `arn:${partition}:ec2:${region}:${account}:${kind}/*`;

const owned = (side: 'Request' | 'Resource', { name }: ProgramCluster) => ({
  [`aws:${side}Tag/kubernetes.io/cluster/${name}`]: ['owned'],
});

const named = ({ name }: ProgramCluster) => ({ 'aws:RequestTag/eks:eks-cluster-name': [name] });

function launching(cluster: ProgramCluster): readonly PermissionStatement[] {
  const made = LAUNCHED.map((kind) => ec2(cluster, kind));
  const asked = { ...owned('Request', cluster), ...named(cluster) };
  const pool = { [`aws:RequestTag/${POOL_TAG}`]: ['*'] };
  return [
    ...allow('AllowScopedEC2InstanceAccessActions', 'ec2:CreateFleet,RunInstances', [
      ...['capacity-reservation', 'placement-group', 'security-group', 'subnet'].map((kind) =>
        ec2(cluster, kind),
      ),
      ec2(cluster, 'image', ''),
      ec2(cluster, 'snapshot', ''),
    ]),
    ...allow(
      'AllowScopedEC2LaunchTemplateAccessActions',
      'ec2:CreateFleet,RunInstances',
      ec2(cluster, 'launch-template'),
      {
        StringEquals: owned('Resource', cluster),
        StringLike: { [`aws:ResourceTag/${POOL_TAG}`]: ['*'] },
      },
    ),
    ...allow(
      'AllowScopedEC2InstanceActionsWithTags',
      'ec2:CreateFleet,CreateLaunchTemplate,RunInstances',
      made,
      { StringEquals: asked, StringLike: pool },
    ),
    ...allow('AllowScopedResourceCreationTagging', 'ec2:CreateTags', made, {
      StringEquals: {
        ...asked,
        'ec2:CreateAction': ['CreateFleet', 'CreateLaunchTemplate', 'RunInstances'],
      },
      StringLike: pool,
    }),
  ];
}

function ownInstances(cluster: ProgramCluster): readonly PermissionStatement[] {
  const own = {
    StringEquals: owned('Resource', cluster),
    StringLike: { [`aws:ResourceTag/${POOL_TAG}`]: ['*'] },
  };
  return [
    ...allow('AllowScopedResourceTagging', 'ec2:CreateTags', ec2(cluster, 'instance'), {
      ...own,
      'ForAllValues:StringEquals': {
        'aws:TagKeys': ['Name', 'eks:eks-cluster-name', 'karpenter.sh/nodeclaim'],
      },
      StringEqualsIfExists: named(cluster),
    }),
    ...allow(
      'AllowScopedDeletion',
      'ec2:DeleteLaunchTemplate,TerminateInstances',
      [ec2(cluster, 'instance'), ec2(cluster, 'launch-template')],
      own,
    ),
  ];
}

function instanceProfiles(cluster: ProgramCluster, nodeRoleName: string): readonly PermissionStatement[] {
  const { partition, accountId, region } = cluster;
  const profiles = `arn:${partition}:iam::${accountId}:instance-profile/*`;
  const here = (side: 'Request' | 'Resource') => ({
    [`aws:${side}Tag/topology.kubernetes.io/region`]: [region],
  });
  const ofClass = (side: 'Request' | 'Resource') => ({
    [`aws:${side}Tag/karpenter.k8s.aws/ec2nodeclass`]: ['*'],
  });
  const asked = { ...owned('Request', cluster), ...named(cluster), ...here('Request') };
  const own = { ...owned('Resource', cluster), ...here('Resource') };
  return [
    ...allow(
      'AllowPassingInstanceRole',
      'iam:PassRole',
      `arn:${partition}:iam::${accountId}:role/${nodeRoleName}`,
      { StringEquals: { 'iam:PassedToService': ['ec2.amazonaws.com', 'ec2.amazonaws.com.cn'] } },
    ),
    ...allow('AllowScopedInstanceProfileCreationActions', 'iam:CreateInstanceProfile', profiles, {
      StringEquals: asked,
      StringLike: ofClass('Request'),
    }),
    ...allow('AllowScopedInstanceProfileTagActions', 'iam:TagInstanceProfile', profiles, {
      StringEquals: { ...own, ...asked },
      StringLike: { ...ofClass('Resource'), ...ofClass('Request') },
    }),
    ...allow(
      'AllowScopedInstanceProfileActions',
      'iam:AddRoleToInstanceProfile,DeleteInstanceProfile,RemoveRoleFromInstanceProfile',
      profiles,
      { StringEquals: own, StringLike: ofClass('Resource') },
    ),
    ...allow('AllowUnscopedInstanceProfileListAction', 'iam:ListInstanceProfiles', '*'),
    ...allow('AllowInstanceProfileReadActions', 'iam:GetInstanceProfile', profiles),
  ];
}

function surroundings(cluster: ProgramCluster, queue: string | undefined): readonly PermissionStatement[] {
  const { partition, region, name } = cluster;
  const self = arnIn(cluster, 'eks', `cluster/${name}`);
  return [
    ...allow('AllowAPIServerEndpointDiscovery', 'eks:DescribeCluster', self),
    ...allow(
      'AllowInterruptionQueueActions',
      'sqs:DeleteMessage,GetQueueUrl,ReceiveMessage',
      queue === undefined ? [] : arnIn(cluster, 'sqs', queue),
    ),
    ...allow('AllowZonalShiftStatusReadOnly', 'arc-zonal-shift:GetManagedResource', '*', {
      StringEquals: { 'arc-zonal-shift:ResourceIdentifier': [self] },
    }),
    ...allow(
      'AllowRegionalReadActions',
      `ec2:DescribeCapacityReservations,DescribeImages,DescribeInstanceStatus,DescribeInstanceTypeOfferings
      ec2:DescribeInstanceTypes,DescribeInstances,DescribeLaunchTemplates,DescribePlacementGroups
      ec2:DescribeSecurityGroups,DescribeSpotPriceHistory,DescribeSubnets`,
      '*',
      { StringEquals: { 'aws:RequestedRegion': [region] } },
    ),
    ...allow(
      'AllowSSMReadActions',
      'ssm:GetParameter',
      `arn:${partition}:ssm:${region}::parameter/aws/service/*`,
    ),
    ...allow('AllowPricingReadActions', 'pricing:GetProducts', '*'),
  ];
}
