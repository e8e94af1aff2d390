import { DataAwsEksCluster } from '@cdktf/provider-aws/lib/data-aws-eks-cluster/index.js';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { EksPodIdentityAssociation } from '@cdktf/provider-aws/lib/eks-pod-identity-association/index.js';
import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider/index.js';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { type TerraformElement, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import { RootConstruct } from 'constructs';
import { escapeTemplate, type HclValue, TerraformTemplate } from '../../emit/hcl.js';
import type { ConditionView, StatementView, TerraformText } from '../terraform/statements.js';
import type { Variable } from '../terraform/variables.js';
import type { OidcProviderView, PolicyView, RoleView, TerraformView } from '../terraform/view.js';
import { guardTokens } from './tokens.js';

/** Read at each construct: without it every token keeps a stack trace. */
process.env['CDKTN_DISABLE_CREATION_STACK'] ??= '1';

/** The module as one CDKTF stack; built in memory, nothing touches the disk. */
export function buildStack(view: TerraformView): TerraformStack {
  // No App: its constructor makes a folder in the working directory.
  const stack = new TerraformStack(new RootConstruct(), 'irsa');
  addSettings(stack, view);
  for (const variable of view.variables) addVariable(stack, variable);
  if (view.oidcProvider) addOidcProvider(stack, view.oidcProvider);
  for (const role of view.roles) addRole(stack, role);
  for (const { name, description, value } of view.outputs) {
    new TerraformOutput(stack, name, { description, value: json(value) });
  }
  return stack;
}

function addVariable(stack: TerraformStack, variable: Variable): void {
  const { name, type, description, validation } = variable;
  const element = new TerraformVariable(stack, name, {
    type: type.expression as string,
    description,
    nullable: false,
    ...(validation === undefined
      ? {}
      : { validation: [{ condition: validation.condition.template, errorMessage: validation.message }] }),
  });
  // As an override: CDKTF would respell the keys of a map, `cost-center` as `cost_center`.
  element.addOverride('default', literal(variable.default));
}

function addSettings(stack: TerraformStack, view: TerraformView): void {
  stack.addOverride('terraform.required_version', view.requiredVersion);
  stack.addOverride('terraform.required_providers.aws', {
    source: 'hashicorp/aws',
    version: view.providerVersion,
  });
  if (view.backend) stack.addOverride(`terraform.backend.${view.backend.type}`, literal(view.backend.config));
  if (!view.isRoot) return;
  stack.addOverride('provider.aws', {
    region: '${var.region}',
    allowed_account_ids: `\${var.offline ? null : ["${view.accountId}"]}`,
    access_key: '${var.offline ? "offline" : null}',
    secret_key: '${var.offline ? "offline" : null}',
    skip_credentials_validation: '${var.offline}',
    skip_metadata_api_check: '${var.offline}',
    skip_region_validation: '${var.offline}',
    skip_requesting_account_id: '${var.offline}',
  });
}

function addOidcProvider(stack: TerraformStack, provider: OidcProviderView): void {
  if (provider.lookup) {
    named(new DataAwsEksCluster(stack, 'cluster', { name: '${var.cluster_name}' }), 'this');
    stack.addOverride('locals.oidc_issuer', '${data.aws_eks_cluster.this.identity[0].oidc[0].issuer}');
  }
  stack.addOverride('locals.oidc_provider', provider.provider.template);
  stack.addOverride('locals.oidc_provider_arn', provider.arn.template);
  if (!provider.owned) return;
  const resource = new IamOpenidConnectProvider(stack, 'provider', {
    url: provider.issuer.template,
    clientIdList: [provider.audience],
  });
  named(resource, 'this').addOverride('tags', '${var.tags}');
}

function addRole(stack: TerraformStack, role: RoleView): void {
  addTrust(stack, role);
  const path = role.path === undefined ? {} : { path: text(role.path) };
  const resource = new IamRole(stack, `${role.label}-role`, {
    name: text(role.name),
    ...path,
    description: text(role.description),
    assumeRolePolicy: role.trustJson.template,
    ...(role.maxSessionDuration === undefined ? {} : { maxSessionDuration: role.maxSessionDuration }),
    ...(role.permissionsBoundary === undefined
      ? {}
      : { permissionsBoundary: role.permissionsBoundary.template }),
  });
  named(resource, role.label).addOverride('tags', '${var.tags}');
  for (const policy of role.policies) addPolicy(stack, role, policy, path);
  addManagedPolicies(stack, role);
  addAssociations(stack, role);
}

function addTrust(stack: TerraformStack, { label, trustLabel, trust }: RoleView): void {
  const document = new DataAwsIamPolicyDocument(stack, `${label}-trust`, {
    statement: trust.map(({ principal, actions, conditions }) => ({
      effect: 'Allow',
      actions: actions.map(quoted),
      principals: [{ type: principal.type, identifiers: principal.identifiers.map(text) }],
      condition: conditions.map(condition),
    })),
  });
  named(document, trustLabel);
}

function addManagedPolicies(stack: TerraformStack, role: RoleView): void {
  if (!role.managedPolicyArns) return;
  const managed = new IamRolePolicyAttachment(stack, `${role.label}-managed`, {
    role: role.nameRef.template,
    policyArn: '${each.value}',
  });
  named(managed, role.managedLabel).addOverride(
    'for_each',
    `\${toset(${quoted(JSON.stringify(role.managedPolicyArns))})}`,
  );
}

function addAssociations(stack: TerraformStack, role: RoleView): void {
  for (const { label, statements } of role.sessionPolicies) {
    const document = new DataAwsIamPolicyDocument(stack, `${label}-document`, {
      statement: statements.map(statement),
    });
    named(document, label);
  }
  if (!role.associations || !role.associationCluster) return;
  const association = new EksPodIdentityAssociation(stack, `${role.label}-association`, {
    clusterName: role.associationCluster.template,
    namespace: '${each.value.namespace}',
    serviceAccount: '${each.value.service_account}',
    roleArn: role.arnRef.template,
  });
  named(association, role.label).addOverride('for_each', json(role.associations));
  association.addOverride('tags', '${var.tags}');
  // As overrides: the bindings take no expression for a boolean, and are older than `policy`.
  for (const argument of Object.keys(role.sessionArguments))
    association.addOverride(argument, `\${each.value.${argument}}`);
}

function addPolicy(
  stack: TerraformStack,
  { nameRef }: RoleView,
  policy: PolicyView,
  path: { readonly path?: string },
): void {
  const document = new DataAwsIamPolicyDocument(stack, `${policy.label}-document`, {
    statement: policy.statements.map(statement),
  });
  named(document, policy.label);
  const resource = new IamPolicy(stack, `${policy.label}-policy`, {
    name: text(policy.name),
    ...path,
    description: text(policy.description),
    policy: policy.json.template,
  });
  named(resource, policy.policyLabel).addOverride('tags', '${var.tags}');
  const attachment = new IamRolePolicyAttachment(stack, `${policy.label}-attachment`, {
    role: nameRef.template,
    policyArn: policy.arnRef.template,
  });
  named(attachment, policy.label);
}

function statement({ sid, effect, actions, resources, conditions }: StatementView) {
  return {
    sid,
    effect,
    actions: actions.map(quoted),
    resources: resources.map(text),
    condition: conditions.map(condition),
  };
}

function condition({ test, variable, values }: ConditionView) {
  return { test, variable: text(variable), values: values.map(text) };
}

/** Construct ids are unique in a stack; Terraform's names are unique for a type only. */
function named<T extends TerraformElement>(element: T, name: string): T {
  element.overrideLogicalId(name);
  return element;
}

function text(value: TerraformText): string {
  return value instanceof TerraformTemplate ? value.template : quoted(value);
}

/** A value as JSON syntax spells it, every text in it safe from interpolation. */
function json(value: HclValue): unknown {
  if (typeof value === 'string' || value instanceof TerraformTemplate) return text(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(json);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [quoted(key), json(item)]));
}

/** What Terraform reads as it stands, such as the default of a variable. */
function literal(value: HclValue): unknown {
  if (typeof value === 'string') return guardTokens(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(literal);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, literal(item)]));
}

/** Text of the spec in a place where both Terraform and CDKTF look for expressions. */
function quoted(value: string): string {
  return guardTokens(escapeTemplate(value));
}
