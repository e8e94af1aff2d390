import type { PodMechanism } from './mechanism.js';
import { partitionOf } from './partitions.js';

/** Longest name of a CloudFormation stack. */
export const STACK_NAME_LENGTH = 128;

/** What eksctl appends to the stack for the name of an inline policy. */
const INLINE_POLICY_SUFFIX = '-Policy1'.length;

/** How eksctl names the stacks of roles. */
const INFIX: Readonly<Record<PodMechanism, string>> = {
  irsa: 'addon-iamserviceaccount',
  'pod-identity': 'podidentityrole',
};

/** Whether eksctl knows the region (0.231: every partition but the European Sovereign Cloud). */
export function eksctlKnows(region: string): boolean {
  const partition = partitionOf(region);
  return partition !== undefined && partition.name !== 'aws-eusc';
}

/** Why eksctl would refuse to create a cluster of this name: it names CloudFormation stacks. */
export function checkEksctlClusterName(name: string): string | undefined {
  if (/^[A-Za-z][A-Za-z0-9-]{0,99}$/.test(name)) return undefined;
  return 'eksctl creates clusters named with 1-100 letters, digits and hyphens, beginning with a letter';
}

/** The stack of a service account's role. Source: eksctl 0.231, `pkg/cfn/manager`. */
export function roleStackName(
  mechanism: PodMechanism,
  cluster: string,
  namespace: string,
  serviceAccount: string,
): string {
  return `eksctl-${cluster}-${INFIX[mechanism]}-${namespace}-${serviceAccount}`;
}

/** The stack of a node group. */
export function nodeGroupStackName(cluster: string, nodeGroup: string): string {
  return `eksctl-${cluster}-nodegroup-${nodeGroup}`;
}

/** By how many characters a role's stack is too long; an inline policy's name, which IAM ends at 128, is longer. */
export function roleStackExcess(stackName: string, hasInlinePolicy: boolean): number {
  const length = stackName.length + (hasInlinePolicy ? INLINE_POLICY_SUFFIX : 0);
  return Math.max(0, length - STACK_NAME_LENGTH);
}
