/** terraform-aws-eks from version 18 on: the cluster, its OIDC provider and its add-ons. */
export const EKS = `
variable "create" { default = true }
variable "name" { default = "" }
variable "cluster_name" { default = "" }
variable "kubernetes_version" { default = null }
variable "cluster_version" { default = null }
variable "enable_irsa" { default = true }
variable "openid_connect_audiences" { default = [] }
variable "addons" { default = {} }
variable "cluster_addons" { default = {} }
resource "aws_eks_cluster" "this" {
  count   = var.create ? 1 : 0
  name    = var.name != "" ? var.name : var.cluster_name
  version = var.kubernetes_version != null ? var.kubernetes_version : var.cluster_version
}
resource "aws_iam_openid_connect_provider" "oidc_provider" {
  count          = var.create && var.enable_irsa ? 1 : 0
  url            = aws_eks_cluster.this[0].identity[0].oidc[0].issuer
  client_id_list = concat(["sts.amazonaws.com"], var.openid_connect_audiences)
}
resource "aws_eks_addon" "this" {
  for_each                 = merge(coalesce(var.cluster_addons, {}), coalesce(var.addons, {}))
  cluster_name             = aws_eks_cluster.this[0].name
  addon_name               = try(each.value.name, each.key)
  service_account_role_arn = try(each.value.service_account_role_arn, null)
  dynamic "pod_identity_association" {
    for_each = try(each.value.pod_identity_association, null) == null ? [] : each.value.pod_identity_association
    content {
      role_arn        = pod_identity_association.value.role_arn
      service_account = pod_identity_association.value.service_account
    }
  }
}
output "cluster_name" { value = aws_eks_cluster.this[0].name }
output "cluster_arn" { value = aws_eks_cluster.this[0].arn }
output "cluster_version" { value = aws_eks_cluster.this[0].version }
output "cluster_oidc_issuer_url" { value = aws_eks_cluster.this[0].identity[0].oidc[0].issuer }
output "oidc_provider" { value = replace(aws_eks_cluster.this[0].identity[0].oidc[0].issuer, "https://", "") }
output "oidc_provider_arn" { value = aws_iam_openid_connect_provider.oidc_provider[0].arn }
`;
