import type { Names } from '../resources/translate.js';

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

const CLUSTER: ResourceType = {
  type: 'aws_eks_cluster',
  names: { Name: 'name', Version: 'version', ComputeConfig: 'compute_config' },
  ref: 'name',
  attributes: { Arn: 'arn' },
};

/** A role without its policies, which are resources of their own to Terraform. */
export const ROLE: ResourceType = {
  type: 'aws_iam_role',
  names: {
    RoleName: 'name',
    Path: 'path',
    AssumeRolePolicyDocument: 'assume_role_policy',
    PermissionsBoundary: 'permissions_boundary',
    MaxSessionDuration: 'max_session_duration',
    Tags: 'tags',
  },
  ref: 'name',
  attributes: { Arn: 'arn' },
};

const OIDC_PROVIDER: ResourceType = {
  type: 'aws_iam_openid_connect_provider',
  names: {
    ...{ Url: 'url', ClientIdList: 'client_id_list', ThumbprintList: 'thumbprint_list' },
    ClientIDList: 'client_id_list',
  },
  ref: 'arn',
  attributes: { Arn: 'arn' },
};

const INLINE_POLICY = { PolicyName: 'name', PolicyDocument: 'policy' } as const;

/**
 * The types that say something about the access of pods; custom resources are those of CDK.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html (2026-11)
 */
export const TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::IAM::Role': ROLE,
  'AWS::IAM::Policy': {
    type: 'aws_iam_role_policy',
    names: { ...INLINE_POLICY, Roles: 'role' },
    ref: 'name',
  },
  'AWS::IAM::RolePolicy': {
    type: 'aws_iam_role_policy',
    names: { ...INLINE_POLICY, RoleName: 'role' },
    ref: 'name',
  },
  'AWS::IAM::ManagedPolicy': {
    type: 'aws_iam_policy',
    names: { ManagedPolicyName: 'name', Path: 'path', PolicyDocument: 'policy' },
    ref: 'arn',
    attributes: { PolicyArn: 'arn' },
  },
  'AWS::IAM::OIDCProvider': OIDC_PROVIDER,
  'Custom::AWSCDKOpenIdConnectProvider': OIDC_PROVIDER,
  'AWS::EKS::Cluster': CLUSTER,
  'Custom::AWSCDK-EKS-Cluster': {
    ...CLUSTER,
    within: 'Config',
    names: { name: 'name', version: 'version', computeConfig: 'compute_config' },
  },
  'AWS::EKS::Addon': {
    type: 'aws_eks_addon',
    names: {
      AddonName: 'addon_name',
      ClusterName: 'cluster_name',
      ConfigurationValues: 'configuration_values',
      NamespaceConfig: 'namespace_config',
      PodIdentityAssociations: 'pod_identity_association',
      ServiceAccountRoleArn: 'service_account_role_arn',
    },
    ref: 'id',
    attributes: { Arn: 'arn' },
  },
  'AWS::EKS::FargateProfile': {
    type: 'aws_eks_fargate_profile',
    names: {
      FargateProfileName: 'fargate_profile_name',
      ClusterName: 'cluster_name',
      Selectors: 'selector',
    },
    ref: 'id',
  },
  'AWS::EKS::PodIdentityAssociation': {
    type: 'aws_eks_pod_identity_association',
    names: {
      ...{ ClusterName: 'cluster_name', Namespace: 'namespace', ServiceAccount: 'service_account' },
      ...{ RoleArn: 'role_arn', TargetRoleArn: 'target_role_arn' },
      ...{ DisableSessionTags: 'disable_session_tags', Policy: 'policy' },
    },
    ref: 'association_arn',
    attributes: { ExternalId: 'external_id' },
  },
  'Custom::AWSCDK-EKS-HelmChart': {
    type: 'helm_release',
    names: { Chart: 'chart', Namespace: 'namespace', Release: 'name', Values: 'values' },
    ref: 'name',
  },
  'AWS::S3::Bucket': {
    type: 'aws_s3_bucket',
    names: { BucketName: 'bucket' },
    ref: 'bucket',
    attributes: { Arn: 'arn' },
  },
  'AWS::S3::BucketPolicy': {
    type: 'aws_s3_bucket_policy',
    names: { Bucket: 'bucket', PolicyDocument: 'policy' },
    ref: 'id',
  },
  'AWS::S3::AccessPoint': {
    type: 'aws_s3_access_point',
    names: { Name: 'name', Policy: 'policy' },
    ref: 'name',
    attributes: { Arn: 'arn', Name: 'name' },
  },
  'AWS::KMS::Key': {
    type: 'aws_kms_key',
    names: { KeyPolicy: 'policy' },
    ref: 'key_id',
    attributes: { Arn: 'arn', KeyId: 'key_id' },
  },
  'AWS::SQS::Queue': {
    type: 'aws_sqs_queue',
    names: { QueueName: 'name' },
    ref: 'url',
    attributes: { Arn: 'arn', QueueName: 'name', QueueUrl: 'url' },
  },
  'AWS::SQS::QueuePolicy': {
    type: 'aws_sqs_queue_policy',
    names: { Queues: 'queue_url', PolicyDocument: 'policy' },
    ref: 'id',
  },
  'AWS::SNS::Topic': {
    type: 'aws_sns_topic',
    names: { TopicName: 'name' },
    ref: 'arn',
    attributes: { TopicArn: 'arn', TopicName: 'name' },
  },
  'AWS::SNS::TopicPolicy': {
    type: 'aws_sns_topic_policy',
    names: { Topics: 'arn', PolicyDocument: 'policy' },
    ref: 'id',
  },
  'AWS::SecretsManager::Secret': {
    type: 'aws_secretsmanager_secret',
    names: { Name: 'name' },
    ref: 'arn',
    attributes: { Id: 'arn' },
  },
  'AWS::SecretsManager::ResourcePolicy': {
    type: 'aws_secretsmanager_secret_policy',
    names: { SecretId: 'secret_arn', ResourcePolicy: 'policy' },
    ref: 'id',
  },
  'AWS::ECR::Repository': {
    type: 'aws_ecr_repository',
    names: { RepositoryName: 'name', RepositoryPolicyText: 'policy' },
    ref: 'name',
    attributes: { Arn: 'arn' },
  },
  'AWS::DynamoDB::Table': {
    type: 'aws_dynamodb_table',
    names: { TableName: 'name' },
    ref: 'name',
    attributes: { Arn: 'arn' },
  },
  'AWS::Kinesis::Stream': {
    type: 'aws_kinesis_stream',
    names: { Name: 'name' },
    ref: 'name',
    attributes: { Arn: 'arn' },
  },
  'AWS::Kinesis::ResourcePolicy': {
    type: 'aws_kinesis_resource_policy',
    names: { ResourceArn: 'resource_arn', ResourcePolicy: 'policy' },
    ref: 'resource_arn',
  },
  'AWS::EC2::VPCEndpoint': {
    type: 'aws_vpc_endpoint',
    names: { ServiceName: 'service_name', PolicyDocument: 'policy' },
    ref: 'id',
  },
};
