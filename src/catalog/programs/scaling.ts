import { BOTH, helmAt, type Program } from '../program.js';
import { allow, arnIn, arnsIn } from '../write.js';

/** What it changes is limited to groups that carry the cluster's tag. */
export const clusterAutoscaler: Program = {
  name: 'cluster-autoscaler',
  about: 'nodes of auto scaling groups, as many as pods need',
  asOf: '2026-08-22',
  source:
    'https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md',
  namespace: 'kube-system',
  serviceAccount: 'cluster-autoscaler-aws-cluster-autoscaler',
  parameters: [],
  statements: (_values, cluster) => [
    ...allow(
      'Describe',
      `autoscaling:DescribeAutoScalingGroups,DescribeAutoScalingInstances,DescribeLaunchConfigurations
      autoscaling:DescribeScalingActivities,DescribeTags ec2:DescribeImages,DescribeInstanceTypes
      ec2:DescribeLaunchTemplateVersions,GetInstanceTypesFromInstanceRequirements`,
      '*',
    ),
    ...allow(
      'DescribeNodegroup',
      'eks:DescribeNodegroup',
      arnIn(cluster, 'eks', `nodegroup/${cluster.name}/*/*`),
    ),
    ...allow(
      'ScaleOwnGroups',
      'autoscaling:SetDesiredCapacity,TerminateInstanceInAutoScalingGroup',
      arnIn(cluster, 'autoscaling', 'autoScalingGroup:*:autoScalingGroupName/*'),
      { StringEquals: { [`aws:ResourceTag/k8s.io/cluster-autoscaler/${cluster.name}`]: ['owned'] } },
    ),
  ],
  managedPolicies: [],
  mechanisms: BOTH,
  helm: helmAt(
    'rbac.serviceAccount',
    'kubernetes/autoscaler',
    'cluster-autoscaler/charts/cluster-autoscaler/values.yaml',
    '2026-08-22',
    { name: 'autoDiscovery.clusterName', region: 'awsRegion' },
  ),
  warnings: [
    'groups need the tag k8s.io/cluster-autoscaler/<cluster name> with the value owned, as managed node groups have it',
  ],
};

export const keda: Program = {
  name: 'keda',
  about: 'pods scaled by queues, streams and metrics',
  asOf: '2026-08-22',
  source: 'https://keda.sh/docs/latest/authentication-providers/aws/',
  namespace: 'keda',
  serviceAccount: 'keda-operator',
  parameters: [
    { name: 'queues', required: false, about: 'Names of the SQS queues that workloads are scaled by.' },
    { name: 'streams', required: false, about: 'Names of the Kinesis streams that workloads are scaled by.' },
    { name: 'tables', required: false, about: 'Names of the DynamoDB tables that workloads are scaled by.' },
  ],
  statements: ({ queues, streams, tables }, cluster) => {
    const own = arnsIn(cluster, 'dynamodb', tables, (name) => `table/${name}`);
    return [
      ...allow('Queues', 'sqs:GetQueueAttributes', arnsIn(cluster, 'sqs', queues)),
      ...allow('Metrics', 'cloudwatch:GetMetricData', '*'),
      ...allow(
        'Streams',
        'kinesis:DescribeStreamSummary',
        arnsIn(cluster, 'kinesis', streams, (name) => `stream/${name}`),
      ),
      ...allow(
        'Tables',
        'dynamodb:DescribeTable,Query',
        own.flatMap((arn) => [arn, `${arn}/index/*`]),
      ),
    ];
  },
  managedPolicies: [],
  mechanisms: BOTH,
  helm: {
    path: 'podIdentity.aws.irsa.roleArn',
    takes: 'role',
    namePath: 'serviceAccount.operator.name',
    irsa: { 'podIdentity.aws.irsa.enabled': true },
    chart: {
      source: 'https://github.com/kedacore/charts/blob/HEAD/keda/values.yaml',
      asOf: '2026-08-13',
    },
  },
  warnings: ['a TriggerAuthentication names podIdentity.provider: aws'],
};

/** In queue mode. */
export const awsNodeTerminationHandler: Program = {
  name: 'aws-node-termination-handler',
  about: 'pods moved off nodes before these end',
  asOf: '2026-08-22',
  source: 'https://github.com/aws/aws-node-termination-handler',
  namespace: 'kube-system',
  serviceAccount: 'aws-node-termination-handler',
  parameters: [
    { name: 'queues', required: true, about: 'The SQS queue of events, by name: queueURL of the chart.' },
  ],
  statements: ({ queues }, cluster) => [
    ...allow('Describe', 'autoscaling:DescribeAutoScalingInstances,DescribeTags ec2:DescribeInstances', '*'),
    ...allow(
      'Complete',
      'autoscaling:CompleteLifecycleAction',
      arnIn(cluster, 'autoscaling', 'autoScalingGroup:*:autoScalingGroupName/*'),
    ),
    ...allow('Queue', 'sqs:DeleteMessage,ReceiveMessage', arnsIn(cluster, 'sqs', queues)),
  ],
  managedPolicies: [],
  mechanisms: BOTH,
  helm: helmAt(
    'serviceAccount',
    'aws/aws-node-termination-handler',
    'config/helm/aws-node-termination-handler/values.yaml',
    '2026-07-21',
    { region: 'awsRegion' },
  ),
  warnings: ['only queue mode needs AWS; nodes of Karpenter and of managed node groups do not need it'],
};
