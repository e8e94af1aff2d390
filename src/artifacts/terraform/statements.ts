import { ref, TerraformTemplate } from '../../emit/hcl.js';
import type { Conditions, PermissionStatement } from '../../iam/policy.js';
import { buildTrust, clusterNames } from '../../model/trust.js';
import type { AccessModel, Role } from '../../model/types.js';

/** Text or an expression: what an argument of one value can be. */
export type TerraformText = string | TerraformTemplate;

/** A condition of a statement. */
export interface ConditionView {
  readonly test: string;
  readonly variable: TerraformText;
  readonly values: readonly TerraformText[];
}

/** A statement of a trust policy. */
export interface TrustStatementView {
  readonly principal: { readonly type: string; readonly identifiers: readonly TerraformText[] };
  readonly actions: readonly string[];
  readonly conditions: readonly ConditionView[];
}

/** A statement of any other policy. */
export interface StatementView {
  readonly sid: string;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly TerraformText[];
  readonly conditions: readonly ConditionView[];
}

/** A statement as `aws_iam_policy_document` takes it. */
export function statementView(statement: PermissionStatement): StatementView {
  return { ...statement, conditions: conditionViews(statement.conditions) };
}

const PROVIDER = ref('local.oidc_provider');
const PROVIDER_ARN = ref('local.oidc_provider_arn');

/** The trust policy with Terraform's references in the place of the issuer. */
export function buildTrustView(role: Role, model: AccessModel): readonly TrustStatementView[] {
  const { accountId } = model.spec.cluster;
  const own = { provider: PROVIDER.template, arn: PROVIDER_ARN.template };
  const statements = buildTrust(role, clusterNames(model, accountId, own), accountId);
  const text = (value: string) => {
    if (value === PROVIDER_ARN.template) return PROVIDER_ARN;
    return value.startsWith(PROVIDER.template) ? new TerraformTemplate(value) : value;
  };
  return statements.map(({ principal, actions, conditions }) => ({
    principal: { type: principal.type, identifiers: [text(principal.identifier)] },
    actions,
    conditions: conditionViews(conditions).map((condition) => ({
      ...condition,
      variable: text(condition.variable as string),
    })),
  }));
}

function conditionViews(conditions: Conditions): readonly ConditionView[] {
  return Object.entries(conditions).flatMap(([test, keys]) =>
    Object.entries(keys).map(([variable, values]) => ({ test, variable, values })),
  );
}
