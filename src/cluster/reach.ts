import type { Inventory, PodFact, PodIdentityAssociationFact } from '../readers/index.js';
import { fargateObstacle } from './fargate.js';
import { networkPolicyObstacle } from './network-policy.js';
import type { Obstacle } from './obstacle.js';
import { otherPolicyObstacle } from './other-policy.js';
import { proxyObstacle } from './proxy.js';
import { windowsObstacle } from './windows.js';

/**
 * What keeps a pod of an association from the agent that hands out its credentials; without a pod, what keeps all pods of
 * its namespace from it.
 */
export function podIdentityObstacles(
  inventory: Inventory,
  association: PodIdentityAssociationFact,
  pod: PodFact | undefined,
): readonly Obstacle[] {
  const { namespace } = association;
  const found = [
    pod === undefined ? undefined : windowsObstacle(pod),
    fargateObstacle(inventory, association, pod),
    pod === undefined ? undefined : proxyObstacle(pod),
    namespace.known ? networkPolicyObstacle(inventory, namespace.value, pod) : undefined,
    namespace.known ? otherPolicyObstacle(inventory, namespace.value, pod) : undefined,
  ];
  return found.filter((obstacle) => obstacle !== undefined);
}
