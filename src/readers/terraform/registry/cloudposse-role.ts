/** cloudposse/eks-iam-role; from version 2 on the trust policy demands the audience. */
const cloudposseRole = (withAudience: boolean) => `
variable "enabled" { default = true }
variable "context" { default = null }
variable "label_order" { default = null }
variable "namespace" { default = null }
variable "environment" { default = null }
variable "stage" { default = null }
variable "name" { default = null }
variable "attributes" { default = [] }
variable "service_account_name" { default = null }
variable "service_account_namespace" { default = null }
variable "service_account_namespace_name_list" { default = [] }
variable "aws_account_number" { default = null }
variable "aws_partition" { default = "aws" }
variable "aws_iam_policy_document" { default = [] }
variable "eks_cluster_oidc_issuer_url" {}
variable "permissions_boundary" { default = null }
variable "managed_policy_arns" { default = [] }
data "aws_caller_identity" "current" {}
locals {
  is_made    = var.enabled != false
  issuer     = replace(var.eks_cluster_oidc_issuer_url, "https://", "")
  account    = var.aws_account_number == null ? data.aws_caller_identity.current.account_id : var.aws_account_number
  is_listed  = var.service_account_name == null && var.service_account_namespace == null && length(var.service_account_namespace_name_list) > 0
  single     = "\${coalesce(var.service_account_namespace, "*")}:\${coalesce(var.service_account_name, "*")}"
  subjects   = concat(local.is_listed ? [] : [local.single], var.service_account_namespace_name_list)
  first_name = replace(split(":", local.subjects[0])[1], "*", "all")
  first_in   = replace(split(":", local.subjects[0])[0], "*", "all")
  account_id = local.first_name == local.first_in ? local.first_name : "\${local.first_name}@\${local.first_in}"
  label      = lower(join("-", concat(compact([var.namespace, var.environment, var.stage, var.name]), var.attributes, [local.account_id])))
  id         = var.context == null && var.label_order == null && substr(local.label, 0, 64) == local.label ? local.label : label.id
  document   = try(var.aws_iam_policy_document[0], tostring(var.aws_iam_policy_document), "{}")
  has_policy = local.is_made && length(var.aws_iam_policy_document) > 0
}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:\${var.aws_partition}:iam::\${local.account}:oidc-provider/\${local.issuer}"]
    }
    condition {
      test     = "StringLike"
      variable = "\${local.issuer}:sub"
      values   = [for subject in local.subjects : "system:serviceaccount:\${subject}"]
    }${
      withAudience
        ? `
    condition {
      test     = "StringEquals"
      variable = "\${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }`
        : ''
    }
  }
}
resource "aws_iam_role" "service_account" {
  count                = local.is_made ? 1 : 0
  name                 = local.id
  permissions_boundary = var.permissions_boundary
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_policy" "service_account" {
  count  = local.has_policy ? 1 : 0
  name   = local.id
  policy = local.document
}
resource "aws_iam_role_policy_attachment" "service_account" {
  count      = local.has_policy ? 1 : 0
  role       = aws_iam_role.service_account[0].name
  policy_arn = aws_iam_policy.service_account[0].arn
}
resource "aws_iam_role_policy_attachment" "managed" {
  for_each   = local.is_made ? toset(var.managed_policy_arns) : toset([])
  role       = aws_iam_role.service_account[0].name
  policy_arn = each.key
}
output "service_account_namespace" { value = var.service_account_namespace }
output "service_account_name" { value = var.service_account_name }
output "service_account_role_name" { value = aws_iam_role.service_account[0].name }
output "service_account_role_arn" { value = aws_iam_role.service_account[0].arn }
output "service_account_policy_arn" { value = aws_iam_policy.service_account[0].arn }
`;

export const CLOUDPOSSE_ROLE_V1 = cloudposseRole(false);
export const CLOUDPOSSE_ROLE = cloudposseRole(true);
