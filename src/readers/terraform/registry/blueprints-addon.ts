import { LOOKED_UP } from './looked-up.js';
import { statementsOver } from './statements.js';
import { webIdentityRole } from './web-identity-role.js';

/** eks-blueprints-addon 1: one Helm release, and the role of its service accounts. */
export const BLUEPRINTS_ADDON = `
variable "create" { default = true }
variable "create_release" { default = true }
variable "create_role" { default = false }
variable "create_policy" { default = true }
variable "name" { default = "" }
variable "chart" { default = "" }
variable "namespace" { default = "default" }
variable "values" { default = [] }
variable "set" { default = [] }
variable "set_irsa_names" { default = [] }
variable "role_name" { default = null }
variable "role_name_use_prefix" { default = true }
variable "role_path" { default = "/" }
variable "role_permissions_boundary_arn" { default = null }
variable "role_policies" { default = {} }
variable "oidc_providers" { default = {} }
variable "assume_role_condition_test" { default = "StringEquals" }
variable "allow_self_assume_role" { default = false }
variable "trust_policy_statements" { default = null }
variable "max_session_duration" { default = null }
variable "tags" { default = {} }
variable "policy_name" { default = null }
variable "policy_name_use_prefix" { default = true }
variable "policy_statements" { default = [] }
variable "source_policy_documents" { default = [] }
variable "override_policy_documents" { default = [] }
locals {
  makes_role = var.create && var.create_role
  namespace  = coalesce(var.namespace, "default")
  role_name  = coalesce(var.role_name, var.name)
  documents  = concat(var.source_policy_documents, var.override_policy_documents, var.policy_statements)
}
resource "helm_release" "this" {
  count     = var.create && var.create_release ? 1 : 0
  name      = coalesce(var.name, var.chart)
  chart     = var.chart
  namespace = local.namespace
  values    = var.values
  set       = concat(var.set, [for path in var.set_irsa_names : { name = path, value = aws_iam_role.this[0].arn } if local.makes_role])
}
${webIdentityRole({
  count: 'local.makes_role',
  name: 'var.role_name_use_prefix ? null : local.role_name',
  namePrefix: 'var.role_name_use_prefix ? "${local.role_name}-" : null',
  path: 'var.role_path',
  boundary: 'var.role_permissions_boundary_arn',
  test: 'var.assume_role_condition_test',
  subjects:
    '["system:serviceaccount:${try(statement.value.namespace, local.namespace)}:${statement.value.service_account}"]',
  ownName: 'var.role_name_use_prefix ? "${local.role_name}-*" : local.role_name',
  before: 'var.trust_policy_statements == null ? [] : bundled.statements',
})}resource "aws_iam_role_policy_attachment" "additional" {
  for_each   = local.makes_role ? var.role_policies : {}
  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}
data "aws_iam_policy_document" "this" {
  source_policy_documents   = var.source_policy_documents
  override_policy_documents = var.override_policy_documents
  ${statementsOver('var.policy_statements', 'try(statement.value.conditions, [])')}
}
resource "aws_iam_policy" "this" {
  count       = local.makes_role && var.create_policy && length(local.documents) > 0 ? 1 : 0
  name        = var.policy_name_use_prefix ? null : coalesce(var.policy_name, local.role_name)
  name_prefix = var.policy_name_use_prefix ? "\${coalesce(var.policy_name, local.role_name)}-" : null
  policy      = data.aws_iam_policy_document.this.json
}
resource "aws_iam_role_policy_attachment" "this" {
  count      = local.makes_role && var.create_policy && length(local.documents) > 0 ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.this[0].arn
}
output "iam_role_arn" { value = aws_iam_role.this[0].arn }
output "iam_role_name" { value = aws_iam_role.this[0].name }
output "iam_role_path" { value = aws_iam_role.this[0].path }
output "namespace" { value = local.namespace }
${LOOKED_UP}`;
