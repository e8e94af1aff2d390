import { BUNDLED } from './bundled.js';
import { LOOKED_UP } from './looked-up.js';

/** eks-blueprints-addons: what its flags switch on follows from the release; add-ons and releases are handed over as they are. */
export const BLUEPRINTS_ADDONS = `
variable "cluster_name" { default = "" }
variable "eks_addons" { default = {} }
variable "helm_releases" { default = {} }
resource "aws_eks_addon" "this" {
  for_each                 = var.eks_addons
  cluster_name             = var.cluster_name
  addon_name               = try(each.value.name, each.key)
  configuration_values     = try(each.value.configuration_values, null)
  service_account_role_arn = try(each.value.service_account_role_arn, null)
}
resource "helm_release" "this" {
  for_each  = var.helm_releases
  name      = try(each.value.name, each.key)
  chart     = try(each.value.chart, null)
  namespace = try(each.value.namespace, null)
  values    = try(each.value.values, [])
  set       = try(each.value.set, [])
}
${LOOKED_UP}${BUNDLED}`;
