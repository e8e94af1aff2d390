/**
 * The fields of a ClusterConfig by kind of object, with the kind of what is in them after `>`; a field without one is not followed.
 * Source: schema of eksctl-io/eksctl at commit 99984ad (2026-08-21, 0.231).
 */
const FIELDS: Readonly<Record<string, string>> = {
  ClusterConfig: [
    'accessConfig>AccessConfig addons>Addon addonsConfig>AddonsConfig apiVersion',
    'autoModeConfig>AutoModeConfig availabilityZones capabilities>Capability',
    'cloudWatch>ClusterCloudWatch controlPlaneScalingConfig>ControlPlaneScalingConfig',
    'fargateProfiles>FargateProfile gitops>GitOps iam>ClusterIAM',
    'iamIdentityMappings>IAMIdentityMapping identityProviders karpenter>Karpenter kind',
    'kubeAPIServerConfig>KubeAPIServerConfig kubeControllerManagerConfig>KubeControllerManagerConfig',
    'kubeSchedulerConfig>KubeSchedulerConfig kubernetesNetworkConfig>KubernetesNetworkConfig',
    'localZones managedNodeGroups>ManagedNodeGroup metadata>ClusterMeta nodeGroups>NodeGroup',
    'outpost>Outpost privateCluster>PrivateCluster remoteNetworkConfig>RemoteNetworkConfig',
    'secretsEncryption>SecretsEncryption upgradePolicy>UpgradePolicy vpc>ClusterVPC',
    'zonalShiftConfig>ZonalShiftConfig',
  ].join(' '),
  AccessConfig: 'accessEntries>AccessEntry authenticationMode bootstrapClusterCreatorAdminPermissions',
  AccessEntry: 'accessPolicies>AccessPolicy kubernetesGroups kubernetesUsername principalARN type',
  AccessPolicy: 'accessScope>AccessScope policyARN',
  AccessScope: 'namespaces type',
  Addon: [
    'attachPolicy attachPolicyARNs configurationValues name namespaceConfig>AddonNamespaceConfig',
    'owners permissionsBoundary podIdentityAssociations>PodIdentityAssociation publishers',
    'resolveConflicts serviceAccountRoleARN tags types useDefaultPodIdentityAssociations version',
    'wellKnownPolicies>WellKnownPolicies',
  ].join(' '),
  AddonNamespaceConfig: 'namespace',
  PodIdentityAssociation: [
    'createServiceAccount disableSessionTags namespace permissionPolicy permissionPolicyARNs',
    'permissionPolicyName permissionsBoundaryARN policy roleARN roleName serviceAccountName tags',
    'targetRoleARN wellKnownPolicies>WellKnownPolicies',
  ].join(' '),
  WellKnownPolicies: [
    'autoScaler awsLoadBalancerController certManager ebsCSIController efsCSIController externalDNS',
    'imageBuilder',
  ].join(' '),
  AddonsConfig: 'autoApplyPodIdentityAssociations disableDefaultAddons',
  AutoModeConfig: 'enabled nodePools nodeRoleARN permissionsBoundaryARN',
  Capability: [
    'accessPolicies>AccessPolicy attachPolicy attachPolicyARNs configuration>CapabilityConfiguration',
    'deletePropagationPolicy name permissionsBoundary roleArn tags type',
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
  ClusterCloudWatch: 'clusterLogging>ClusterCloudWatchLogging',
  ClusterCloudWatchLogging: 'enableTypes logRetentionInDays',
  ControlPlaneScalingConfig: 'tier',
  FargateProfile: 'name podExecutionRoleARN selectors>FargateProfileSelector status subnets tags',
  FargateProfileSelector: 'labels namespace',
  GitOps: 'flux>Flux',
  Flux: 'flags gitProvider',
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
  IAMIdentityMapping: 'account arn groups namespace noDuplicateARNs serviceName username',
  Karpenter: 'createServiceAccount defaultInstanceProfile version withSpotInterruptionQueue',
  KubeAPIServerConfig: 'eventTTL serviceNodePortRange>ServiceNodePortRange',
  ServiceNodePortRange: 'maxPort minPort',
  KubeControllerManagerConfig:
    'horizontalPodAutoscalerControllerConfig>HorizontalPodAutoscalerControllerConfig',
  HorizontalPodAutoscalerControllerConfig: 'horizontalPodAutoscalerSyncPeriod',
  KubeSchedulerConfig: 'nodeResourcesFit>NodeResourcesFitConfig',
  NodeResourcesFitConfig: 'scoringStrategy>ScoringStrategy',
  ScoringStrategy: 'resources>ResourceWeight type',
  ResourceWeight: 'name weight',
  KubernetesNetworkConfig: 'ipFamily serviceIPv4CIDR serviceIPv6CIDR',
  ManagedNodeGroup: [
    'additionalVolumes>VolumeMapping ami amiFamily asgSuspendProcesses availabilityZones',
    'bottlerocket>NodeGroupBottlerocket capacityReservation>CapacityReservation desiredCapacity',
    'disableIMDSv1 disablePodIMDS ebsOptimized efaEnabled enableDetailedMonitoring iam>NodeGroupIAM',
    'instanceMarketOptions>InstanceMarketOptions instanceName instancePrefix instanceSelector',
    'instanceType instanceTypes labels launchTemplate>LaunchTemplate maxPodsPerNode maxSize minSize',
    'name nodeRepairConfig>NodeGroupNodeRepairConfig outpostARN overrideBootstrapCommand',
    'placement>Placement preBootstrapCommands privateNetworking propagateASGTags releaseVersion',
    'securityGroups>NodeGroupSGs spot ssh>NodeGroupSSH subnets tags taints',
    'updateConfig>NodeGroupUpdateConfig volumeEncrypted volumeIOPS volumeKmsKeyID volumeName',
    'volumeSize volumeThroughput volumeType',
  ].join(' '),
  VolumeMapping: [
    'snapshotID volumeEncrypted volumeIOPS volumeKmsKeyID volumeName volumeSize volumeThroughput',
    'volumeType',
  ].join(' '),
  NodeGroupBottlerocket: 'enableAdminContainer settings',
  CapacityReservation: 'capacityReservationPreference capacityReservationTarget>CapacityReservationTarget',
  CapacityReservationTarget: 'capacityReservationID capacityReservationResourceGroupARN',
  NodeGroupIAM: [
    'attachPolicy attachPolicyARNs instanceProfileARN instanceRoleARN instanceRoleName',
    'instanceRolePermissionsBoundary withAddonPolicies>NodeGroupIAMAddonPolicies',
  ].join(' '),
  NodeGroupIAMAddonPolicies: [
    'albIngress appMesh appMeshPreview autoScaler awsLoadBalancerController certManager cloudWatch',
    'ebs efs externalDNS fsx imageBuilder xRay',
  ].join(' '),
  InstanceMarketOptions: 'marketType',
  LaunchTemplate: 'id version',
  NodeGroupNodeRepairConfig: [
    'enabled maxParallelNodesRepairedCount maxParallelNodesRepairedPercentage',
    'maxUnhealthyNodeThresholdCount maxUnhealthyNodeThresholdPercentage',
    'nodeRepairConfigOverrides>NodeRepairConfigOverride',
  ].join(' '),
  NodeRepairConfigOverride: 'minRepairWaitTimeMins nodeMonitoringCondition nodeUnhealthyReason repairAction',
  Placement: 'groupName spreadLevel',
  NodeGroupSGs: 'attachIDs withLocal withShared',
  NodeGroupSSH: 'allow enableSsm publicKey publicKeyName publicKeyPath sourceSecurityGroupIds',
  NodeGroupUpdateConfig: 'maxUnavailable maxUnavailablePercentage',
  ClusterMeta: 'annotations forceUpdateVersion name region rollbackConfig>RollbackConfig tags version',
  RollbackConfig: 'timeoutMinutes',
  NodeGroup: [
    'additionalVolumes>VolumeMapping ami amiFamily asgMetricsCollection>MetricsCollection',
    'asgSuspendProcesses availabilityZones bottlerocket>NodeGroupBottlerocket',
    'capacityReservation>CapacityReservation classicLoadBalancerNames clusterDNS containerRuntime',
    'cpuCredits desiredCapacity disableIMDSv1 disablePodIMDS ebsOptimized efaEnabled',
    'enableDetailedMonitoring enclaveEnabled iam>NodeGroupIAM',
    'instanceMarketOptions>InstanceMarketOptions instanceName instancePrefix instanceSelector',
    'instanceType instancesDistribution>NodeGroupInstancesDistribution kubeletExtraConfig labels',
    'localZones maxInstanceLifetime maxPodsPerNode maxSize minSize name outpostARN',
    'overrideBootstrapCommand placement>Placement preBootstrapCommands privateNetworking',
    'propagateASGTags securityGroups>NodeGroupSGs ssh>NodeGroupSSH subnets tags taints',
    'targetGroupARNs updateConfig>NodeGroupUpdateConfig volumeEncrypted volumeIOPS volumeKmsKeyID',
    'volumeName volumeSize volumeThroughput volumeType',
  ].join(' '),
  MetricsCollection: 'granularity metrics',
  NodeGroupInstancesDistribution: [
    'capacityRebalance instanceTypes maxPrice onDemandBaseCapacity',
    'onDemandPercentageAboveBaseCapacity spotAllocationStrategy spotInstancePools',
  ].join(' '),
  Outpost: [
    'controlPlaneInstanceType controlPlaneOutpostARN controlPlanePlacement>Placement',
    'etcdInstanceType etcdPlacement>Placement',
  ].join(' '),
  PrivateCluster: 'additionalEndpointServices enabled skipEndpointCreation',
  RemoteNetworkConfig: [
    'iam>RemoteNodesIAM remoteNodeNetworks>RemoteNetwork remotePodNetworks>RemoteNetwork',
    'vpcGatewayID',
  ].join(' '),
  RemoteNodesIAM: 'caBundleCert provider roleARN',
  RemoteNetwork: 'cidrs',
  SecretsEncryption: 'keyARN',
  UpgradePolicy: 'supportType',
  ClusterVPC: [
    'autoAllocateIPv6 cidr clusterEndpoints>ClusterEndpoints controlPlaneEgressMode',
    'controlPlaneOnPrivateSubnets controlPlaneSecurityGroupIDs controlPlaneSubnetIDs extraCIDRs',
    'extraIPv6CIDRs hostnameType id ipv6Cidr ipv6Pool manageSharedNodeSecurityGroupRules',
    'nat>ClusterNAT publicAccessCIDRs securityGroup sharedNodeSecurityGroup subnets',
  ].join(' '),
  ClusterEndpoints: 'privateAccess publicAccess',
  ClusterNAT: 'gateway',
  ZonalShiftConfig: 'enabled',
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
