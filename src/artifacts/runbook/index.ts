import { groupBy, sortedUnique } from '../../collections.js';
import { associationsOf } from '../../model/associations.js';
import { accountKey } from '../../model/build.js';
import { oldestTerraform } from '../../model/terraform-version.js';
import type { AccessModel, RoleSubject, ServiceAccount } from '../../model/types.js';
import type { RenderedFile } from '../../rendered-file.js';
import { usesIrsa, usesPodIdentity } from '../../spec/mechanism.js';
import type { Cluster, Spec, Workload } from '../../spec/types.js';
import { eksctlAssociations, eksctlServiceAccounts } from '../eksctl.js';
import { GENERATED_HEADER } from '../header.js';
import { helmFile } from '../helm.js';
import type { RenderTemplate } from '../templates.js';
import { terraformFolder } from '../terraform/view.js';
import { associationCommand, buildFurtherClusters } from './further-clusters.js';
import { buildTrustGraph } from './graph.js';
import { buildMigration } from './migration.js';
import { buildOtherAccounts } from './other-accounts.js';
import { buildPatternRoles } from './patterns.js';
import { hasRollout, resourceName, sourcesOf } from './targets.js';
import { buildTeardown } from './teardown.js';
import { buildTroubles } from './troubles.js';
import { buildChecks } from './verify.js';

/** The runbook: the commands for this very spec in their order, how to see that it works, and how to undo it. */
export function renderRunbook(model: AccessModel, render: RenderTemplate): readonly RenderedFile[] {
  return [{ path: 'README.md', content: render('docs/README.md', buildRunbook(model)) }];
}

function buildRunbook(model: AccessModel): object {
  const { cluster } = model.spec;
  const otherAccounts = buildOtherAccounts(model);
  const sections = {
    oidc: oidcSection(model),
    agent: model.roles.some((role) => usesPodIdentity(role.mechanism)),
    terraform: terraformSection(model),
    existingRoles: existingRoles(model),
    eksctl: eksctlSection(model),
    kubernetes: kubernetesSection(model),
    foreignAccounts: foreignAccounts(model),
  };
  const patternRoles = buildPatternRoles(model);
  return {
    header: GENERATED_HEADER,
    cluster,
    roles: roleSummaries(model),
    graph: buildTrustGraph(model),
    tools: requiredTools(model, sections.terraform !== undefined),
    ...sections,
    creation: creationNotes(cluster),
    policies: model.workloads.some(({ pod }) => pod?.networkPolicy === true)
      ? { byUs: cluster.provision && cluster.networkPolicy }
      : undefined,
    furtherClusters: buildFurtherClusters(model),
    otherAccounts,
    patternRoles,
    migration: buildMigration(model),
    annotates: sections.foreignAccounts.some((account) => account.roleArn !== undefined),
    step: numberSteps([
      ['create', cluster.provision],
      ['connect', !cluster.provision],
      ['oidc', sections.oidc !== undefined],
      ['agent', sections.agent],
      ['terraform', sections.terraform !== undefined],
      ['roles', sections.existingRoles.length > 0],
      ['serviceAccounts', sections.eksctl.serviceAccounts],
      ['associations', sections.eksctl.associations],
      // AWS takes no principal that is not there yet.
      ['otherAccounts', otherAccounts.length > 0],
      // Pods are given what their service account says when they start.
      ['annotate', sections.foreignAccounts.length > 0],
      ['kubernetes', sections.kubernetes !== undefined],
      ['patternRoles', patternRoles.length > 0],
      ['furtherClusters', model.clusters.length > 1],
      ['verify', true],
    ]),
    ...buildChecks(model),
    troubles: buildTroubles(model),
    teardown: buildTeardown(model),
    namespaces: model.namespaces,
  };
}

/** What of a new cluster whoever makes it must know. */
function creationNotes({ name, provision, podImds, logging, endpointAccess }: Cluster): readonly string[] {
  if (!provision) return [];
  const { public: isPublic, publicCidrs } = endpointAccess;
  return [
    ...(podImds
      ? ['Pods reach the instance metadata service, and by it the role of their node.']
      : [
          'Pods do not reach the instance metadata service, nor by it the role of their node: a program that asks it for region or VPC must be told.',
        ]),
    ...(isPublic
      ? []
      : ['The API is inside the VPC alone: run this, and what follows, where it is reached.']),
    ...(publicCidrs.length === 0
      ? []
      : [
          `From the internet, only ${publicCidrs.join(', ')} reach the API: run this, and what follows, from there.`,
        ]),
    ...(logging.length === 0
      ? []
      : [
          `The control plane writes ${logging.join(', ')} to the log group /aws/eks/${name}/cluster, which costs by volume, and stays when the cluster goes.`,
        ]),
  ];
}

function numberSteps(steps: readonly (readonly [string, boolean])[]): Readonly<Record<string, number>> {
  const present = steps.filter(([, included]) => included);
  return Object.fromEntries(present.map(([name], index) => [name, index + 1]));
}

function roleSummaries({ roles }: AccessModel): readonly object[] {
  return roles.map((role) => ({
    name: role.name,
    subjects: role.subjects.map(accountKey),
    grants: [
      ...(role.policy?.statements ?? []).map(({ actions, resources, effect }) => ({
        what: `${effect === 'Deny' ? 'never ' : ''}${actions.join(', ')} on`,
        on: resources.join(', '),
      })),
      ...role.managedPolicyArns.map((arn) => ({ what: 'what is allowed by', on: arn })),
      ...(role.policy === undefined && role.managedPolicyArns.length === 0
        ? [{ what: 'what its owner allows,', on: role.arn }]
        : []),
    ],
    sessions: role.subjects.flatMap(sessionSummary),
  }));
}

/** What differs in the sessions of a service account from plain ones of its role. */
function sessionSummary(subject: RoleSubject): readonly object[] {
  const { session } = subject;
  if (session === undefined) return [];
  const key = accountKey(subject);
  return [
    ...(session.targetRoleArn === undefined
      ? []
      : [{ key, what: 'gets by way of it the credentials of', on: session.targetRoleArn }]),
    ...(session.tagged ? [] : [{ key, what: 'has sessions without tags' }]),
    ...session.policy.map(({ actions, resources }) => ({
      ...{ key, what: `may do no more than ${actions.join(', ')} on`, on: resources.join(', ') },
    })),
  ];
}

function requiredTools(
  { spec, oidcProvider, serviceAccounts }: AccessModel,
  terraform: boolean,
): readonly string[] {
  const eksctl =
    spec.cluster.provision ||
    (oidcProvider !== undefined && oidcProvider.owner !== 'terraform') ||
    serviceAccounts.some(({ role, owner }) => role.owner === 'eksctl' || owner === 'eksctl');
  return [
    'the AWS CLI',
    ...(eksctl ? ['eksctl'] : []),
    ...(terraform ? [`Terraform ${oldestTerraform(spec.terraform)} or later`] : []),
  ];
}

function oidcSection({ oidcProvider, spec }: AccessModel): object | undefined {
  if (oidcProvider === undefined) return undefined;
  const { owner, issuer } = oidcProvider;
  const { provision } = spec.cluster;
  return {
    issuer,
    eksctlCreates: owner === 'eksctl' && provision,
    eksctlAssociates: owner === 'eksctl' && !provision,
    terraformCreates: owner === 'terraform',
    exists: owner === 'existing',
  };
}

function terraformSection({ roles, oidcProvider, spec }: AccessModel): object | undefined {
  const ownsRoles = roles.some((role) => role.owner === 'terraform');
  const ownsProvider = oidcProvider?.owner === 'terraform';
  if (!ownsRoles && !ownsProvider) return undefined;
  const { syntax, layout, backend } = spec.terraform;
  return {
    makes: [ownsProvider ? ['OIDC provider'] : [], ownsRoles ? ['roles'] : []].flat().join(' and '),
    both: syntax === 'both',
    folder: terraformFolder(spec.terraform),
    isRoot: layout === 'root',
    localState: layout === 'root' && (backend === undefined || backend.type === 'local'),
    offline: oidcProvider === undefined || oidcProvider.issuer !== undefined,
  };
}

function existingRoles(model: AccessModel): readonly object[] {
  return model.roles
    .filter((role) => role.owner === 'existing')
    .map((role) => {
      const knowsTrust = !usesIrsa(role.mechanism) || model.oidcProvider?.issuer !== undefined;
      return {
        name: role.name,
        trustFile: knowsTrust ? `policies/${role.name}.trust.json` : undefined,
        permissionsFile: role.policy === undefined ? undefined : `policies/${role.name}.permissions.json`,
        associations: associationsOf(role, model).map((association) => associationCommand(association, role)),
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
    serviceAccounts: accounts.length > 0,
    updates: accounts.some(({ role }) => role.owner === 'eksctl'),
    associations: associations.length > 0,
    makes: made.length > 0 ? made.join(' and ') : undefined,
  };
}

function kubernetesSection({ workloads, namespaces, serviceAccounts }: AccessModel): object | undefined {
  const withPods = workloads.filter((workload) => workload.pod !== undefined);
  const manifests = serviceAccounts.filter(({ owner }) => owner === 'manifest');
  if (withPods.length === 0 && manifests.length === 0 && namespaces.length === 0) return undefined;
  const used = new Set([...withPods, ...manifests].map(({ namespace }) => namespace));
  const given = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease', ...namespaces]);
  return {
    missingNamespaces: [...used].filter((namespace) => !given.has(namespace)),
    sources: configSources(withPods),
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

interface ForeignAccount {
  readonly key: string;
  readonly name: string;
  readonly namespace: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly annotation?: string;
  readonly roleArn?: string;
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
    ...(annotation === undefined ? {} : { annotation, roleArn: account.role.arn }),
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
