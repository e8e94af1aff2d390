/** A cluster's name as EKS takes it (CreateCluster, botocore 1.43.67). */
export const CLUSTER_NAME = /^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/;

/** Why EKS would refuse a cluster's name. */
export function checkClusterName(name: string): string | undefined {
  if (CLUSTER_NAME.test(name)) return undefined;
  return 'use 1-100 letters, digits, hyphens and underscores, beginning with a letter or digit';
}

/** A managed node group's name; without the underscore, which no CloudFormation stack name has. */
export const NODE_GROUP_NAME = /^[0-9A-Za-z][0-9A-Za-z-]{0,62}$/;

/** Why eksctl or EKS would refuse a node group's name. */
export function checkNodeGroupName(name: string): string | undefined {
  if (NODE_GROUP_NAME.test(name)) return undefined;
  return 'use 1-63 letters, digits and hyphens, beginning with a letter or digit';
}

/** The logs of a control plane that EKS sends to CloudWatch, as eksctl spells them (eksctl.io/usage/cloudwatch-cluster-logging). */
export const CONTROL_PLANE_LOGS = [
  'api',
  'audit',
  'authenticator',
  'controllerManager',
  'scheduler',
] as const;

export type ControlPlaneLog = (typeof CONTROL_PLANE_LOGS)[number];
