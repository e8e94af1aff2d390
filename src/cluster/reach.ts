import type { Inventory, PodFact, PodIdentityAssociationFact } from '../readers/index.js';
import { AGENT_ADDRESS, type Destination, STS } from './destination.js';
import { fargateObstacle } from './fargate.js';
import { networkPolicyObstacle } from './network-policy.js';
import type { Obstacle } from './obstacle.js';
import { otherPolicyObstacle } from './other-policy.js';
import { hasProxy, proxyObstacle } from './proxy.js';
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
    namespace.known ? policyObstacles(inventory, namespace.value, pod, AGENT_ADDRESS) : [],
  ].flat();
  return found.filter((obstacle) => obstacle !== undefined);
}

/**
 * What keeps a pod of a namespace that has a token of IRSA from STS; without a pod, what keeps all pods of the namespace from
 * it. A proxy of the pod's own may get there in its place.
 */
export function webIdentityObstacles(
  inventory: Inventory,
  namespace: string,
  pod: PodFact | undefined,
): readonly Obstacle[] {
  if (pod !== undefined && hasProxy(pod)) return [];
  return policyObstacles(inventory, namespace, pod, STS);
}

function policyObstacles(
  inventory: Inventory,
  namespace: string,
  pod: PodFact | undefined,
  destination: Destination,
): readonly Obstacle[] {
  return [networkPolicyObstacle, otherPolicyObstacle].flatMap(
    (obstacle) => obstacle(inventory, namespace, pod, destination) ?? [],
  );
}
