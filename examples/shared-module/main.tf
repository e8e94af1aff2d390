# Three clusters, one module: what it is given here is all that they differ in.

terraform {
  required_version = ">= 1.5.7"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0, < 7.0"
    }
  }
}

variable "offline" {
  description = "Plan without an AWS account: for review only, never for apply."
  type        = bool
  default     = false
}

provider "aws" {
  region                      = "eu-central-1"
  access_key                  = var.offline ? "offline" : null
  secret_key                  = var.offline ? "offline" : null
  skip_credentials_validation = var.offline
  skip_metadata_api_check     = var.offline
  skip_requesting_account_id  = var.offline
}

module "dev" {
  source = "../../generated/shared-module/terraform"
}

module "staging" {
  source       = "../../generated/shared-module/terraform"
  cluster_name = "staging"
  oidc_issuer  = "https://oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE5A7B64C2E1F09D83A6EXAMPLE"
  tags         = { stage = "staging" }
}

module "prod" {
  source       = "../../generated/shared-module/terraform"
  account_id   = "333344445555"
  region       = "eu-west-1"
  cluster_name = "prod"
  oidc_issuer  = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE0C4F8B1D7E2A6359F4EXAMPLE"
  role_names   = { "shop/mailer" = "prod-sends-mails" }
}

output "roles" {
  description = "The roles of each cluster, by name."
  value       = { dev = module.dev.role_arns, staging = module.staging.role_arns, prod = module.prod.role_arns }
}

output "trust" {
  description = "Whom they trust."
  value       = { dev = module.dev.trust_policies, staging = module.staging.trust_policies, prod = module.prod.trust_policies }
}
