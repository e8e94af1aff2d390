import { describe, expect, test } from '@jest/globals';
import { lintFiles } from './support.js';

const A = '111122223333';
const R = 'us-east-1';

/** Actions and resources, separated by spaces, and a condition. */
type Row = readonly [actions: string, resources: string, condition?: object];

/** What people write for their pods, and is right. */
const RIGHT: readonly Row[] = [
  ['sqs:SendMessage sqs:ReceiveMessage sqs:GetQueueUrl', `arn:aws:sqs:${R}:${A}:jobs`],
  ['sqs:SendMessage', 'arn:aws:sqs:*:*:*'],
  ['lambda:InvokeFunction', `arn:aws:lambda:${R}:${A}:function:f arn:aws:lambda:${R}:${A}:function:f:*`],
  [
    'logs:CreateLogStream logs:PutLogEvents logs:CreateLogGroup logs:DescribeLogStreams',
    `arn:aws:logs:${R}:${A}:log-group:/aws/x:*`,
  ],
  ['logs:CreateLogStream logs:PutLogEvents logs:DescribeLogGroups', 'arn:aws:logs:*:*:*'],
  ['logs:DescribeLogGroups', `arn:aws:logs:${R}:${A}:log-group:*`],
  [
    'ssm:GetParameter ssm:GetParameters ssm:GetParametersByPath',
    `arn:aws:ssm:${R}::parameter/aws/service/eks/* arn:aws:ssm:*:*:parameter/x/*`,
  ],
  ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:${R}:${A}:secret:x-??????`],
  ['ecr:BatchGetImage ecr:GetDownloadUrlForLayer', `arn:aws:ecr:${R}:${A}:repository/*`],
  ['ecr:GetAuthorizationToken', '*'],
  [
    'dynamodb:Query dynamodb:GetItem',
    `arn:aws:dynamodb:${R}:${A}:table/t arn:aws:dynamodb:${R}:${A}:table/t/index/*`,
  ],
  [
    'dynamodb:GetRecords dynamodb:DescribeStream dynamodb:GetShardIterator',
    `arn:aws:dynamodb:${R}:${A}:table/t/stream/*`,
  ],
  ['es:ESHttpGet es:ESHttpPost', `arn:aws:es:${R}:${A}:domain/x/*`],
  ['rds-db:connect', `arn:aws:rds-db:${R}:${A}:dbuser:*/app`],
  ['execute-api:Invoke', `arn:aws:execute-api:${R}:${A}:abc123/prod/GET/*`],
  [
    'kafka-cluster:Connect kafka-cluster:ReadData kafka-cluster:DescribeGroup',
    `arn:aws:kafka:${R}:${A}:cluster/x/* arn:aws:kafka:${R}:${A}:topic/x/*/* arn:aws:kafka:${R}:${A}:group/x/*/*`,
  ],
  [
    'bedrock:InvokeModel bedrock:InvokeModelWithResponseStream',
    `arn:aws:bedrock:${R}::foundation-model/anthropic.* arn:aws:bedrock:${R}:${A}:inference-profile/us.anthropic.*`,
  ],
  ['route53:ChangeResourceRecordSets route53:ListResourceRecordSets', 'arn:aws:route53:::hostedzone/*'],
  ['route53:GetChange', 'arn:aws:route53:::change/*'],
  ['route53:ListHostedZones route53:ListHostedZonesByName', '*'],
  ['cloudfront:CreateInvalidation', `arn:aws:cloudfront::${A}:distribution/EDFDVBD6EXAMPLE`],
  [
    'ec2:CreateTags',
    'arn:aws:ec2:*:*:volume/* arn:aws:ec2:*:*:snapshot/*',
    { StringEquals: { 'ec2:CreateAction': ['CreateVolume', 'CreateSnapshot'] } },
  ],
  ['ec2:CreateVolume', '*', { StringLike: { 'aws:RequestTag/ebs.csi.aws.com/cluster': 'true' } }],
  ['ec2:DeleteVolume', '*', { StringLike: { 'ec2:ResourceTag/ebs.csi.aws.com/cluster': 'true' } }],
  [
    'autoscaling:SetDesiredCapacity autoscaling:TerminateInstanceInAutoScalingGroup',
    '*',
    { StringEquals: { 'aws:ResourceTag/k8s.io/cluster-autoscaler/demo': 'owned' } },
  ],
  [
    'autoscaling:UpdateAutoScalingGroup',
    `arn:aws:autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/eks-*`,
  ],
  [
    'elasticfilesystem:DescribeMountTargets elasticfilesystem:ClientMount elasticfilesystem:ClientWrite',
    `arn:aws:elasticfilesystem:${R}:${A}:file-system/fs-1`,
  ],
  [
    'elasticfilesystem:CreateAccessPoint',
    '*',
    { StringLike: { 'aws:RequestTag/efs.csi.aws.com/cluster': 'true' } },
  ],
  ['states:StartExecution', `arn:aws:states:${R}:${A}:stateMachine:x`],
  ['states:DescribeExecution states:StopExecution', `arn:aws:states:${R}:${A}:execution:x:*`],
  ['events:PutEvents', `arn:aws:events:${R}:${A}:event-bus/x`],
  [
    'ses:SendEmail ses:SendRawEmail',
    `arn:aws:ses:${R}:${A}:identity/example.com`,
    { StringEquals: { 'ses:FromAddress': 'a@example.com' } },
  ],
  ['sns:Publish', `arn:aws:sns:${R}:${A}:t`],
  ['kinesis:PutRecord kinesis:GetRecords kinesis:ListShards', `arn:aws:kinesis:${R}:${A}:stream/s`],
  ['firehose:PutRecordBatch', `arn:aws:firehose:${R}:${A}:deliverystream/s`],
  ['athena:StartQueryExecution athena:GetQueryResults', `arn:aws:athena:${R}:${A}:workgroup/w`],
  [
    'glue:GetTable glue:GetDatabase glue:GetPartitions',
    `arn:aws:glue:${R}:${A}:catalog arn:aws:glue:${R}:${A}:database/d arn:aws:glue:${R}:${A}:table/d/*`,
  ],
  ['aps:RemoteWrite aps:QueryMetrics', `arn:aws:aps:${R}:${A}:workspace/ws-1`],
  ['xray:PutTraceSegments cloudwatch:PutMetricData', '*'],
  ['cloudwatch:PutMetricData', '*', { StringEquals: { 'cloudwatch:namespace': 'App' } }],
  ['elasticloadbalancing:RegisterTargets', 'arn:aws:elasticloadbalancing:*:*:targetgroup/*/*'],
  [
    'kms:Decrypt kms:GenerateDataKey',
    `arn:aws:kms:${R}:${A}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
    {
      StringEquals: { 'kms:ViaService': `s3.${R}.amazonaws.com` },
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::acme-media*' },
    },
  ],
  [
    'kms:Decrypt',
    `arn:aws:kms:${R}:${A}:key/*`,
    { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/app' } },
  ],
  ['sts:AssumeRole', `arn:aws:iam::${A}:role/x`, { StringEquals: { 'sts:ExternalId': 'abc' } }],
  [
    'iam:PassRole',
    `arn:aws:iam::${A}:role/x`,
    { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
  ],
  [
    'iam:CreateServiceLinkedRole',
    '*',
    { StringEquals: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' } },
  ],
  ['s3:GetObject', 'arn:aws:s3:::acme-media/*', { StringEquals: { 's3:ExistingObjectTag/a': 'b' } }],
  [
    's3:PutObject',
    'arn:aws:s3:::acme-media/*',
    { StringEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
  ],
  ['s3:ListBucket', 'arn:aws:s3:::acme-media', { StringLike: { 's3:prefix': ['a/*', 'a'] } }],
  ['s3:ListAllMyBuckets', '*'],
  [
    'appconfig:GetLatestConfiguration appconfig:StartConfigurationSession',
    `arn:aws:appconfig:${R}:${A}:application/a/environment/e/configuration/c`,
  ],
  ['servicediscovery:DiscoverInstances', '*'],
  ['dsql:DbConnect', `arn:aws:dsql:${R}:${A}:cluster/abc`],
  [
    'elasticache:Connect',
    `arn:aws:elasticache:${R}:${A}:replicationgroup:rg arn:aws:elasticache:${R}:${A}:user:u`,
  ],
  ['cognito-idp:AdminGetUser', `arn:aws:cognito-idp:${R}:${A}:userpool/${R}_abc`],
  ['eks:DescribeCluster', `arn:aws:eks:${R}:${A}:cluster/demo`],
  ['s3express:CreateSession', `arn:aws:s3express:${R}:${A}:bucket/fast--use1-az4--x-s3`],
  ['aoss:APIAccessAll', `arn:aws:aoss:${R}:${A}:collection/abc`],
  ['neptune-db:connect neptune-db:ReadDataViaQuery', `arn:aws:neptune-db:${R}:${A}:cluster-ABC/*`],
  ['mq:DescribeBroker', `arn:aws:mq:${R}:${A}:broker:x:b-1`],
  ['timestream:WriteRecords', `arn:aws:timestream:${R}:${A}:database/d/table/t`],
  ['timestream:DescribeEndpoints', '*'],
  ['cassandra:Select', `arn:aws:cassandra:${R}:${A}:/keyspace/k/table/t`],
  ['codeartifact:GetAuthorizationToken', `arn:aws:codeartifact:${R}:${A}:domain/d`],
  ['acm-pca:IssueCertificate acm-pca:GetCertificate', `arn:aws:acm-pca:${R}:${A}:certificate-authority/abc`],
  ['sagemaker:InvokeEndpoint', `arn:aws:sagemaker:${R}:${A}:endpoint/e`],
  ['scheduler:CreateSchedule', `arn:aws:scheduler:${R}:${A}:schedule/g/*`],
  ['ec2:RunInstances', `arn:aws:ec2:${R}::image/* arn:aws:ec2:${R}:*:subnet/*`],
  [
    'ec2:TerminateInstances',
    '*',
    { StringEquals: { 'aws:ResourceTag/kubernetes.io/cluster/demo': 'owned', 'aws:RequestedRegion': R } },
  ],
];

/** What never applies, with the rule that says so. */
const WRONG: readonly (readonly [actions: string, resources: string, rule: string])[] = [
  ['kms:*', 'arn:aws:s3:::acme-media/*', 'IRSA189'],
  ['sns:Publish', `arn:aws:sqs:${R}:${A}:jobs`, 'IRSA189'],
  ['lambda:InvokeFunction', `arn:aws:lambda:${R}:${A}:function/resize`, 'IRSA189'],
  ['ecr:BatchGetImage', `arn:aws:ecr:${R}:${A}:app`, 'IRSA189'],
  ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:${R}:${A}:secret/db`, 'IRSA189'],
  ['logs:PutLogEvents', `arn:aws:logs:${R}:${A}:log-group/app`, 'IRSA189'],
  ['dynamodb:GetItem', `arn:aws:dynamodb:${R}:${A}:carts`, 'IRSA189'],
  ['ssm:GetParameter', `arn:aws:ssm:${R}:${A}:app/key`, 'IRSA189'],
  ['sts:AssumeRole', `arn:aws:sts::${A}:assumed-role/app/session`, 'IRSA189'],
  ['rds-db:connect', `arn:aws:rds:${R}:${A}:db:app`, 'IRSA189'],
  ['sqs:SendMessage', `arn:aws:sqs::${A}:jobs`, 'IRSA182'],
  ['sqs:SendMessage', `arn:aws:sqs:${R}::jobs`, 'IRSA182'],
  ['route53:GetHostedZone', `arn:aws:route53:${R}::hostedzone/Z1`, 'IRSA182'],
  ['sqs:SendMessage', `arn:aws:sqs:${R}a:${A}:jobs`, 'IRSA176'],
  ['elasticfilesystem:ClientMount', `arn:aws:efs:${R}:${A}:file-system/fs-1`, 'IRSA180'],
  ['ecr:GetAuthorizationToken', `arn:aws:ecr:${R}:${A}:repository/app`, 'IRSA035'],
];

const file = ([actions, resources, condition]: Row) => ({
  path: 'policy.json',
  content: JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: actions.split(' '),
      Resource: resources.split(' '),
      ...(condition === undefined ? {} : { Condition: condition }),
    },
  }),
});

describe('statements about many services', () => {
  test.each(RIGHT)('%s on %s is right', async (...row) => {
    expect((await lintFiles([file(row)])).findings).toEqual([]);
  });

  test.each(WRONG)('%s on %s is %s', async (actions, resources, rule) => {
    const { findings } = await lintFiles([file([actions, resources])]);
    expect(findings.map(({ code }) => code)).toContain(rule);
  });

  test.each([
    ['Allow', []],
    ['Deny', ['IRSA035 error']],
  ])('an action without resources that another statement has with "*", by %s', async (Effect, want) => {
    const listed = { Action: 's3:ListAllMyBuckets', Resource: 'arn:aws:s3:::photos' };
    const statements = [
      { Effect: 'Allow', ...listed },
      { Effect, ...listed, Resource: '*' },
    ];
    const content = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    const { findings } = await lintFiles([{ path: 'policy.json', content }]);
    expect(
      findings.map(({ code, severity }) => `${code} ${severity}`).filter((text) => /^IRSA035/.test(text)),
    ).toEqual(want);
  });

  test('a Deny that never applies breaks nothing: it is a risk', async () => {
    const statement = { Effect: 'Deny', Action: 's3:ListAllMyBuckets', Resource: 'arn:aws:s3:::photos' };
    const content = JSON.stringify({ Version: '2012-10-17', Statement: statement });
    const { findings } = await lintFiles([{ path: 'policy.json', content }]);
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['IRSA035', 'warning']]);
  });

  test.each([
    ['s3:HeadObject', 's3:GetObject'],
    ['s3:CopyObject', undefined],
  ])('the name of a call, %s, gives way where it needs one action alone', async (action, want) => {
    const { findings } = await lintFiles([file([action, 'arn:aws:s3:::photos/*'])]);
    const found = findings.find(({ code }) => code === 'IRSA026');
    expect(found).toBeDefined();
    expect(found?.fix?.title).toBe(want && `write ${want}`);
  });
});
