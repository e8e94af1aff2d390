import { BUNDLED } from './bundled.js';
import { LOOKED_UP } from './looked-up.js';
import { statementsOver } from './statements.js';
import { webIdentityRole } from './web-identity-role.js';

const SUBJECTS = '[for sa in statement.value.namespace_service_accounts : "system:serviceaccount:${sa}"]';

/** terraform-aws-iam 5, `iam-role-for-service-accounts-eks`. */
export const IRSA_V5 = `
variable "create_role" { default = true }
variable "role_name" { default = null }
variable "role_name_prefix" { default = null }
variable "role_path" { default = "/" }
variable "role_permissions_boundary_arn" { default = null }
variable "role_policy_arns" { default = {} }
variable "oidc_providers" { default = {} }
variable "assume_role_condition_test" { default = "StringEquals" }
variable "max_session_duration" { default = null }
variable "tags" { default = {} }
variable "allow_self_assume_role" { default = false }
variable "override_policy_documents" { default = [] }
${webIdentityRole({
  count: 'var.create_role',
  name: 'var.role_name',
  namePrefix: 'var.role_name_prefix',
  path: 'var.role_path',
  boundary: 'var.role_permissions_boundary_arn',
  test: 'var.assume_role_condition_test',
  subjects: SUBJECTS,
  ownName: 'var.role_name != null ? var.role_name : "${var.role_name_prefix}*"',
})}resource "aws_iam_role_policy_attachment" "this" {
  for_each   = var.role_policy_arns
  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}
output "iam_role_arn" { value = aws_iam_role.this[0].arn }
output "iam_role_name" { value = aws_iam_role.this[0].name }
output "iam_role_path" { value = aws_iam_role.this[0].path }
${LOOKED_UP}${BUNDLED}`;

/** terraform-aws-iam 6, `iam-role-for-service-accounts`. */
export const IRSA_V6 = `
variable "create" { default = true }
variable "name" { default = "" }
variable "use_name_prefix" { default = true }
variable "path" { default = "/" }
variable "permissions_boundary" { default = null }
variable "policies" { default = {} }
variable "oidc_providers" { default = {} }
variable "trust_condition_test" { default = "StringEquals" }
variable "source_trust_policy_documents" { default = [] }
variable "override_trust_policy_documents" { default = [] }
variable "create_policy" { default = true }
variable "policy_name" { default = null }
variable "permissions" { default = null }
variable "source_policy_documents" { default = [] }
variable "override_policy_documents" { default = [] }
variable "create_inline_policy" { default = false }
variable "inline_policy_permissions" { default = null }
variable "source_inline_policy_documents" { default = [] }
variable "override_inline_policy_documents" { default = [] }
variable "max_session_duration" { default = null }
variable "tags" { default = {} }
locals {
  makes_policy  = var.create && var.create_policy && (length(concat(var.source_policy_documents, var.override_policy_documents)) > 0 || var.permissions != null)
  policy_name   = coalesce(var.policy_name, var.name, "default")
}
data "aws_iam_policy_document" "custom" {
  source_policy_documents   = var.source_policy_documents
  override_policy_documents = var.override_policy_documents
  ${statementsOver('var.permissions == null ? {} : var.permissions', 'try(coalesce(statement.value.condition, []), [])')}
}
resource "aws_iam_policy" "custom" {
  count       = local.makes_policy ? 1 : 0
  name        = var.use_name_prefix ? null : local.policy_name
  name_prefix = var.use_name_prefix ? "\${local.policy_name}-" : null
  policy      = data.aws_iam_policy_document.custom.json
}
resource "aws_iam_role_policy_attachment" "custom" {
  count      = local.makes_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.custom[0].arn
}
data "aws_iam_policy_document" "inline" {
  source_policy_documents   = var.source_inline_policy_documents
  override_policy_documents = var.override_inline_policy_documents
  ${statementsOver('var.inline_policy_permissions == null ? {} : var.inline_policy_permissions', 'try(coalesce(statement.value.condition, []), [])')}
}
resource "aws_iam_role_policy" "inline" {
  count       = var.create && var.create_inline_policy ? 1 : 0
  role        = aws_iam_role.this[0].name
  name        = var.use_name_prefix ? null : var.name
  name_prefix = var.use_name_prefix ? "\${var.name}-" : null
  policy      = data.aws_iam_policy_document.inline.json
}
${webIdentityRole({
  count: 'var.create',
  name: 'var.use_name_prefix ? null : var.name',
  namePrefix: 'var.use_name_prefix ? "${var.name}-" : null',
  path: 'var.path',
  boundary: 'var.permissions_boundary',
  test: 'var.trust_condition_test',
  subjects: SUBJECTS,
  before: 'var.source_trust_policy_documents',
  after: 'var.override_trust_policy_documents',
})}resource "aws_iam_role_policy_attachment" "this" {
  for_each   = var.policies
  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}
output "arn" { value = aws_iam_role.this[0].arn }
output "name" { value = aws_iam_role.this[0].name }
output "path" { value = aws_iam_role.this[0].path }
${LOOKED_UP}${BUNDLED}`;
