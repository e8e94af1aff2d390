import { BUNDLED } from './bundled.js';
import { LOOKED_UP } from './looked-up.js';
import { statementsOver } from './statements.js';

/** terraform-aws-eks-pod-identity. */
export const POD_IDENTITY = `
variable "create" { default = true }
variable "name" { default = "" }
variable "use_name_prefix" { default = true }
variable "path" { default = "/" }
variable "permissions_boundary_arn" { default = null }
variable "additional_policy_arns" { default = {} }
variable "attach_custom_policy" { default = false }
variable "source_policy_documents" { default = [] }
variable "override_policy_documents" { default = [] }
variable "policy_statements" { default = [] }
variable "associations" { default = {} }
variable "association_defaults" { default = {} }
variable "trust_policy_conditions" { default = [] }
variable "trust_policy_statements" { default = null }
variable "max_session_duration" { default = null }
variable "tags" { default = {} }
data "aws_iam_policy_document" "trust" {
  source_policy_documents = var.trust_policy_statements == null ? [] : bundled.statements
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]
    principals {
      type        = "Service"
      identifiers = ["pods.eks.amazonaws.com"]
    }
    dynamic "condition" {
      for_each = var.trust_policy_conditions
      content {
        test     = condition.value.test
        variable = condition.value.variable
        values   = condition.value.values
      }
    }
  }
}
data "aws_iam_policy_document" "custom" {
  source_policy_documents = var.source_policy_documents
  override_policy_documents = var.override_policy_documents
  ${statementsOver('var.policy_statements == null ? [] : var.policy_statements', 'try(statement.value.conditions, statement.value.condition, [])')}
}
resource "aws_iam_role" "this" {
  count                = var.create ? 1 : 0
  name                 = var.use_name_prefix ? null : var.name
  name_prefix          = var.use_name_prefix ? "\${var.name}-" : null
  path                 = var.path
  permissions_boundary = var.permissions_boundary_arn
  max_session_duration = var.max_session_duration
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  tags                 = var.tags
}
locals {
  has_statements = length(var.source_policy_documents) > 0 || (var.policy_statements == null ? false : length(var.policy_statements) > 0)
  makes_custom   = var.attach_custom_policy || (local.has_statements && local.brings)
}
resource "aws_iam_policy" "custom" {
  count  = local.makes_custom ? 1 : 0
  name   = bundled.name
  policy = data.aws_iam_policy_document.custom.json
}
resource "aws_iam_role_policy_attachment" "custom" {
  count      = local.makes_custom ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.custom[0].arn
}
resource "aws_iam_role_policy_attachment" "additional" {
  for_each   = var.additional_policy_arns
  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}
resource "aws_eks_pod_identity_association" "this" {
  for_each             = var.associations
  cluster_name         = try(each.value.cluster_name, var.association_defaults.cluster_name)
  namespace            = try(each.value.namespace, var.association_defaults.namespace)
  service_account      = try(each.value.service_account, var.association_defaults.service_account)
  role_arn             = try(each.value.role_arn, aws_iam_role.this[0].arn)
  target_role_arn      = try(each.value.target_role_arn, var.association_defaults.target_role_arn, null)
  disable_session_tags = try(each.value.disable_session_tags, var.association_defaults.disable_session_tags, null)
  policy               = try(each.value.policy, var.association_defaults.policy, null)
}
output "iam_role_arn" { value = aws_iam_role.this[0].arn }
output "iam_role_name" { value = aws_iam_role.this[0].name }
output "iam_role_path" { value = aws_iam_role.this[0].path }
${LOOKED_UP}${BUNDLED}`;
