/** terraform-aws-iam 5 and 6, `iam-policy`, whose flag was renamed. */
export const IAM_POLICY = `
variable "create" { default = true }
variable "create_policy" { default = true }
variable "name" { default = null }
variable "name_prefix" { default = null }
variable "path" { default = null }
variable "policy" { default = "" }
variable "tags" { default = {} }
resource "aws_iam_policy" "policy" {
  count       = var.create && var.create_policy ? 1 : 0
  name        = var.name
  name_prefix = var.name_prefix
  path        = var.path
  policy      = var.policy
  tags        = var.tags
}
output "id" { value = aws_iam_policy.policy[0].id }
output "arn" { value = aws_iam_policy.policy[0].arn }
output "name" { value = aws_iam_policy.policy[0].name }
output "path" { value = aws_iam_policy.policy[0].path }
output "policy" { value = aws_iam_policy.policy[0].policy }
`;
