/** Policies that a module brings itself and switches on by a flag: their content is not known here. */
export const BUNDLED = `
variable "bundled_policies" { default = [] }
resource "aws_iam_policy" "bundled" {
  for_each = toset(var.bundled_policies)
  name     = bundled.name
  policy   = bundled.policy
}
resource "aws_iam_role_policy_attachment" "bundled" {
  for_each   = toset(var.bundled_policies)
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.bundled[each.key].arn
}
`;
