export { agentOf } from './agent.js';
export { sameCluster } from './clusters.js';
export { isNetworkPolicy } from './network-policy.js';
export { AGENT } from './node-agent.js';
export { type Obstacle, podName } from './obstacle.js';
export { optionalSource } from './optional-variables.js';
export { isOtherPolicy } from './other-policy.js';
export { podIdentityObstacles, webIdentityObstacles } from './reach.js';
export {
  currentPods,
  isRunning,
  podsTold,
  restartOf,
  startOf,
  workloadName,
} from './running.js';
export { API_SERVER_AUDIENCE, API_SERVER_TOKEN, projectedToken } from './web-identity-token.js';
