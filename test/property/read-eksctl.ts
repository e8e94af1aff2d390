import { permissionsDocument } from '../../src/iam/policy.js';
import type { AccessModel, ServiceAccount } from '../../src/model/types.js';
import { readYaml } from './read-kubernetes.js';

type Facts = Readonly<Record<string, unknown>>;

/** The ClusterConfig as eksctl reads it; undefined when there is none. */
export function clusterConfig(files: ReadonlyMap<string, string>): unknown {
  const text = files.get('eksctl/cluster.yaml');
  return text === undefined ? undefined : readYaml('eksctl/cluster.yaml', text);
}

/** What it must hold: all of it, since eksctl drops what it does not know. */
export function expectedClusterConfig(model: AccessModel): unknown {
  const { cluster, tags, identity } = model.spec;
  const byEksctl = ({ role, owner }: ServiceAccount) => role.owner === 'eksctl' || owner === 'eksctl';
  const owned = model.serviceAccounts.filter(byEksctl);
  const accounts = owned.filter(({ role }) => role.mechanism !== 'pod-identity');
  const associations = owned.filter(({ role }) => role.owner === 'eksctl' && role.mechanism !== 'irsa');
  if (!cluster.provision && owned.length === 0) return undefined;
  const boundary = identity.permissionsBoundaryArn;
  const withOIDC = model.oidcProvider?.owner === 'eksctl' || accounts.length > 0;
  const usesPodIdentity = model.roles.some(({ mechanism }) => mechanism !== 'irsa');
  const vpcCni = withoutEmpty({
    permissionsBoundary: withOIDC ? boundary : undefined,
    configurationValues: cluster.networkPolicy ? '{"enableNetworkPolicy":"true"}' : undefined,
  });
  const addons = [
    ...(cluster.provision && Object.keys(vpcCni).length > 0 ? [{ name: 'vpc-cni', ...vpcCni }] : []),
    ...(associations.length > 0 || (cluster.provision && usesPodIdentity)
      ? [{ name: 'eks-pod-identity-agent' }]
      : []),
  ];
  return withoutEmpty({
    apiVersion: 'eksctl.io/v1alpha5',
    kind: 'ClusterConfig',
    metadata: withoutEmpty({
      name: cluster.name,
      region: cluster.region,
      version: cluster.provision ? cluster.kubernetesVersion : undefined,
      tags,
    }),
    autoModeConfig: cluster.provision ? { enabled: false } : undefined,
    iam: withoutEmpty({
      withOIDC,
      serviceRolePermissionsBoundary: cluster.provision ? boundary : undefined,
      serviceAccounts: accounts.map((account) => expectedAccount(account, tags)),
      podIdentityAssociations: associations.map((account) => expectedAssociation(account, tags)),
    }),
    availabilityZones: cluster.availabilityZones,
    vpc: cluster.provision ? expectedVpc(model) : undefined,
    cloudWatch: cluster.logging.length > 0 ? { clusterLogging: { enableTypes: cluster.logging } } : undefined,
    managedNodeGroups: nodeGroups(model, true),
    nodeGroups: nodeGroups(model, false),
    addons,
  });
}

function expectedAccount({ namespace, serviceAccount, owner, role }: ServiceAccount, tags: Facts): Facts {
  const metadata = { name: serviceAccount, namespace };
  if (role.owner !== 'eksctl') return { metadata, attachRoleARN: role.arn };
  return withoutEmpty({
    metadata,
    roleName: role.name,
    roleOnly: owner === 'eksctl' ? undefined : true,
    attachPolicyARNs: role.managedPolicyArns,
    attachPolicy: role.policy && permissionsDocument(role.policy.statements),
    permissionsBoundary: role.permissionsBoundaryArn,
    tags,
  });
}

function expectedAssociation({ namespace, serviceAccount, owner, role }: ServiceAccount, tags: Facts): Facts {
  return withoutEmpty({
    namespace,
    serviceAccountName: serviceAccount,
    createServiceAccount: owner === 'eksctl',
    roleName: role.name,
    permissionPolicyARNs: role.managedPolicyArns,
    permissionPolicy: role.policy && permissionsDocument(role.policy.statements),
    permissionsBoundaryARN: role.permissionsBoundaryArn,
    tags,
  });
}

function expectedVpc({ spec }: AccessModel): Facts {
  const { vpc, endpointAccess } = spec.cluster;
  const access = withoutEmpty({
    clusterEndpoints: { privateAccess: endpointAccess.private, publicAccess: endpointAccess.public },
    publicAccessCIDRs: endpointAccess.publicCidrs,
  });
  if (vpc === undefined) return access;
  const subnets = (list: typeof vpc.privateSubnets) => {
    const crowded = new Set(list.map(({ availabilityZone }) => availabilityZone)).size < list.length;
    return Object.fromEntries(
      list.map(({ id, availabilityZone: az }, index) =>
        crowded ? [`${az}-${index + 1}`, { id, az }] : [az, { id }],
      ),
    );
  };
  return {
    ...access,
    id: vpc.id,
    subnets: withoutEmpty({ private: subnets(vpc.privateSubnets), public: subnets(vpc.publicSubnets) }),
  };
}

function nodeGroups({ spec }: AccessModel, managed: boolean): readonly Facts[] {
  const boundary = spec.identity.permissionsBoundaryArn;
  const { podImds } = spec.cluster;
  return spec.cluster.nodeGroups
    .filter((group) => group.managed === managed)
    .map(({ managed: _, sshPublicKeyName, ...group }) =>
      withoutEmpty({
        ...group,
        disablePodIMDS: !podImds,
        ssh: sshPublicKeyName === undefined ? undefined : { allow: true, publicKeyName: sshPublicKeyName },
        iam: boundary === undefined ? undefined : { instanceRolePermissionsBoundary: boundary },
      }),
    );
}

/** Without what is absent, and without empty lists and maps, which are not written. */
function withoutEmpty(facts: Facts): Facts {
  const kept = Object.entries(facts).filter(
    ([, value]) =>
      value !== undefined && (typeof value !== 'object' || Object.keys(value as object).length > 0),
  );
  return Object.fromEntries(kept);
}
