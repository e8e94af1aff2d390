/** What modules look up of the account. */
export const LOOKED_UP = `
data "aws_partition" "current" {}
data "aws_caller_identity" "current" {}
data "aws_region" "current" {}
`;
