/**
 * The annotation that gives a service account its role.
 * https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export const ROLE_ARN = 'eks.amazonaws.com/role-arn';
