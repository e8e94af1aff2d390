/** The submodule `karpenter` of terraform-aws-eks from version 20 on: the controller's role, its association and its queue. */
const karpenter = (makesAssociation: boolean) => `
variable "create" { default = true }
variable "create_iam_role" { default = true }
variable "cluster_name" { default = "" }
variable "iam_role_name" { default = "KarpenterController" }
variable "iam_role_use_name_prefix" { default = true }
variable "iam_role_path" { default = "/" }
variable "iam_role_permissions_boundary_arn" { default = null }
variable "iam_role_max_session_duration" { default = null }
variable "iam_role_policies" { default = {} }
variable "iam_role_source_assume_policy_documents" { default = [] }
variable "iam_role_override_assume_policy_documents" { default = [] }
variable "iam_policy_name" { default = "KarpenterController" }
variable "enable_pod_identity" { default = true }
variable "enable_irsa" { default = false }
variable "irsa_oidc_provider_arn" { default = "" }
variable "irsa_namespace_service_accounts" { default = ["karpenter:karpenter"] }
variable "irsa_assume_role_condition_test" { default = "StringEquals" }
variable "create_pod_identity_association" { default = ${makesAssociation} }
variable "namespace" { default = "kube-system" }
variable "service_account" { default = "karpenter" }
variable "enable_spot_termination" { default = true }
variable "queue_name" { default = null }
locals {
  makes_role = var.create && var.create_iam_role
  issuer     = replace(var.irsa_oidc_provider_arn, "/^(.*provider/)/", "")
}
data "aws_iam_policy_document" "trust" {
  source_policy_documents   = var.iam_role_source_assume_policy_documents
  override_policy_documents = var.iam_role_override_assume_policy_documents
  dynamic "statement" {
    for_each = var.enable_pod_identity ? [1] : []
    content {
      actions = ["sts:AssumeRole", "sts:TagSession"]
      principals {
        type        = "Service"
        identifiers = ["pods.eks.amazonaws.com"]
      }
    }
  }
  dynamic "statement" {
    for_each = var.enable_irsa ? [1] : []
    content {
      actions = ["sts:AssumeRoleWithWebIdentity"]
      principals {
        type        = "Federated"
        identifiers = [var.irsa_oidc_provider_arn]
      }
      condition {
        test     = var.irsa_assume_role_condition_test
        variable = "\${local.issuer}:sub"
        values   = [for sa in var.irsa_namespace_service_accounts : "system:serviceaccount:\${sa}"]
      }
      condition {
        test     = var.irsa_assume_role_condition_test
        variable = "\${local.issuer}:aud"
        values   = ["sts.amazonaws.com"]
      }
    }
  }
}
resource "aws_iam_role" "controller" {
  count                = local.makes_role ? 1 : 0
  name                 = var.iam_role_use_name_prefix ? null : var.iam_role_name
  name_prefix          = var.iam_role_use_name_prefix ? "\${var.iam_role_name}-" : null
  path                 = var.iam_role_path
  permissions_boundary = var.iam_role_permissions_boundary_arn
  max_session_duration = var.iam_role_max_session_duration
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_policy" "controller" {
  count  = local.makes_role ? 1 : 0
  name   = bundled.name
  policy = bundled.policy
}
resource "aws_iam_role_policy_attachment" "controller" {
  count      = local.makes_role ? 1 : 0
  role       = aws_iam_role.controller[0].name
  policy_arn = aws_iam_policy.controller[0].arn
}
resource "aws_iam_role_policy_attachment" "controller_additional" {
  for_each   = local.makes_role ? var.iam_role_policies : {}
  role       = aws_iam_role.controller[0].name
  policy_arn = each.value
}
resource "aws_eks_pod_identity_association" "karpenter" {
  count           = local.makes_role && var.create_pod_identity_association ? 1 : 0
  cluster_name    = var.cluster_name
  namespace       = var.namespace
  service_account = var.service_account
  role_arn        = aws_iam_role.controller[0].arn
}
resource "aws_sqs_queue" "this" {
  count = var.create && var.enable_spot_termination ? 1 : 0
  name  = var.queue_name == null ? "Karpenter-\${var.cluster_name}" : var.queue_name
}
output "iam_role_name" { value = aws_iam_role.controller[0].name }
output "iam_role_arn" { value = aws_iam_role.controller[0].arn }
output "queue_arn" { value = aws_sqs_queue.this[0].arn }
output "queue_name" { value = aws_sqs_queue.this[0].name }
output "namespace" { value = var.namespace }
output "service_account" { value = var.service_account }
`;

export const KARPENTER_V20 = karpenter(false);
export const KARPENTER = karpenter(true);
