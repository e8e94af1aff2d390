import type { YamlValue } from '../emit/yaml.js';
import { permissionsDocument } from '../iam/policy.js';
import { sessionPolicyText } from '../model/session-policy.js';
import type { AccessModel, Role, ServiceAccount } from '../model/types.js';
import type { RenderedFile } from '../rendered-file.js';
import { usesIrsa, usesPodIdentity } from '../spec/mechanism.js';
import type { Cluster, NodeGroup, Subnet, Vpc } from '../spec/types.js';
import { GENERATED_HEADER } from './header.js';
import type { RenderTemplate } from './templates.js';

type YamlMap = Readonly<Record<string, YamlValue>>;

/**
 * The first eksctl that knows the newest field of a file, since it refuses one with a field that it does not know: `autoModeConfig`;
 * `targetRoleARN` and `disableSessionTags` of associations (eksctl-io/eksctl#8425); their `policy` (eksctl-io/eksctl#8674).
 */
const MINIMUM_VERSIONS = { file: '0.195', session: '0.212', policy: '0.223' } as const;

/**
 * The eksctl ClusterConfig; nothing when the cluster exists and eksctl owns nothing in it.
 * Fields: https://schema.eksctl.io. eksctl drops a key of the wrong case without a word.
 */
export function renderClusterConfig(model: AccessModel, render: RenderTemplate): readonly RenderedFile[] {
  const { cluster, tags } = model.spec;
  const serviceAccounts = serviceAccountEntries(model);
  const associations = associationEntries(model);
  if (!cluster.provision && serviceAccounts.length === 0 && associations.length === 0) return [];
  const view = {
    header: GENERATED_HEADER,
    cluster,
    provision: cluster.provision,
    tags: isEmpty(tags) ? undefined : tags,
    minimumVersion: oldestEksctl(model),
    iam: iamSection(model, serviceAccounts, associations),
    ...(cluster.provision ? provisionSections(model) : {}),
    addons: addonEntries(model, associations.length > 0),
  };
  return [{ path: 'eksctl/cluster.yaml', content: render('eksctl/cluster.yaml', view) }];
}

/** The oldest eksctl that takes the file; undefined where every one does. */
function oldestEksctl(model: AccessModel): string | undefined {
  const associations = eksctlAssociations(model);
  if (associations.some(({ session }) => (session?.policy ?? []).length > 0)) return MINIMUM_VERSIONS.policy;
  if (associations.some(({ session }) => session !== undefined)) return MINIMUM_VERSIONS.session;
  return model.spec.cluster.provision || associations.length > 0 ? MINIMUM_VERSIONS.file : undefined;
}

function iamSection(
  model: AccessModel,
  serviceAccounts: readonly YamlMap[],
  associations: readonly YamlMap[],
): YamlMap {
  const { identity, cluster } = model.spec;
  const boundary = identity.permissionsBoundaryArn;
  return compact({
    withOIDC: hasOidc(model),
    serviceRolePermissionsBoundary: cluster.provision ? boundary : undefined,
    serviceAccounts: serviceAccounts.length > 0 ? serviceAccounts : undefined,
    podIdentityAssociations: associations.length > 0 ? associations : undefined,
  });
}

/** Whether eksctl makes the OIDC provider, or needs it for a service account. */
export function hasOidc(model: AccessModel): boolean {
  return model.oidcProvider?.owner === 'eksctl' || serviceAccountEntries(model).length > 0;
}

/** IRSA service accounts that eksctl makes, or whose role it makes. */
export function eksctlServiceAccounts(model: AccessModel): readonly ServiceAccount[] {
  return model.serviceAccounts.filter(
    ({ role, owner }) => usesIrsa(role.mechanism) && (role.owner === 'eksctl' || owner === 'eksctl'),
  );
}

/** Service accounts for which eksctl makes a Pod Identity association. */
export function eksctlAssociations(model: AccessModel): readonly ServiceAccount[] {
  return model.serviceAccounts.filter(
    ({ role }) => usesPodIdentity(role.mechanism) && role.owner === 'eksctl',
  );
}

function serviceAccountEntries(model: AccessModel): readonly YamlMap[] {
  return eksctlServiceAccounts(model).map(({ namespace, serviceAccount, owner, role }) => ({
    metadata: { name: serviceAccount, namespace },
    ...(role.owner === 'eksctl'
      ? compact({
          roleName: role.name,
          roleOnly: owner === 'eksctl' ? undefined : true,
          attachPolicyARNs: listOf(role.managedPolicyArns),
          attachPolicy: policyOf(role),
          permissionsBoundary: role.permissionsBoundaryArn,
          tags: isEmpty(model.spec.tags) ? undefined : model.spec.tags,
        })
      : { attachRoleARN: role.arn }),
  }));
}

function associationEntries(model: AccessModel): readonly YamlMap[] {
  return eksctlAssociations(model).map(({ namespace, serviceAccount, owner, role, session }) =>
    compact({
      namespace,
      serviceAccountName: serviceAccount,
      createServiceAccount: owner === 'eksctl',
      roleName: role.name,
      permissionPolicyARNs: listOf(role.managedPolicyArns),
      permissionPolicy: policyOf(role),
      permissionsBoundaryARN: role.permissionsBoundaryArn,
      tags: isEmpty(model.spec.tags) ? undefined : model.spec.tags,
      targetRoleARN: session?.targetRoleArn,
      disableSessionTags: session?.tagged === false ? true : undefined,
      policy: session === undefined ? undefined : sessionPolicyText(session),
    }),
  );
}

function policyOf({ policy }: Role): YamlValue | undefined {
  return policy === undefined ? undefined : (permissionsDocument(policy.statements) as unknown as YamlValue);
}

/** The Pod Identity agent wherever associations need it; vpc-cni where its role needs the boundary, or it has policies to enforce. */
function addonEntries(model: AccessModel, hasAssociations: boolean): readonly YamlMap[] | undefined {
  const { cluster, identity } = model.spec;
  const needsAgent = model.roles.some((role) => usesPodIdentity(role.mechanism));
  const boundary = identity.permissionsBoundaryArn;
  const addons: YamlMap[] = [];
  const vpcCni = compact({
    permissionsBoundary: cluster.provision && hasOidc(model) ? boundary : undefined,
    // A text of JSON, in which the value is a text again (docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html).
    configurationValues:
      cluster.provision && cluster.networkPolicy
        ? JSON.stringify({ enableNetworkPolicy: 'true' })
        : undefined,
  });
  if (!isEmpty(vpcCni)) addons.push({ name: 'vpc-cni', ...vpcCni });
  if (hasAssociations || (cluster.provision && needsAgent)) addons.push({ name: 'eks-pod-identity-agent' });
  return addons.length > 0 ? addons : undefined;
}

function provisionSections({ spec }: AccessModel): YamlMap {
  const { cluster, identity } = spec;
  const entry = (group: NodeGroup) => nodeGroupEntry(group, cluster, identity.permissionsBoundaryArn);
  return compact({
    availabilityZones: listOf(cluster.availabilityZones),
    vpc: vpcSection(cluster),
    clusterLogging: cluster.logging.length > 0 ? { enableTypes: cluster.logging } : undefined,
    managedNodeGroups: listOf(cluster.nodeGroups.filter((group) => group.managed).map(entry)),
    nodeGroups: listOf(cluster.nodeGroups.filter((group) => !group.managed).map(entry)),
  });
}

function nodeGroupEntry(group: NodeGroup, { podImds }: Cluster, boundary: string | undefined): YamlMap {
  return compact({
    name: group.name,
    instanceType: group.instanceType,
    desiredCapacity: group.desiredCapacity,
    minSize: group.minSize,
    maxSize: group.maxSize,
    volumeSize: group.volumeSize,
    privateNetworking: group.privateNetworking,
    disablePodIMDS: !podImds,
    availabilityZones: listOf(group.availabilityZones),
    ssh:
      group.sshPublicKeyName === undefined
        ? undefined
        : { allow: true, publicKeyName: group.sshPublicKeyName },
    iam: boundary === undefined ? undefined : { instanceRolePermissionsBoundary: boundary },
  });
}

function vpcSection({ vpc, endpointAccess }: Cluster): YamlMap {
  return compact({
    ...(vpc === undefined ? {} : ownVpc(vpc)),
    clusterEndpoints: {
      privateAccess: endpointAccess.private,
      publicAccess: endpointAccess.public,
    },
    publicAccessCIDRs: listOf(endpointAccess.publicCidrs),
  });
}

function ownVpc({ id, privateSubnets, publicSubnets }: Vpc): YamlMap {
  return {
    id,
    subnets: compact({
      private: privateSubnets.length > 0 ? subnetMap(privateSubnets) : undefined,
      public: publicSubnets.length > 0 ? subnetMap(publicSubnets) : undefined,
    }),
  };
}

/** Keyed by zone; where a zone has several subnets, by names of ours that say the zone. */
function subnetMap(subnets: readonly Subnet[]): YamlMap {
  const zones = subnets.map((subnet) => subnet.availabilityZone);
  const distinct = new Set(zones).size === zones.length;
  return Object.fromEntries(
    subnets.map(({ id, availabilityZone }, index) =>
      distinct
        ? [availabilityZone, { id }]
        : [`${availabilityZone}-${index + 1}`, { id, az: availabilityZone }],
    ),
  );
}

function listOf<T extends YamlValue>(items: readonly T[]): readonly T[] | undefined {
  return items.length > 0 ? items : undefined;
}

function isEmpty(record: object): boolean {
  return Object.keys(record).length === 0;
}

function compact(record: Readonly<Record<string, YamlValue | undefined>>): YamlMap {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as YamlMap;
}
