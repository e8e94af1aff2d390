import { type Names, snakeCase } from '../resources/translate.js';

/** A type of resource, and what Terraform's provider calls it and its parts. */
export interface ResourceType {
  readonly type: string;
  readonly names: Names;
  /** The property that holds the others. */
  readonly within?: string;
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives, beside what is only AWS's to know. */
  readonly attributes?: Names;
}

/** Names from a short form, `RoleName=name Path`: without another one, the provider has the property's in its own spelling. */
function namesIn(text: string): Names {
  return Object.fromEntries(
    text.split(' ').map((word) => {
      const [property = '', name = snakeCase(property)] = word.split('=');
      return [property, name];
    }),
  );
}

/** What the provider calls a type, what `Ref` gives, its properties, and what `Fn::GetAtt` gives. */
function row(type: string, ref: string, names: string, attributes?: string): ResourceType {
  return {
    type,
    names: namesIn(names),
    ref,
    ...(attributes === undefined ? {} : { attributes: namesIn(attributes) }),
  };
}

const CLUSTER = row('aws_eks_cluster', 'name', 'Name Version ComputeConfig', 'Arn');

/** A role without its policies, which are resources of their own to Terraform. */
export const ROLE = row(
  'aws_iam_role',
  'name',
  'RoleName=name Path AssumeRolePolicyDocument=assume_role_policy PermissionsBoundary MaxSessionDuration Tags',
  'Arn',
);

const OIDC_PROVIDER = row(
  'aws_iam_openid_connect_provider',
  'arn',
  'Url ClientIdList ThumbprintList ClientIDList=client_id_list',
  'Arn',
);

/**
 * The types that say something about the access of pods; custom resources are those of CDK.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html (2026-11)
 */
export const TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::IAM::Role': ROLE,
  'AWS::IAM::Policy': row('aws_iam_role_policy', 'name', 'PolicyName=name PolicyDocument=policy Roles=role'),
  'AWS::IAM::RolePolicy': row(
    'aws_iam_role_policy',
    'name',
    'PolicyName=name PolicyDocument=policy RoleName=role',
  ),
  'AWS::IAM::ManagedPolicy': row(
    'aws_iam_policy',
    'arn',
    'ManagedPolicyName=name Path PolicyDocument=policy',
    'PolicyArn=arn',
  ),
  'AWS::IAM::OIDCProvider': OIDC_PROVIDER,
  'Custom::AWSCDKOpenIdConnectProvider': OIDC_PROVIDER,
  'AWS::EKS::Cluster': CLUSTER,
  'Custom::AWSCDK-EKS-Cluster': {
    ...CLUSTER,
    within: 'Config',
    names: namesIn('name version computeConfig'),
  },
  'AWS::EKS::Addon': row(
    'aws_eks_addon',
    'id',
    'AddonName ClusterName ConfigurationValues NamespaceConfig PodIdentityAssociations=pod_identity_association ServiceAccountRoleArn',
    'Arn',
  ),
  'AWS::EKS::FargateProfile': row(
    'aws_eks_fargate_profile',
    'id',
    'FargateProfileName ClusterName Selectors=selector',
  ),
  'AWS::EKS::PodIdentityAssociation': row(
    'aws_eks_pod_identity_association',
    'association_arn',
    'ClusterName Namespace ServiceAccount RoleArn TargetRoleArn DisableSessionTags Policy',
    'ExternalId',
  ),
  'Custom::AWSCDK-EKS-HelmChart': row('helm_release', 'name', 'Chart Namespace Release=name Values'),
  'AWS::S3::Bucket': row('aws_s3_bucket', 'bucket', 'BucketName=bucket', 'Arn'),
  'AWS::S3::BucketPolicy': row('aws_s3_bucket_policy', 'id', 'Bucket PolicyDocument=policy'),
  'AWS::S3::AccessPoint': row('aws_s3_access_point', 'name', 'Name Policy', 'Arn Name'),
  'AWS::KMS::Key': row('aws_kms_key', 'key_id', 'KeyPolicy=policy', 'Arn KeyId'),
  'AWS::SQS::Queue': row('aws_sqs_queue', 'url', 'QueueName=name', 'Arn QueueName=name QueueUrl=url'),
  'AWS::SQS::QueuePolicy': row('aws_sqs_queue_policy', 'id', 'Queues=queue_url PolicyDocument=policy'),
  'AWS::SNS::Topic': row('aws_sns_topic', 'arn', 'TopicName=name', 'TopicArn=arn TopicName=name'),
  'AWS::SNS::TopicPolicy': row('aws_sns_topic_policy', 'id', 'Topics=arn PolicyDocument=policy'),
  'AWS::SecretsManager::Secret': row('aws_secretsmanager_secret', 'arn', 'Name', 'Id=arn'),
  'AWS::SecretsManager::ResourcePolicy': row(
    'aws_secretsmanager_secret_policy',
    'id',
    'SecretId=secret_arn ResourcePolicy=policy',
  ),
  'AWS::ECR::Repository': row(
    'aws_ecr_repository',
    'name',
    'RepositoryName=name RepositoryPolicyText=policy',
    'Arn',
  ),
  'AWS::DynamoDB::Table': row('aws_dynamodb_table', 'name', 'TableName=name', 'Arn'),
  'AWS::Kinesis::Stream': row('aws_kinesis_stream', 'name', 'Name', 'Arn'),
  'AWS::Kinesis::ResourcePolicy': row(
    'aws_kinesis_resource_policy',
    'resource_arn',
    'ResourceArn ResourcePolicy=policy',
  ),
  'AWS::EC2::VPCEndpoint': row('aws_vpc_endpoint', 'id', 'ServiceName PolicyDocument=policy'),
};
