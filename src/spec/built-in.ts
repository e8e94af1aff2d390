/** Every default that depends on nothing else; the schema shows them, and `defaults.ts` fills them in. */
import { DEFAULT_EKS_VERSION } from '../aws/eks-versions.js';

export const CLUSTER_DEFAULTS = {
  provision: true,
  kubernetesVersion: DEFAULT_EKS_VERSION,
  podImds: false,
} as const;

export const ENDPOINT_DEFAULTS = { private: true, public: true } as const;

export const NODE_GROUP_DEFAULTS = {
  name: 'linux-node',
  managed: true,
  instanceType: 't3.medium',
  desiredCapacity: 2,
} as const;

export const IDENTITY_DEFAULTS = {
  mechanism: 'irsa',
  roleOwner: 'terraform',
  serviceAccountOwner: 'manifest',
  rolePath: '/',
  maxSessionDuration: 3600,
} as const;

export const WORKLOAD_DEFAULTS = { sessionTags: true } as const;

export const TERRAFORM_DEFAULTS = { syntax: 'hcl', layout: 'root' } as const;

export const POD_DEFAULTS = {
  servicePort: 80,
  networkPolicy: true,
  writablePaths: ['/tmp'],
  runAsUser: 10_001,
  replicas: { Pod: 1, Deployment: 2, StatefulSet: 1, DaemonSet: 1, Job: 1, CronJob: 1 },
  requests: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '64Mi' },
  limits: { cpu: '500m', memory: '256Mi', 'ephemeral-storage': '256Mi' },
} as const;
