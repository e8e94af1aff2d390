import { fieldOf, isNull, type Node, type TerraformObjectFact } from '../readers/index.js';
import { valueText } from './canonical.js';

/** Resources whose policies and roles are compared one by one. */
const COMPARED =
  /^aws_(?:iam_(?:role|policy|role_policy|role_policy_attachment|policy_attachment|openid_connect_provider)|eks_pod_identity_association)$/;

/** Policies that are about what ages, grows, flows and is masked, and give nobody access. */
const NO_ACCESS =
  /^aws_(?:\w*(?:lifecycle|scaling|data_protection|firewall|negotiation|stickiness|traffic)\w*|cloudfront_(?:cache|origin_request|response_headers)|fms)_policy$/;

/** Resources that give access, or make what gives it, in ways that no model has. */
const OTHER_ACCESS = new RegExp(
  `^(?:aws_(?:${[
    ...['iam_\\w+', '\\w+_policy', '\\w+_permissions?', '\\w+_grants?'],
    ...['eks_(?:access_\\w+|capability|cluster|fargate_profile|identity_provider_config|node_group)'],
    ...['s3_bucket_acl', 's3_access_point', 's3control_access_grants_\\w+', 'lakeformation_\\w+', 'ram_\\w+'],
    ...['rolesanywhere_\\w+', 'ssoadmin_\\w+', 'identitystore_\\w+', 'organizations_\\w+'],
    ...['transfer_(?:access|user)', 'budgets_budget_action', 'redshift_data_share_\\w+'],
    ...['cognito_identity_pool_roles_attachment', 'quicksight_iam_policy_assignment'],
    ...['(?:serverlessapplicationrepository_)?cloudformation_stack\\w*', 'cloudcontrolapi_resource'],
  ].join('|')})|awscc_\\w+)$`,
);

/** Values of an add-on that say nothing of its service accounts and their roles. */
export const NO_ACCOUNTS = /^(?!.*(?:service-?account|role-?arn|\\u))/is;

/** Arguments by which a resource of any kind gives access, unless by such a text: a policy of its own, an ACL, a role for service accounts. */
const GIVING: ReadonlyMap<string, RegExp | undefined> = new Map(
  [
    ...['policy', 'policy_document', 'resource_policy', 'access_policies', 'access_policy'],
    ...['grant', 'shared_accounts', 'service_account_role_arn', 'pod_identity_association'],
  ].map((name): [string, RegExp | undefined] => [name, undefined]),
)
  .set('acl', /^private$/)
  .set('configuration_values', NO_ACCOUNTS);

/** By what a resource gives access, as words behind its address; undefined where it gives none. */
export function givesBy({ kind, node }: TerraformObjectFact): string | undefined {
  if (COMPARED.test(kind) || NO_ACCESS.test(kind)) return undefined;
  if (OTHER_ACCESS.test(kind)) return '';
  const found = [...GIVING].find(([name, unless]) => {
    const value = fieldOf(node, name);
    return givesSome(value) && !(value?.kind === 'scalar' && unless?.test(valueText(value)));
  });
  return found && ` with ${found[0]}`;
}

const givesSome = (value: Node | undefined) =>
  value !== undefined &&
  !isNull(value) &&
  !(value.kind === 'list' && value.items.length + value.rest.length === 0);

/** What runs a program, here, in the account or on its nodes, while Terraform plans or applies. */
export const RUNS_PROGRAMS =
  /^(?:external|aws_lambda_invocation|aws_ssm_(?:association|maintenance_window_task))$/;
