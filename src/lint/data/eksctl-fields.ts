/**
 * The fields of a ClusterConfig by kind of object, with the kind of what is in them after `>`; a field without one is not followed.
 * Source: schema of eksctl-io/eksctl at commit 99984ad (2026-08-21, 0.231).
 */
const FIELDS: Readonly<Record<string, string>> = {
  ClusterConfig: [
    'accessConfig>AccessConfig addons>Addon addonsConfig>AddonsConfig apiVersion',
    'autoModeConfig>AutoModeConfig availabilityZones capabilities>Capability cloudWatch',
    'controlPlaneScalingConfig fargateProfiles>FargateProfile gitops iam>ClusterIAM',
    'iamIdentityMappings>IAMIdentityMapping identityProviders karpenter>Karpenter kind',
    'kubeAPIServerConfig kubeControllerManagerConfig kubeSchedulerConfig',
    'kubernetesNetworkConfig localZones managedNodeGroups>NodeGroup metadata>ClusterMeta',
    'nodeGroups>NodeGroup outpost>Outpost privateCluster>PrivateCluster',
    'remoteNetworkConfig>RemoteNetworkConfig secretsEncryption>SecretsEncryption upgradePolicy',
    'vpc zonalShiftConfig',
  ].join(' '),
  ClusterMeta: 'annotations forceUpdateVersion name region rollbackConfig>RollbackConfig tags version',
  RollbackConfig: 'timeoutMinutes',
  ClusterIAM: [
    'fargatePodExecutionRoleARN fargatePodExecutionRolePermissionsBoundary',
    'podIdentityAssociations>PodIdentityAssociation serviceAccounts>ClusterIAMServiceAccount',
    'serviceRoleARN serviceRolePermissionsBoundary vpcResourceControllerPolicy withOIDC',
  ].join(' '),
  ClusterIAMServiceAccount: [
    'attachPolicy attachPolicyARNs attachRoleARN metadata>ClusterIAMMeta permissionsBoundary',
    'roleName roleOnly status>ClusterIAMServiceAccountStatus subjectPattern tags',
    'wellKnownPolicies>WellKnownPolicies',
  ].join(' '),
  ClusterIAMMeta: 'annotations labels name namespace',
  ClusterIAMServiceAccountStatus: 'capabilities roleARN stackName tags',
  WellKnownPolicies: [
    'autoScaler awsLoadBalancerController certManager ebsCSIController efsCSIController',
    'externalDNS imageBuilder',
  ].join(' '),
  PodIdentityAssociation: [
    'createServiceAccount disableSessionTags namespace permissionPolicy permissionPolicyARNs',
    'permissionPolicyName permissionsBoundaryARN policy roleARN roleName serviceAccountName',
    'tags targetRoleARN wellKnownPolicies>WellKnownPolicies',
  ].join(' '),
  Addon: [
    'attachPolicy attachPolicyARNs configurationValues name',
    'namespaceConfig>AddonNamespaceConfig owners permissionsBoundary',
    'podIdentityAssociations>PodIdentityAssociation publishers resolveConflicts',
    'serviceAccountRoleARN tags types useDefaultPodIdentityAssociations version',
    'wellKnownPolicies>WellKnownPolicies',
  ].join(' '),
  AddonsConfig: 'autoApplyPodIdentityAssociations disableDefaultAddons',
  AddonNamespaceConfig: 'namespace',
  FargateProfile: 'name podExecutionRoleARN selectors>FargateProfileSelector status subnets tags',
  FargateProfileSelector: 'labels namespace',
  AutoModeConfig: 'enabled nodePools nodeRoleARN permissionsBoundaryARN',
  Karpenter: 'createServiceAccount defaultInstanceProfile version withSpotInterruptionQueue',
  AccessConfig: 'accessEntries>AccessEntry authenticationMode bootstrapClusterCreatorAdminPermissions',
  AccessEntry: 'accessPolicies>AccessPolicy kubernetesGroups kubernetesUsername principalARN type',
  AccessPolicy: 'accessScope>AccessScope policyARN',
  AccessScope: 'namespaces type',
  IAMIdentityMapping: 'account arn groups namespace noDuplicateARNs serviceName username',
  NodeGroupIAM: [
    'attachPolicy attachPolicyARNs instanceProfileARN instanceRoleARN instanceRoleName',
    'instanceRolePermissionsBoundary withAddonPolicies>NodeGroupIAMAddonPolicies',
  ].join(' '),
  NodeGroupIAMAddonPolicies: [
    'albIngress appMesh appMeshPreview autoScaler awsLoadBalancerController certManager',
    'cloudWatch ebs efs externalDNS fsx imageBuilder xRay',
  ].join(' '),
  Outpost: [
    'controlPlaneInstanceType controlPlaneOutpostARN controlPlanePlacement>Placement',
    'etcdInstanceType etcdPlacement>Placement',
  ].join(' '),
  Placement: 'groupName spreadLevel',
  SecretsEncryption: 'keyARN',
  PrivateCluster: 'additionalEndpointServices enabled skipEndpointCreation',
  Capability: [
    'accessPolicies>AccessPolicy attachPolicy attachPolicyARNs',
    'configuration>CapabilityConfiguration deletePropagationPolicy name permissionsBoundary',
    'roleArn tags type',
  ].join(' '),
  CapabilityConfiguration: 'argocd>ArgoCDConfiguration',
  ArgoCDConfiguration: [
    'awsIdc>ArgoCDAWSIDC namespace networkAccess>ArgoCDNetworkAccess',
    'rbacRoleMappings>ArgoCDRoleMapping',
  ].join(' '),
  ArgoCDAWSIDC: 'idcInstanceArn idcRegion',
  ArgoCDNetworkAccess: 'vpceIds',
  ArgoCDRoleMapping: 'identities>SSOIdentity role',
  SSOIdentity: 'id type',
  RemoteNetworkConfig: [
    'iam>RemoteNodesIAM remoteNodeNetworks>RemoteNetwork remotePodNetworks>RemoteNetwork',
    'vpcGatewayID',
  ].join(' '),
  RemoteNodesIAM: 'caBundleCert provider roleARN',
  RemoteNetwork: 'cidrs',
  NodeGroup: [
    'additionalVolumes ami amiFamily asgMetricsCollection asgSuspendProcesses availabilityZones',
    'bottlerocket capacityReservation classicLoadBalancerNames clusterDNS containerRuntime',
    'cpuCredits desiredCapacity disableIMDSv1 disablePodIMDS ebsOptimized efaEnabled',
    'enableDetailedMonitoring enclaveEnabled iam>NodeGroupIAM instanceMarketOptions',
    'instanceName instancePrefix instanceSelector instanceType instanceTypes',
    'instancesDistribution kubeletExtraConfig labels launchTemplate localZones',
    'maxInstanceLifetime maxPodsPerNode maxSize minSize name nodeRepairConfig outpostARN',
    'overrideBootstrapCommand placement preBootstrapCommands privateNetworking propagateASGTags',
    'releaseVersion securityGroups spot ssh subnets tags taints targetGroupARNs updateConfig',
    'volumeEncrypted volumeIOPS volumeKmsKeyID volumeName volumeSize volumeThroughput',
    'volumeType',
  ].join(' '),
};

/** The fields of a kind of object, each with the kind of what is in it. */
export type EksctlFields = ReadonlyMap<string, string | undefined>;

const parsed = new Map<string, EksctlFields>();

/** The fields of a kind of object of a ClusterConfig; undefined for kinds that are not checked. */
export function eksctlFields(kind: string): EksctlFields | undefined {
  if (!Object.hasOwn(FIELDS, kind)) return undefined;
  const found =
    parsed.get(kind) ??
    new Map(
      (FIELDS[kind] ?? '').split(' ').map((word): readonly [string, string | undefined] => {
        const [name = '', inside] = word.split('>');
        return [name, inside];
      }),
    );
  parsed.set(kind, found);
  return found;
}
