import { groupBy, sortedUnique } from '../../collections.js';
import type { Command } from '../../grants/index.js';
import { associationsOf } from '../../model/associations.js';
import type { AccessModel, ServiceAccount } from '../../model/types.js';
import { usesIrsa, usesPodIdentity } from '../../spec/mechanism.js';
import { accountKey } from '../../spec/subjects.js';
import type { Cluster, Spec, Workload } from '../../spec/types.js';
import { eksctlAssociations, eksctlServiceAccounts } from '../eksctl.js';
import { helmFile } from '../helm.js';
import { terraformFolder } from '../terraform/view.js';
import {
  APPLY_MANIFESTS,
  annotate,
  associate,
  associateProvider,
  connectTo,
  withEksctl,
} from './commands.js';
import { buildFurtherClusters } from './further-clusters.js';
import { buildOtherAccounts } from './other-accounts.js';
import { buildPatternRoles } from './patterns.js';
import { hasRollout, resourceName, sourcesOf } from './targets.js';

/** What the steps of the runbook are about, each with its commands. */
export type Sections = ReturnType<typeof buildSections>;

/** What there is to do for a spec; what does not apply is undefined or empty. */
export function buildSections(model: AccessModel) {
  return {
    create: withEksctl('create', 'cluster'),
    connect: connectTo(model.spec.cluster),
    oidc: oidcSection(model),
    agent: model.roles.some((role) => usesPodIdentity(role.mechanism)),
    terraform: terraformSection(model),
    existingRoles: existingRoles(model),
    eksctl: eksctlSection(model),
    otherAccounts: buildOtherAccounts(model),
    foreignAccounts: foreignAccounts(model),
    kubernetes: kubernetesSection(model),
    patternRoles: buildPatternRoles(model),
    furtherClusters: buildFurtherClusters(model),
  };
}

function oidcSection({ oidcProvider, spec }: AccessModel) {
  if (oidcProvider === undefined) return undefined;
  const { owner, issuer } = oidcProvider;
  const { provision } = spec.cluster;
  return {
    issuer,
    associate: associateProvider(spec.cluster),
    eksctlCreates: owner === 'eksctl' && provision,
    eksctlAssociates: owner === 'eksctl' && !provision,
    terraformCreates: owner === 'terraform',
    exists: owner === 'existing',
  };
}

function terraformSection({ roles, oidcProvider, spec }: AccessModel) {
  const ownsRoles = roles.some((role) => role.owner === 'terraform');
  const ownsProvider = oidcProvider?.owner === 'terraform';
  if (!ownsRoles && !ownsProvider) return undefined;
  const { syntax, layout, backend } = spec.terraform;
  const folder = terraformFolder(spec.terraform);
  const run = (...words: Command): Command => ['terraform', `-chdir=${folder}`, ...words];
  return {
    makes: [ownsProvider ? ['OIDC provider'] : [], ownsRoles ? ['roles'] : []].flat().join(' and '),
    both: syntax === 'both',
    folder,
    isRoot: layout === 'root',
    commands: layout === 'root' ? [run('init'), run('plan', '-out=tfplan'), run('apply', 'tfplan')] : [],
    localState: layout === 'root' && (backend === undefined || backend.type === 'local'),
    offline: oidcProvider === undefined || oidcProvider.issuer !== undefined,
  };
}

function existingRoles(model: AccessModel) {
  return model.roles
    .filter((role) => role.owner === 'existing')
    .map((role) => {
      const knowsTrust = !usesIrsa(role.mechanism) || model.oidcProvider?.issuer !== undefined;
      return {
        name: role.name,
        trustFile: knowsTrust ? `policies/${role.name}.trust.json` : undefined,
        permissionsFile: role.policy === undefined ? undefined : `policies/${role.name}.permissions.json`,
        associations: associationsOf(role, model).map((association) => associate(association, role)),
      };
    });
}

function eksctlSection(model: AccessModel) {
  const accounts = eksctlServiceAccounts(model);
  const associations = eksctlAssociations(model);
  const made = [
    ...(accounts.length > 0 ? ['its service accounts'] : []),
    ...(associations.length > 0 ? ['the associations'] : []),
  ];
  return {
    serviceAccounts: accounts.length > 0 ? [withEksctl('create', 'iamserviceaccount', '--approve')] : [],
    updates: accounts.some(({ role }) => role.owner === 'eksctl'),
    associations: associations.length > 0 ? [withEksctl('create', 'podidentityassociation')] : [],
    makes: made.length > 0 ? made.join(' and ') : undefined,
  };
}

function kubernetesSection({ workloads, namespaces, serviceAccounts }: AccessModel) {
  const withPods = workloads.filter((workload) => workload.pod !== undefined);
  const manifests = serviceAccounts.filter(({ owner }) => owner === 'manifest');
  if (withPods.length === 0 && manifests.length === 0 && namespaces.length === 0) return undefined;
  const used = new Set([...withPods, ...manifests].map(({ namespace }) => namespace));
  const given = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease', ...namespaces]);
  return {
    missingNamespaces: [...used].filter((namespace) => !given.has(namespace)),
    sources: configSources(withPods),
    apply: APPLY_MANIFESTS,
    rollouts: withPods.map((workload) => ({
      name: workload.name,
      namespace: workload.namespace,
      waits: hasRollout(workload),
      resource: resourceName(workload.pod?.kind ?? 'Pod'),
    })),
  };
}

/** The Secrets and ConfigMaps that pods name, by their namespaces, as `kubectl get` takes them. */
function configSources(workloads: readonly Workload[]): readonly object[] {
  const named = workloads.flatMap(({ namespace, pod }) =>
    pod === undefined ? [] : sourcesOf(pod).map((source) => ({ namespace, source })),
  );
  return [...groupBy(named, ({ namespace }) => namespace)].map(([namespace, members]) => ({
    namespace,
    objects: sortedUnique(members.map(({ source }) => source)),
  }));
}

/** A service account that somebody else makes, and how it gets its role. */
export interface ForeignAccount {
  readonly key: string;
  readonly name: string;
  readonly namespace: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Absent where an association names the role. */
  readonly annotate?: Command;
  readonly charts: readonly ProgramChart[];
}

/** A chart that runs as the service account, with its values and what else must be known of it. */
interface ProgramChart {
  readonly program: string;
  readonly file?: string;
  /** Where the chart takes the id of the VPC, when it is known only once the cluster is there. */
  readonly vpcPath?: string;
  readonly notes: readonly string[];
}

function foreignAccounts({ serviceAccounts, spec }: AccessModel): readonly ForeignAccount[] {
  return serviceAccounts
    .filter(({ owner }) => owner === 'existing')
    .map((account) => foreignAccount(account, spec));
}

function foreignAccount(account: ServiceAccount, { workloads, cluster }: Spec): ForeignAccount {
  const [annotation] = Object.entries(account.annotations).map(([key, value]) => `${key}=${value}`);
  return {
    key: accountKey(account),
    name: account.serviceAccount,
    namespace: account.namespace,
    annotations: account.annotations,
    charts: account.workloads.flatMap((index) => chartOf(workloads[index], cluster)),
    ...(annotation === undefined ? {} : { annotate: annotate(account, annotation) }),
  };
}

function chartOf(workload: Workload | undefined, { vpc }: Cluster): readonly ProgramChart[] {
  const { program } = workload ?? {};
  if (workload === undefined || program === undefined) return [];
  const file = program.helm === undefined ? {} : { file: helmFile(workload) };
  const vpcPath = vpc === undefined ? program.helm?.cluster?.vpcId : undefined;
  return [
    {
      ...{ program: program.name, notes: program.warnings, ...file },
      ...(vpcPath === undefined ? {} : { vpcPath }),
    },
  ];
}
