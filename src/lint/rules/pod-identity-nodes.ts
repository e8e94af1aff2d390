import { cutOffPods, obstacleReport } from '../associations.js';
import { account, association, pod, podIdentityTrust, roleFile, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const FILES = [roleFile({ trust: podIdentityTrust(), blocks: association() })];
const on = (os: string) =>
  yamlFile('app.yaml', account({}), pod({ nodeSelector: { 'kubernetes.io/os': os } }));

export const podIdentityNodes: Rule = {
  id: 'IRSA221',
  name: 'pod-identity-nodes',
  severity: 'error',
  family: 'pod-identity',
  summary: 'Pods that get their role by EKS Pod Identity run on Linux nodes, not on Fargate or Windows.',
  why: 'The agent that hands out the credentials is a DaemonSet for Linux: there is none on Fargate and none on Windows.',
  error: 'Unable to locate credentials. You can configure credentials by running "aws configure".',
  fix: 'Use IRSA for these pods, or let them run on Linux nodes.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html',
  examples: {
    bad: [...FILES, on('windows')],
    good: [...FILES, on('linux')],
  },
  *check({ inventory, notChecked }) {
    for (const { association, key, obstacle } of cutOffPods(inventory)) {
      const { cause, certain, reason, place } = obstacle;
      if (cause !== 'windows' && cause !== 'fargate') continue;
      if (!certain) notChecked(place, reason);
      else yield obstacleReport(obstacle, { place: association.place, message: `the association of ${key}` });
    }
  },
};
