import { cutOffPods, obstacleReport } from '../associations.js';
import {
  account,
  association,
  container,
  env,
  pod,
  podIdentityTrust,
  roleFile,
  yamlFile,
} from '../identity-examples.js';
import type { Rule } from '../rule.js';

const FILES = [roleFile({ trust: podIdentityTrust(), blocks: association() })];
const PROXY = env('HTTPS_PROXY', 'http://proxy.internal:3128');
const withEnv = (...variables: readonly ReturnType<typeof env>[]) =>
  yamlFile('app.yaml', account({}), pod({ containers: [container({ env: [...variables] })] }));

export const podIdentityCutOff: Rule = {
  id: 'IRSA222',
  name: 'pod-identity-cut-off',
  severity: 'warning',
  family: 'pod-identity',
  summary: 'Pods that get their role by EKS Pod Identity reach the agent past proxies and network policies.',
  why: 'The SDK asks for credentials at 169.254.170.23, port 80, on the node itself. A proxy does not know that address, and a policy that leaves it out drops the request.',
  error: 'Connect timeout on endpoint URL: "http://169.254.170.23/v1/credentials"',
  fix: 'Name 169.254.170.23 and [fd00:ec2::23] in NO_PROXY, and allow egress to them, port 80.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html',
  examples: {
    bad: [...FILES, withEnv(PROXY)],
    good: [...FILES, withEnv(PROXY, env('NO_PROXY', '.svc,169.254.170.23,[fd00:ec2::23]'))],
  },
  *check(context) {
    for (const { association, key, obstacle } of cutOffPods(context.inventory)) {
      const { cause, reason, place } = obstacle;
      if (cause === 'other-policy') context.notChecked(place, reason);
      if (cause !== 'proxy' && cause !== 'network-policy') continue;
      yield obstacleReport(obstacle, { place: association.place, message: `the association of ${key}` });
    }
  },
};
