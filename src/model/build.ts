import { parseOidcIssuer } from '../aws/oidc-issuers.js';
import { type Partition, partitionAnywhere } from '../aws/partitions.js';
import { compareText, groupBy, sortedUnique } from '../collections.js';
import { Failure } from '../diagnostics.js';
import { GRANT_KINDS, type GrantEntry, ROLES } from '../grants/index.js';
import type { AllowStatement, PermissionStatement } from '../iam/policy.js';
import { ROLE_ARN } from '../kubernetes/role-annotation.js';
import { usesIrsa, usesPodIdentity } from '../spec/mechanism.js';
import { accountKey, isSubjectPattern, type Subject } from '../spec/subjects.js';
import type { Cluster, Identity, Spec, Workload } from '../spec/types.js';
import { deriveRoleName } from './names.js';
import { buildPermissions, freeStatements } from './permissions.js';
import { splitStatements } from './split.js';
import { oidcProviderArn } from './trust.js';
import type {
  AccessModel,
  OidcProvider,
  PermissionsPolicy,
  PolicyPart,
  Role,
  RoleSubject,
  ServiceAccount,
  TrustedCluster,
} from './types.js';

/** Derives everything that the outputs say from a valid spec; total and deterministic. */
export function buildModel(spec: Spec): AccessModel {
  const { name: partition, dnsSuffix } = knownPartition(spec.cluster.region);
  const names = roleNames(spec);
  const byRole = groupBy(spec.workloads.keys(), (i) => spec.workloads[i]?.roleArn ?? (names[i] as string));
  const roles = [...byRole]
    .map(([, workloads]) =>
      buildRole(spec, names[workloads[0] as number] as string, workloads, { partition, dnsSuffix }),
    )
    .sort((a, b) => compareText(a.name, b.name));
  const oidcProvider = roles.some((role) => usesIrsa(role.mechanism))
    ? buildProvider(spec, partition)
    : undefined;
  return {
    spec,
    partition,
    dnsSuffix,
    roles,
    serviceAccounts: buildServiceAccounts(spec, roles),
    namespaces: sortedUnique(spec.workloads.filter((w) => w.createNamespace).map((w) => w.namespace)),
    ...(oidcProvider === undefined ? {} : { oidcProvider }),
    clusters: buildClusters(spec),
    workloads: spec.workloads,
  };
}

function knownPartition(region: string): Partition {
  const partition = partitionAnywhere(region);
  if (partition === undefined)
    throw new Failure('unknown-region', 'internal', `the region ${region} was not checked`);
  return partition;
}

/** Each workload's role: named in the spec, by another workload of the same service account, or derived. */
function roleNames(spec: Spec): readonly string[] {
  const named = new Map<string, string>();
  for (const workload of spec.workloads) {
    const name = workload.roleArn?.split('/').at(-1) ?? workload.roleName;
    if (name !== undefined && !named.has(accountKey(workload))) named.set(accountKey(workload), name);
  }
  return spec.workloads.map(
    (workload) =>
      workload.roleArn?.split('/').at(-1) ??
      workload.roleName ??
      named.get(accountKey(workload)) ??
      deriveRoleName(spec.cluster, workload),
  );
}

function buildRole(
  spec: Spec,
  name: string,
  indexes: readonly number[],
  names: { readonly partition: string; readonly dnsSuffix: string },
): Role {
  const workloads = indexes.map((index) => spec.workloads[index] as Workload);
  const first = workloads[0] as Workload;
  const { identity, cluster } = spec;
  const existing = first.identity.roleOwner === 'existing';
  const arn =
    workloads.find((w) => w.roleArn !== undefined)?.roleArn ?? iamArn(cluster, names, 'role', identity, name);
  const policy = buildPolicy(spec, workloads, name, names);
  const subjects = [...new Map(workloads.map((w) => [accountKey(w), w])).entries()]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, workload]) => buildSubject(workload));
  return {
    name,
    arn,
    path: existing ? arn.slice(arn.indexOf('/'), arn.lastIndexOf('/') + 1) : identity.rolePath,
    owner: first.identity.roleOwner,
    mechanism: first.identity.mechanism,
    description: describeRole([cluster, ...identity.furtherClusters], subjects),
    subjects,
    ...(policy === undefined ? {} : { policy }),
    managedPolicyArns: sortedUnique(
      workloads.flatMap((w) => [...w.policyArns, ...(w.program?.policyArns ?? [])]),
    ),
    ...boundaryOf(identity),
    maxSessionDuration: identity.maxSessionDuration,
    workloads: indexes,
  };
}

function buildSubject(workload: Workload): RoleSubject {
  const { namespace, serviceAccount, identity, targetRoleArn, sessionTags, sessionPolicy } = workload;
  const subject = { namespace, serviceAccount };
  if (!usesPodIdentity(identity.mechanism)) return subject;
  if (targetRoleArn === undefined && sessionTags && sessionPolicy.length === 0) return subject;
  return {
    ...subject,
    session: {
      tagged: sessionTags,
      ...(targetRoleArn === undefined ? {} : { targetRoleArn }),
      policy: freeStatements(sessionPolicy),
    },
  };
}

/** Longest description of a role. */
const MAX_DESCRIPTION = 1000;

/** A role of very many clusters or service accounts counts them. */
function describeRole(clusters: readonly { readonly name: string }[], subjects: readonly Subject[]): string {
  const names = clusters.map(({ name }) => name).join(', ');
  const accounts = subjects.map(accountKey).join(', ');
  const counted = `one of ${subjects.length} service accounts`;
  const texts = [
    `Pods of ${names} running as ${accounts}`,
    `Pods of ${names} running as ${counted}`,
    `Pods of ${clusters.length} clusters running as ${counted}`,
  ];
  return texts.find((text) => text.length <= MAX_DESCRIPTION) ?? '';
}

function boundaryOf(identity: Identity): { readonly permissionsBoundaryArn?: string } {
  const { permissionsBoundaryArn } = identity;
  return permissionsBoundaryArn === undefined ? {} : { permissionsBoundaryArn };
}

function buildPolicy(
  spec: Spec,
  workloads: readonly Workload[],
  roleName: string,
  names: { readonly partition: string; readonly dnsSuffix: string },
): PermissionsPolicy | undefined {
  const free: AllowStatement[] = workloads.flatMap((w) => w.statements);
  const programs = workloads.flatMap((w) => w.program?.statements ?? []);
  const grants = GRANT_KINDS.map((kind) => ({
    kind,
    entries: workloads.flatMap((workload) => [
      ...workload[kind.field],
      ...(kind === ROLES ? targetGrant(workload) : []),
    ]),
  }));
  const { region, accountId } = spec.cluster;
  const statements = buildPermissions({ free, programs, grants }, { ...names, region, accountId });
  if (statements.length === 0) return undefined;
  const name = workloads.find((w) => w.policyName !== undefined)?.policyName ?? roleName;
  const part = (partName: string, some: readonly PermissionStatement[]): PolicyPart => ({
    name: partName,
    arn: iamArn(spec.cluster, names, 'policy', spec.identity, partName),
    statements: some,
  });
  // eksctl writes an inline policy, of which a role has one quota however many there are.
  const parts = workloads[0]?.identity.roleOwner === 'terraform' ? splitStatements(statements) : [statements];
  return {
    ...part(name, statements),
    parts: parts.map((some, index) => part(index === 0 ? name : `${name}-${index + 1}`, some)),
  };
}

/**
 * What the first role needs so that EKS goes on to the target role: TagSession as well, tags or not.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
 */
export function targetGrant({ targetRoleArn }: Pick<Workload, 'targetRoleArn'>): readonly GrantEntry[] {
  return targetRoleArn === undefined ? [] : [{ arn: targetRoleArn, access: ['assume-tagged'] }];
}

function iamArn(
  cluster: Cluster,
  { partition }: { readonly partition: string },
  kind: 'role' | 'policy',
  { rolePath }: Identity,
  name: string,
): string {
  return `arn:${partition}:iam::${cluster.accountId}:${kind}${rolePath}${name}`;
}

function buildProvider(spec: Spec, partition: string): OidcProvider {
  const { oidcIssuer, accountId } = spec.cluster;
  const owner = spec.identity.oidcProviderOwner;
  if (oidcIssuer === undefined) return { owner };
  const provider = oidcIssuer.slice('https://'.length);
  return { owner, issuer: oidcIssuer, provider, arn: oidcProviderArn(partition, accountId, provider) };
}

function buildClusters({ cluster, identity }: Spec): readonly [TrustedCluster, ...TrustedCluster[]] {
  const trusted = (name: string, issuer: string | undefined): TrustedCluster => {
    if (issuer === undefined) return { name, region: cluster.region };
    const region = parseOidcIssuer(issuer)?.region ?? cluster.region;
    return { name, region, issuer, provider: issuer.slice('https://'.length) };
  };
  return [
    trusted(cluster.name, cluster.oidcIssuer),
    ...identity.furtherClusters.map(({ name, oidcIssuer }) => trusted(name, oidcIssuer)),
  ];
}

function buildServiceAccounts(spec: Spec, roles: readonly Role[]): readonly ServiceAccount[] {
  const byAccount = new Map<string, { role: Role; workloads: number[] }>();
  for (const role of roles) {
    for (const index of role.workloads) {
      const workload = spec.workloads[index] as Workload;
      if (isSubjectPattern(workload)) continue;
      const key = accountKey(workload);
      const entry = byAccount.get(key);
      if (entry) entry.workloads.push(index);
      else byAccount.set(key, { role, workloads: [index] });
    }
  }
  return [...byAccount]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, { role, workloads }]) => {
      const workload = spec.workloads[workloads[0] as number] as Workload;
      const annotations = usesIrsa(role.mechanism) ? { [ROLE_ARN]: role.arn } : {};
      return {
        ...buildSubject(workload),
        owner: workload.identity.serviceAccountOwner,
        role,
        annotations,
        workloads: [...workloads].sort((a, b) => a - b),
      };
    });
}
