/** An EKS add-on that calls AWS: where EKS installs it, and as whom it calls. */
export interface EksAddon {
  readonly namespace: string;
  /** Service accounts that need a role; a role that lets one of them in is not another's. */
  readonly serviceAccounts: readonly string[];
}

const kubeSystem = (...serviceAccounts: readonly string[]): EksAddon => ({
  namespace: 'kube-system',
  serviceAccounts,
});

/**
 * AWS's own add-ons with an IAM role, as of 2026-11-27.
 * https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html
 */
const ADDONS: Readonly<Record<string, EksAddon>> = {
  'vpc-cni': kubeSystem('aws-node'),
  'aws-ebs-csi-driver': kubeSystem('ebs-csi-controller-sa', 'ebs-csi-node-sa'),
  'aws-efs-csi-driver': kubeSystem('efs-csi-controller-sa', 'efs-csi-node-sa'),
  'aws-fsx-csi-driver': kubeSystem('fsx-csi-controller-sa', 'fsx-csi-node-sa'),
  'aws-mountpoint-s3-csi-driver': kubeSystem('s3-csi-driver-sa', 's3-csi-driver-controller-sa'),
  'amazon-cloudwatch-observability': {
    namespace: 'amazon-cloudwatch',
    serviceAccounts: ['cloudwatch-agent', 'amazon-cloudwatch-observability-controller-manager'],
  },
};

/** What is known of an add-on; EKS takes its name in any case. */
export function eksAddon(name: string): EksAddon | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(ADDONS, key) ? ADDONS[key] : undefined;
}

/** Whether EKS makes the service account for one of its add-ons. */
export const isOfAddon = (namespace: string, serviceAccount: string): boolean =>
  Object.values(ADDONS).some(
    (addon) => addon.namespace === namespace && addon.serviceAccounts.includes(serviceAccount),
  );
