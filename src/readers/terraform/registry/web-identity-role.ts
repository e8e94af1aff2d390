/** Where modules for IRSA roles differ, as expressions. */
export interface WebIdentityRole {
  /** How many of the role there are. */
  readonly count: string;
  readonly name: string;
  readonly namePrefix: string;
  readonly path: string;
  readonly boundary: string;
  readonly test: string;
  /** The subjects of `statement.value`, one of the providers. */
  readonly subjects: string;
  /** The role's name in the statement by which it may assume itself; absent where the module has no such flag. */
  readonly ownName?: string;
  /** Documents that the trust policy takes over, and such that win over it. */
  readonly before?: string;
  readonly after?: string;
}

/** https://aws.amazon.com/blogs/security/announcing-an-update-to-iam-role-trust-policy-behavior/ */
const selfAssumption = (path: string, name: string) => `
  dynamic "statement" {
    for_each = var.allow_self_assume_role ? [1] : []
    content {
      sid     = "ExplicitSelfRoleAssumption"
      actions = ["sts:AssumeRole"]
      principals {
        type        = "AWS"
        identifiers = ["*"]
      }
      condition {
        test     = "ArnLike"
        variable = "aws:PrincipalArn"
        values   = ["arn:\${data.aws_partition.current.partition}:iam::\${data.aws_caller_identity.current.account_id}:role\${${path}}\${${name}}"]
      }
    }
  }`;

/** A role that the service accounts of OIDC providers may assume. */
export const webIdentityRole = (role: WebIdentityRole) => `
data "aws_iam_policy_document" "trust" {
  source_policy_documents   = ${role.before ?? '[]'}
  override_policy_documents = ${role.after ?? '[]'}
  dynamic "statement" {
    for_each = var.oidc_providers
    content {
      actions = ["sts:AssumeRoleWithWebIdentity"]
      principals {
        type        = "Federated"
        identifiers = [statement.value.provider_arn]
      }
      condition {
        test     = ${role.test}
        variable = "\${replace(statement.value.provider_arn, "/^(.*provider/)/", "")}:sub"
        values   = ${role.subjects}
      }
      condition {
        test     = ${role.test}
        variable = "\${replace(statement.value.provider_arn, "/^(.*provider/)/", "")}:aud"
        values   = ["sts.amazonaws.com"]
      }
    }
  }${role.ownName === undefined ? '' : selfAssumption(role.path, role.ownName)}
}
resource "aws_iam_role" "this" {
  count                = ${role.count} ? 1 : 0
  name                 = ${role.name}
  name_prefix          = ${role.namePrefix}
  path                 = ${role.path}
  permissions_boundary = ${role.boundary}
  max_session_duration = var.max_session_duration
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  tags                 = var.tags
}
`;
