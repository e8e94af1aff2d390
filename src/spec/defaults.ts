import { GRANT_KINDS, type Grants } from '../grants/index.js';
import { BUILT_IN_NAMESPACES } from '../kubernetes/names.js';
import {
  CLUSTER_DEFAULTS,
  ENDPOINT_DEFAULTS,
  IDENTITY_DEFAULTS,
  NODE_GROUP_DEFAULTS,
  POD_DEFAULTS,
  TERRAFORM_DEFAULTS,
  WORKLOAD_DEFAULTS,
} from './built-in.js';
import { fillGrant, fillPod, fillStatement } from './defaults-workload.js';
import { usesIrsa } from './mechanism.js';
import { fillProgram, usedProgram } from './programs.js';
import { build, type Fields, mapEach, once, whileReadable } from './readable.js';
import type { SpecInput } from './schema.js';
import { lacksStateKey, stateKey } from './state-key.js';
import { isSubjectPattern } from './subjects.js';
import type {
  Backend,
  Cluster,
  EndpointAccess,
  FurtherCluster,
  Identity,
  NodeGroup,
  Spec,
  TerraformSettings,
  Vpc,
  Workload,
} from './types.js';

type ClusterInput = SpecInput['cluster'];
type NodeGroupInput = NonNullable<ClusterInput['nodeGroups']>[number];
type WorkloadInput = SpecInput['workloads'][number];

/** Fills in every default; fields that were refused stay unreadable. */
export function fillDefaults(input: SpecInput): Spec {
  const settings = settingsOf(input);
  const { identity, cluster } = settings;
  return build<Spec>({
    ...settings,
    workloads: () => mapEach(input.workloads, (workload) => fillWorkload(workload, identity, cluster)),
  });
}

/** The same of what is said once for all workloads. */
export function fillSettings(input: SpecInput): Omit<Spec, 'workloads'> {
  return build<Omit<Spec, 'workloads'>>(settingsOf(input));
}

function settingsOf(input: SpecInput) {
  const cluster = once(() => fillCluster(input));
  const identity = once(() => fillIdentity(input, cluster));
  return {
    version: () => input.version,
    standard: () => input.standard,
    cluster,
    identity,
    terraform: () => fillTerraform(input),
    tags: () => input.tags ?? {},
  };
}

function fillCluster({ cluster: input, workloads }: SpecInput): Cluster {
  const provision = () => input.provision ?? CLUSTER_DEFAULTS.provision;
  const vpc = () => (provision() && input.vpc !== undefined ? fillVpc(input.vpc) : undefined);
  return build<Cluster>({
    name: () => input.name,
    region: () => input.region,
    accountId: () => input.accountId,
    provision,
    kubernetesVersion: () => input.kubernetesVersion ?? CLUSTER_DEFAULTS.kubernetesVersion,
    oidcIssuer: () => input.oidcIssuer,
    availabilityZones: () => (provision() ? (input.availabilityZones ?? []) : []),
    vpc,
    nodeGroups: () =>
      provision()
        ? mapEach(input.nodeGroups ?? [{ name: NODE_GROUP_DEFAULTS.name }], (group) =>
            fillNodeGroup(group, vpc),
          )
        : [],
    podImds: () => input.podImds ?? CLUSTER_DEFAULTS.podImds,
    logging: () => input.logging ?? [],
    endpointAccess: () => fillEndpointAccess(input.endpointAccess),
    networkPolicy: () =>
      input.networkPolicy ??
      (provision() &&
        workloads.some(({ pod }) => pod !== undefined && (pod.networkPolicy ?? POD_DEFAULTS.networkPolicy))),
  });
}

function fillEndpointAccess(input: ClusterInput['endpointAccess'] = {}): EndpointAccess {
  return build<EndpointAccess>({
    private: () => input.private ?? ENDPOINT_DEFAULTS.private,
    public: () => input.public ?? ENDPOINT_DEFAULTS.public,
    publicCidrs: () => input.publicCidrs ?? [],
  });
}

function fillVpc(input: NonNullable<ClusterInput['vpc']>): Vpc {
  return build<Vpc>({
    id: () => input.id,
    privateSubnets: () => input.privateSubnets ?? [],
    publicSubnets: () => input.publicSubnets ?? [],
  });
}

function fillNodeGroup(input: NodeGroupInput, vpc: () => Vpc | undefined): NodeGroup {
  const withinBounds = () =>
    Math.min(Math.max(NODE_GROUP_DEFAULTS.desiredCapacity, input.minSize ?? 0), input.maxSize ?? Infinity);
  return build<NodeGroup>({
    name: () => input.name,
    managed: () => input.managed ?? NODE_GROUP_DEFAULTS.managed,
    instanceType: () => input.instanceType ?? NODE_GROUP_DEFAULTS.instanceType,
    desiredCapacity: () => input.desiredCapacity ?? withinBounds(),
    minSize: () => input.minSize,
    maxSize: () => input.maxSize,
    volumeSize: () => input.volumeSize,
    privateNetworking: () =>
      input.privateNetworking ?? hasPrivateSubnets(vpc(), input.availabilityZones ?? []),
    availabilityZones: () => input.availabilityZones ?? [],
    sshPublicKeyName: () => input.sshPublicKeyName,
  });
}

/** The VPC that eksctl makes has a private subnet in each zone, with a NAT gateway. */
function hasPrivateSubnets(vpc: Vpc | undefined, zones: readonly string[]): boolean {
  if (vpc === undefined || vpc.publicSubnets.length === 0) return true;
  const found = vpc.privateSubnets.map(({ availabilityZone }) => availabilityZone);
  return found.length > 0 && zones.every((zone) => found.includes(zone));
}

function fillIdentity(input: SpecInput, cluster: () => Cluster): Identity {
  const given = () => input.identity ?? {};
  const mechanism = () => given().mechanism ?? IDENTITY_DEFAULTS.mechanism;
  const needsProvider = () =>
    input.workloads.some((workload) => usesIrsa(workload.identity?.mechanism ?? mechanism()));
  return build<Identity>({
    mechanism,
    roleOwner: () => given().roleOwner ?? IDENTITY_DEFAULTS.roleOwner,
    serviceAccountOwner: () => given().serviceAccountOwner ?? IDENTITY_DEFAULTS.serviceAccountOwner,
    oidcProviderOwner: () =>
      given().oidcProviderOwner ?? (cluster().provision && needsProvider() ? 'eksctl' : 'existing'),
    furtherClusters: () =>
      mapEach(given().furtherClusters ?? [], ({ name, oidcIssuer }) =>
        build<FurtherCluster>({ name: () => name, oidcIssuer: () => oidcIssuer }),
      ),
    rolePath: () => given().rolePath ?? IDENTITY_DEFAULTS.rolePath,
    permissionsBoundaryArn: () => given().permissionsBoundaryArn,
    maxSessionDuration: () => given().maxSessionDuration ?? IDENTITY_DEFAULTS.maxSessionDuration,
  });
}

function fillTerraform({ terraform: input = {}, cluster, workloads }: SpecInput): TerraformSettings {
  return build<TerraformSettings>({
    syntax: () => input.syntax ?? TERRAFORM_DEFAULTS.syntax,
    layout: () => input.layout ?? TERRAFORM_DEFAULTS.layout,
    backend: () => {
      const { backend } = input;
      const key = () => ({ key: stateKey({ cluster, workload: workloads[0] as WorkloadInput }) });
      return (
        backend &&
        build<Backend>({
          type: () => backend.type,
          config: () => ({ ...backend.config, ...(lacksStateKey(backend) ? key() : {}) }),
        })
      );
    },
    awsProviderVersion: () => input.awsProviderVersion,
  });
}

function fillWorkload(input: WorkloadInput, identity: () => Identity, cluster: () => Cluster): Workload {
  const given = () => input.identity ?? {};
  const grants = Object.fromEntries(
    GRANT_KINDS.map((kind) => [
      kind.field,
      () => mapEach(input[kind.field] ?? [], (entry) => fillGrant(kind, entry)),
    ]),
  ) as Fields<Grants>;
  const program = () =>
    input.uses === undefined ? undefined : fillProgram(input.uses, input.with, cluster());
  const byChart = () => usedProgram(input.uses)?.namespace !== undefined;
  const isPattern = () => isSubjectPattern(input);
  // Nobody can make a pattern; what is said for all of a spec counts where it is more than the default.
  const byOthers = () =>
    byChart() ||
    (identity().serviceAccountOwner === IDENTITY_DEFAULTS.serviceAccountOwner &&
      whileReadable(isPattern) === true);
  return build<Workload>({
    name: () => input.name,
    namespace: () => input.namespace,
    createNamespace: () =>
      input.createNamespace ??
      (cluster().provision &&
        !byChart() &&
        whileReadable(isPattern) !== true &&
        !BUILT_IN_NAMESPACES.includes(input.namespace)),
    serviceAccount: () => input.serviceAccount,
    roleName: () => input.roleName,
    roleArn: () => input.roleArn,
    policyName: () => input.policyName,
    identity: () =>
      build<Workload['identity']>({
        mechanism: () => given().mechanism ?? identity().mechanism,
        roleOwner: () => given().roleOwner ?? identity().roleOwner,
        serviceAccountOwner: () =>
          given().serviceAccountOwner ?? (byOthers() ? 'existing' : identity().serviceAccountOwner),
      }),
    ...grants,
    policyArns: () => input.policyArns ?? [],
    statements: () => mapEach(input.statements ?? [], fillStatement),
    targetRoleArn: () => input.targetRoleArn,
    sessionTags: () => input.sessionTags ?? WORKLOAD_DEFAULTS.sessionTags,
    sessionPolicy: () => mapEach(input.sessionPolicy ?? [], fillStatement),
    pod: () => input.pod && fillPod(input.pod),
    uses: () => input.uses,
    with: () => input.with,
    program,
  });
}
