export { AGENT, type AgentState, agentOf } from './agent.js';
export { sameCluster } from './clusters.js';
export { fargateObstacle } from './fargate.js';
export { isNetworkPolicy, networkPolicyObstacle } from './network-policy.js';
export { type Obstacle, podName } from './obstacle.js';
export { isOtherPolicy } from './other-policy.js';
export { proxyObstacle } from './proxy.js';
export { podIdentityObstacles, webIdentityObstacles } from './reach.js';
export {
  currentPods,
  isMadeByController,
  isRunning,
  podsTold,
  restartOf,
  startOf,
  workloadName,
} from './running.js';
export { windowsObstacle } from './windows.js';
