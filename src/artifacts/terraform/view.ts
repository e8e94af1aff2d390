import { type HclValue, hclString, hclValue, ref, TerraformTemplate } from '../../emit/hcl.js';
import { terraformLabels } from '../../model/names.js';
import { providerConstraint } from '../../model/provider-version.js';
import { oldestTerraform } from '../../model/terraform-version.js';
import { STS_AUDIENCE } from '../../model/trust.js';
import type { AccessModel, Role } from '../../model/types.js';
import { usesIrsa } from '../../spec/mechanism.js';
import { accountKey } from '../../spec/subjects.js';
import type { Backend, TerraformSettings } from '../../spec/types.js';
import { type AssociationsView, buildAssociationsView } from './associations.js';
import { lift } from './lift.js';
import {
  buildTrustView,
  type StatementView,
  statementView,
  type TerraformText,
  type TrustStatementView,
} from './statements.js';
import { buildVariables, type Variable } from './variables.js';

/** A role with the resources around it; absent parts are not rendered. */
export interface RoleView extends AssociationsView {
  readonly label: string;
  readonly trustLabel: string;
  readonly managedLabel: string;
  readonly name: TerraformText;
  readonly path?: TerraformText;
  readonly description: TerraformText;
  readonly maxSessionDuration?: number;
  readonly permissionsBoundary?: TerraformTemplate;
  readonly trust: readonly TrustStatementView[];
  readonly trustJson: TerraformTemplate;
  readonly nameRef: TerraformTemplate;
  readonly arnRef: TerraformTemplate;
  /** The first of `policies`, which mostly is the only one. */
  readonly policy?: PolicyView;
  readonly policies: readonly PolicyView[];
  readonly managedPolicyArns?: readonly string[];
}

/** A managed policy with its document and its attachment. */
export interface PolicyView {
  readonly name: TerraformText;
  readonly description: TerraformText;
  /** Of the document and its attachment; suffixed as the trust's is, so that no two roles' labels meet. */
  readonly label: string;
  /** Of the policy itself. */
  readonly policyLabel: string;
  readonly statements: readonly StatementView[];
  readonly json: TerraformTemplate;
  readonly arnRef: TerraformTemplate;
}

/** Where trust policies have the provider of the cluster's issuer from. */
export interface OidcProviderView {
  /** The issuer is read from the cluster. */
  readonly lookup: boolean;
  /** Terraform makes the provider. */
  readonly owned: boolean;
  readonly issuer: TerraformTemplate;
  readonly provider: TerraformTemplate;
  readonly arn: TerraformTemplate;
  readonly audience: string;
}

/** An output of the module. */
export interface OutputView {
  readonly name: string;
  readonly description: string;
  readonly value: HclValue;
}

/** Everything that the module says; HCL and JSON spell the same view. */
export interface TerraformView {
  readonly requiredVersion: string;
  readonly providerVersion: string;
  readonly backend?: Backend;
  readonly accountId: string;
  readonly isRoot: boolean;
  readonly variables: readonly Variable[];
  readonly oidcProvider?: OidcProviderView;
  readonly roles: readonly RoleView[];
  readonly outputs: readonly OutputView[];
}

/** The folder that is applied; with both syntaxes it is the one of HCL. */
export function terraformFolder({ syntax }: Pick<TerraformSettings, 'syntax'>): string {
  return syntax === 'json' ? 'terraform-json' : 'terraform';
}

/** What Terraform makes for a spec; undefined when it makes nothing. */
export function buildTerraformView(model: AccessModel): TerraformView | undefined {
  const { terraform, cluster } = model.spec;
  const owned = model.roles.filter((role) => role.owner === 'terraform');
  const ownsProvider = model.oidcProvider?.owner === 'terraform';
  if (owned.length === 0 && !ownsProvider) return undefined;
  const labels = labelsOf(owned, model);
  const roles = buildRoleViews(owned, labels, model);
  const usesProvider = ownsProvider || owned.some((role) => usesIrsa(role.mechanism));
  return {
    requiredVersion: `>= ${oldestTerraform(terraform)}`,
    providerVersion: providerConstraint(model),
    ...(terraform.backend === undefined ? {} : { backend: terraform.backend }),
    accountId: cluster.accountId,
    isRoot: terraform.layout === 'root',
    variables: buildVariables(model, {
      roles: owned,
      usesProvider,
      used: variablesIn(roles),
      keys: owned.map(keyOf),
    }),
    ...(usesProvider ? { oidcProvider: buildProviderView(model) } : {}),
    roles,
    outputs: buildOutputs(model, owned, labels),
  };
}

/** What Terraform calls the roles; in a module, which serves several clusters, by whom they are for. */
function labelsOf(roles: readonly Role[], { spec }: AccessModel): ReadonlyMap<string, string> {
  if (spec.terraform.layout === 'root') return terraformLabels(roles.map(({ name }) => name));
  const labels = terraformLabels(roles.map(keyOf));
  return new Map(roles.map((role) => [role.name, labels.get(keyOf(role)) as string]));
}

/** A service account has one role, so that its name stands for the role on every cluster. */
function keyOf({ name, subjects: [subject] }: Role): string {
  return subject === undefined ? name : accountKey(subject);
}

/** The roles; in a module with variables in the place of what follows from the cluster. */
function buildRoleViews(
  roles: readonly Role[],
  labels: ReadonlyMap<string, string>,
  model: AccessModel,
): readonly RoleView[] {
  const views = roles.map((role) => buildRoleView(role, labels.get(role.name) as string, model));
  const { elsewhere } = model;
  if (elsewhere === undefined) return views;
  const others = elsewhere.model.roles.filter(({ owner }) => owner === 'terraform');
  const otherLabels = labelsOf(others, elsewhere.model);
  const there = others.map((role) =>
    buildRoleView(role, otherLabels.get(role.name) as string, elsewhere.model),
  );
  return views.map((view, index) => {
    const same = there.find(({ label }) => label === view.label) ?? view;
    return withNames(lift(view, same, elsewhere, model.spec.cluster), roles[index] as Role, model);
  });
}

/** The role's name as whoever calls the module gives it, and the names of policies that follow from it. */
function withNames(view: RoleView, role: Role, { spec }: AccessModel): RoleView {
  const fallback = hclValue(view.name);
  const name = ref(`coalesce(lookup(var.role_names, ${hclString(keyOf(role))}, ""), ${fallback})`);
  const follows = role.workloads.every((index) => spec.workloads[index]?.policyName === undefined);
  const policies = view.policies.map((policy, index) => {
    const part = role.policy?.parts[index]?.name;
    if (!follows || part?.startsWith(role.name) !== true) return policy;
    const more = part.slice(role.name.length);
    return { ...policy, name: more === '' ? name : new TerraformTemplate(`${name.template}${more}`) };
  });
  const [policy] = policies;
  return { ...view, name, policies, ...(policy === undefined ? {} : { policy }) };
}

/** The names of the variables that roles are made from. */
function variablesIn(roles: readonly RoleView[]): ReadonlySet<string> {
  return new Set([...JSON.stringify(roles).matchAll(/\bvar\.(\w+)/g)].map(([, name = '']) => name));
}

function buildProviderView({ oidcProvider, partition, spec, elsewhere }: AccessModel): OidcProviderView {
  const lookup = oidcProvider?.issuer === undefined;
  const issuer = lookup ? 'local.oidc_issuer' : 'var.oidc_issuer';
  return {
    lookup,
    owned: oidcProvider?.owner === 'terraform',
    issuer: ref(issuer),
    provider: ref(`trimprefix(${issuer}, "https://")`),
    arn: new TerraformTemplate(
      `arn:${partition}:iam::${elsewhere === undefined ? spec.cluster.accountId : '${var.account_id}'}:oidc-provider/\${local.oidc_provider}`,
    ),
    audience: STS_AUDIENCE,
  };
}

function buildRoleView(role: Role, label: string, model: AccessModel): RoleView {
  const policies = buildPolicyViews(role, label);
  const [policy] = policies;
  return {
    label,
    trustLabel: `${label}_trust`,
    managedLabel: `${label}_managed`,
    name: role.name,
    ...(role.path === '/' ? {} : { path: role.path }),
    description: role.description,
    ...(role.maxSessionDuration === 3600 ? {} : { maxSessionDuration: role.maxSessionDuration }),
    ...(role.permissionsBoundaryArn === undefined
      ? {}
      : { permissionsBoundary: ref('var.permissions_boundary_arn') }),
    trust: buildTrustView(role, model),
    trustJson: ref(`data.aws_iam_policy_document.${label}_trust.json`),
    nameRef: ref(`aws_iam_role.${label}.name`),
    arnRef: ref(`aws_iam_role.${label}.arn`),
    ...(policy === undefined ? {} : { policy }),
    policies,
    ...(role.managedPolicyArns.length === 0 ? {} : { managedPolicyArns: role.managedPolicyArns }),
    ...buildAssociationsView(role, label, model),
  };
}

/** Role labels never hold two underscores in a row, so that further policies meet none of another role. */
function buildPolicyViews({ name: roleName, policy }: Role, label: string): readonly PolicyView[] {
  return (policy?.parts ?? []).map(({ name, statements }, index) => {
    const suffix = index === 0 ? '' : `__${index + 1}`;
    return {
      name,
      description: `What the pods with role ${roleName} may do`,
      label: `${label}_permissions${suffix}`,
      policyLabel: `${label}${suffix}`,
      statements: statements.map(statementView),
      json: ref(`data.aws_iam_policy_document.${label}_permissions${suffix}.json`),
      arnRef: ref(`aws_iam_policy.${label}${suffix}.arn`),
    };
  });
}

function buildOutputs(
  model: AccessModel,
  roles: readonly Role[],
  labels: ReadonlyMap<string, string>,
): readonly OutputView[] {
  if (roles.length === 0) return [];
  const byRole = (expression: (label: string) => string): HclValue => {
    const all = roles.map(({ name }) => labels.get(name) as string);
    if (model.elsewhere !== undefined)
      return ref(
        `zipmap([${all.map((label) => `aws_iam_role.${label}.name`).join(', ')}], [${all.map(expression).join(', ')}])`,
      );
    return Object.fromEntries(roles.map(({ name }, index) => [name, ref(expression(all[index] as string))]));
  };
  const accounts = model.serviceAccounts.filter(({ role }) => roles.includes(role));
  const annotations = accounts.map((account): [string, HclValue] => [
    accountKey(account),
    Object.fromEntries(
      Object.keys(account.annotations).map((key) => [
        key,
        ref(`aws_iam_role.${labels.get(account.role.name)}.arn`),
      ]),
    ),
  ]);
  return [
    {
      name: 'role_arns',
      description: 'Role name to ARN.',
      value: byRole((label) => `aws_iam_role.${label}.arn`),
    },
    {
      name: 'trust_policies',
      description: 'Role name to trust policy, as JSON.',
      value: byRole((label) => `data.aws_iam_policy_document.${label}_trust.json`),
    },
    {
      name: 'service_account_annotations',
      description: 'Service account, as namespace/name, to the annotations that it must carry.',
      value: Object.fromEntries(annotations),
    },
  ];
}
