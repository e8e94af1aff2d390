import { CONTROL_PLANE_LOGS } from '../../aws/eks-clusters.js';

import { CLUSTER_DEFAULTS, ENDPOINT_DEFAULTS, POD_DEFAULTS } from '../../spec/built-in.js';
import { type Question, type Scope, WORDS } from '../question.js';

const TOPIC = 'Cluster';

const LOGS: Readonly<Record<(typeof CONTROL_PLANE_LOGS)[number], string>> = {
  api: 'what the API server reports of itself',
  audit: 'who did what in the cluster',
  authenticator: 'which IAM principals came in as whom',
  controllerManager: 'what the controllers do',
  scheduler: 'which pods go to which nodes',
};

/** What is asked about who reaches a new cluster, and what its pods reach. */
export const EXPOSURE: readonly Question[] = [
  {
    key: 'cluster.podImds',
    kind: 'confirm',
    topic: TOPIC,
    label: 'Pods as nodes',
    message: "Should pods be able to take the node's role?",
    help: 'By the instance metadata service; without it a pod has its own role alone, and asks nothing of its node.',
    asked: 'customise',
    fallback: () => ({ value: CLUSTER_DEFAULTS.podImds }),
  },
  {
    key: 'cluster.endpointAccess.public',
    kind: 'confirm',
    topic: TOPIC,
    label: 'Public API',
    message: "Should the cluster's API be reached from the internet?",
    help: 'Without it, eksctl, kubectl and Helm must run inside the VPC.',
    asked: 'customise',
    // eksctl could not reach the API in a VPC that it makes.
    when: (scope) =>
      scope.get('@network') === 'existing' || scope.given('cluster.endpointAccess.public') !== undefined,
    fallback: () => ({ value: ENDPOINT_DEFAULTS.public }),
  },
  {
    key: 'cluster.endpointAccess.publicCidrs',
    kind: 'text',
    form: WORDS,
    topic: TOPIC,
    label: 'API from',
    message: "Networks of the internet that reach the cluster's API",
    help: 'Those of your offices and of CI, where eksctl and kubectl run; empty: all, each with credentials.',
    example: '203.0.113.0/24',
    asked: 'customise',
    optional: true,
  },
  {
    key: 'cluster.endpointAccess.private',
    kind: 'confirm',
    topic: TOPIC,
    label: 'API in the VPC',
    message: 'Should nodes reach the API inside the VPC?',
    help: 'Without it they go through the internet to it.',
    asked: 'review',
    fallback: () => ({ value: ENDPOINT_DEFAULTS.private }),
  },
  {
    key: 'cluster.logging',
    kind: 'several',
    topic: TOPIC,
    label: 'Logs',
    message: 'Which logs of the control plane go to CloudWatch?',
    help: 'CloudWatch charges for what it takes and keeps; mark none for none.',
    asked: 'customise',
    optional: true,
    fallback: () => ({ value: [] }),
    choices: () => CONTROL_PLANE_LOGS.map((log) => ({ value: log, name: log, note: LOGS[log] })),
  },
];

/** What is asked about a new cluster once its workloads are known. */
export const ENFORCEMENT: readonly Question[] = [
  {
    key: 'cluster.networkPolicy',
    kind: 'confirm',
    topic: TOPIC,
    label: 'Enforces policies',
    message: 'Should the cluster enforce NetworkPolicies?',
    help: 'The VPC CNI then holds back what they do not let through; without it they change nothing.',
    asked: (scope) => (writesPolicies(scope) ? 'customise' : 'review'),
    fallback: (scope) => ({ value: writesPolicies(scope) }),
  },
];

function writesPolicies(scope: Scope): boolean {
  for (let index = 0; scope.get(`workloads[${index}].namespace`) !== undefined; index += 1) {
    const pod = `workloads[${index}].pod`;
    if (typeof scope.get(`${pod}.kind`) !== 'string') continue;
    if (scope.get(`${pod}.networkPolicy`) ?? POD_DEFAULTS.networkPolicy) return true;
  }
  return false;
}
