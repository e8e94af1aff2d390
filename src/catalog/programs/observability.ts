import { BOTH, helmAt, type Program } from '../program.js';
import { allow, arnIn } from '../write.js';

export const amazonCloudwatchObservability: Program = {
  name: 'amazon-cloudwatch-observability',
  about: 'metrics, logs and traces to CloudWatch',
  asOf: '2026-08-26',
  source:
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/install-CloudWatch-Observability-EKS-addon.html',
  namespace: 'amazon-cloudwatch',
  serviceAccount: 'cloudwatch-agent',
  parameters: [],
  statements: () => [],
  managedPolicies: ['CloudWatchAgentServerPolicy'],
  mechanisms: BOTH,
  warnings: [
    'Pod Identity needs the add-on from 3.1.0',
    'the add-on itself takes the role: serviceAccountRoleArn or podIdentityAssociations',
  ],
};

/** For the CloudWatch output; narrower than CloudWatchAgentServerPolicy. */
export const awsForFluentBit: Program = {
  name: 'aws-for-fluent-bit',
  about: 'logs to CloudWatch',
  asOf: '2026-08-03',
  source: 'https://github.com/aws/eks-charts/tree/master/stable/aws-for-fluent-bit',
  namespace: 'amazon-cloudwatch',
  serviceAccount: 'aws-for-fluent-bit',
  parameters: [{ name: 'logGroups', required: true }],
  statements: ({ logGroups }, cluster) => [
    ...allow(
      'WriteLogs',
      'logs:CreateLogGroup,CreateLogStream,DescribeLogStreams,PutLogEvents,PutRetentionPolicy',
      logGroups.flatMap((name) => {
        const arn = arnIn(cluster, 'logs', `log-group:${name}`);
        return [arn, `${arn}:log-stream:*`];
      }),
    ),
  ],
  managedPolicies: [],
  mechanisms: BOTH,
  helm: helmAt('serviceAccount', 'aws/eks-charts', 'stable/aws-for-fluent-bit/values.yaml', '2026-08-03', {
    region: 'cloudWatchLogs.region',
  }),
  warnings: ['outputs to Firehose, Kinesis, OpenSearch and S3 need grants of their own beside it'],
};

export const ampRemoteWrite: Program = {
  name: 'amp-remote-write',
  about: 'metrics to Amazon Managed Prometheus',
  asOf: '2026-08-26',
  source:
    'https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-onboard-ingest-metrics-new-Prometheus.html',
  namespace: 'prometheus',
  serviceAccount: 'prometheus-kube-prometheus-prometheus',
  parameters: [{ name: 'workspaces', required: true }],
  statements: ({ workspaces }) => allow('RemoteWrite', 'aps:RemoteWrite', workspaces),
  managedPolicies: [],
  mechanisms: BOTH,
  helm: helmAt(
    'prometheus.serviceAccount',
    'prometheus-community/helm-charts',
    'charts/kube-prometheus-stack/values.yaml',
    '2026-08-22',
  ),
  warnings: ['the name is that of the chart kube-prometheus-stack under the release prometheus'],
};

export const ampQuery: Program = {
  name: 'amp-query',
  about: 'queries of Amazon Managed Prometheus, as by Grafana',
  asOf: '2026-08-26',
  source: 'https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-onboard-query-standalone-grafana.html',
  namespace: 'grafana',
  serviceAccount: 'grafana',
  parameters: [{ name: 'workspaces', required: true }],
  statements: ({ workspaces }) =>
    allow('Query', 'aps:GetLabels,GetMetricMetadata,GetSeries,QueryMetrics', workspaces),
  managedPolicies: [],
  mechanisms: BOTH,
  helm: helmAt('serviceAccount', 'grafana-community/helm-charts', 'charts/grafana/values.yaml', '2026-08-20'),
  warnings: [],
};

export const grafanaCloudwatch: Program = {
  name: 'grafana-cloudwatch',
  about: 'CloudWatch as a data source of Grafana',
  asOf: '2026-08-26',
  source: 'https://grafana.com/docs/grafana/latest/datasources/aws-cloudwatch/',
  namespace: 'grafana',
  serviceAccount: 'grafana',
  parameters: [],
  statements: () => [
    ...allow(
      'Metrics',
      `cloudwatch:DescribeAlarmHistory,DescribeAlarms,DescribeAlarmsForMetric,GetInsightRuleReport
      cloudwatch:GetMetricData,ListMetrics`,
      '*',
    ),
    ...allow(
      'Logs',
      'logs:DescribeLogGroups,GetLogEvents,GetLogGroupFields,GetQueryResults,StartQuery,StopQuery',
      '*',
    ),
    ...allow('Discover', 'ec2:DescribeInstances,DescribeRegions,DescribeTags tag:GetResources', '*'),
  ],
  managedPolicies: [],
  mechanisms: BOTH,
  helm: helmAt('serviceAccount', 'grafana-community/helm-charts', 'charts/grafana/values.yaml', '2026-08-20'),
  warnings: ['broad: reads metrics and logs of the whole account'],
};
