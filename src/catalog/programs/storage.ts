import { BOTH, helmAt, type Program } from '../program.js';
import { allow, bucketStatements, grantKeysToEc2 } from '../write.js';

/** The managed policies of 2026 in place of the old one, which AWS asks everybody to leave. */
export const awsEbsCsiDriver: Program = {
  name: 'aws-ebs-csi-driver',
  about: 'EBS volumes for pods',
  asOf: '2026-08-26',
  source: 'https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/install.md',
  namespace: 'kube-system',
  serviceAccount: 'ebs-csi-controller-sa',
  parameters: [
    { name: 'keys', required: false, about: 'ARNs of KMS keys that encrypt volumes, beside the one of AWS.' },
  ],
  statements: ({ keys }) => [
    ...allow('UseVolumeKey', 'kms:Decrypt,GenerateDataKeyWithoutPlaintext', keys),
    ...grantKeysToEc2(keys),
  ],
  managedPolicies: ['AmazonEBSCSIDriverPolicyV2'],
  mechanisms: BOTH,
  helm: helmAt(
    'controller.serviceAccount',
    'kubernetes-sigs/aws-ebs-csi-driver',
    'charts/aws-ebs-csi-driver/values.yaml',
    '2026-08-19',
    { region: 'controller.region' },
  ),
  warnings: [
    'service-role/AmazonEBSCSIDriverPolicy is deprecated: take it off the role when V2 is on it',
    'AmazonEBSCSIDriverEKSClusterScopedPolicy is narrower still: for Pod Identity with session tags, and --k8s-tag-cluster-id',
  ],
};

/** The policy compares tags of volumes with the session's eks-cluster-name, which Pod Identity alone sends. */
export const awsEbsCsiDriverClusterScoped: Program = {
  ...awsEbsCsiDriver,
  name: 'aws-ebs-csi-driver-cluster-scoped',
  about: 'EBS volumes of one cluster for its pods',
  managedPolicies: ['AmazonEBSCSIDriverEKSClusterScopedPolicy'],
  mechanisms: ['pod-identity'],
  warnings: [
    'the driver needs --k8s-tag-cluster-id, set to the name of the cluster',
    'volumes without the tag of the cluster are out of its reach: tag those that exist first',
  ],
};

export const awsEfsCsiDriver: Program = {
  name: 'aws-efs-csi-driver',
  about: 'EFS file systems for pods',
  asOf: '2026-08-26',
  source: 'https://docs.aws.amazon.com/eks/latest/userguide/efs-csi.html',
  namespace: 'kube-system',
  serviceAccount: 'efs-csi-controller-sa',
  parameters: [],
  statements: () => [],
  managedPolicies: ['service-role/AmazonEFSCSIDriverPolicy'],
  mechanisms: BOTH,
  helm: helmAt(
    'controller.serviceAccount',
    'kubernetes-sigs/aws-efs-csi-driver',
    'charts/aws-efs-csi-driver/values.yaml',
    '2026-07-24',
  ),
  warnings: ['pods of the node, efs-csi-node-sa, need a role of their own only for mounts with iam'],
};

/** The driver of EFS mounts S3 Files too. */
export const awsS3FilesCsiDriver: Program = {
  ...awsEfsCsiDriver,
  name: 'aws-s3-files-csi-driver',
  about: 'S3 Files for pods, by the driver of EFS',
  source: 'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonS3FilesCSIDriverPolicy.html',
  managedPolicies: ['service-role/AmazonS3FilesCSIDriverPolicy'],
  warnings: [
    'pods that mount need s3files:ClientMount, and s3files:ClientWrite to write, of their own',
    'beside EFS it shares one service account: give both the same roleName',
  ],
};

/** Narrower than AmazonFSxFullAccess, which its documents name. */
export const awsFsxCsiDriver: Program = {
  name: 'aws-fsx-csi-driver',
  about: 'file systems of FSx for Lustre for pods',
  asOf: '2026-08-26',
  source: 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/docs/README.md',
  namespace: 'kube-system',
  serviceAccount: 'fsx-csi-controller-sa',
  parameters: [{ name: 'buckets', required: false, about: 'Buckets that file systems import and export.' }],
  statements: ({ buckets }, { partition }) => {
    const linked = (service: string) => `arn:${partition}:iam::*:role/aws-service-role/${service}/*`;
    const repository = 's3.data-source.lustre.fsx.amazonaws.com';
    return [
      ...allow(
        'FileSystems',
        'fsx:CreateFileSystem,DeleteFileSystem,DescribeFileSystems,TagResource,UpdateFileSystem',
        '*',
      ),
      ...allow('ServiceLinkedRole', 'iam:CreateServiceLinkedRole', linked('fsx.amazonaws.com'), {
        StringLike: { 'iam:AWSServiceName': ['fsx.amazonaws.com', repository] },
      }),
      ...allow(
        'DataRepository',
        'iam:AttachRolePolicy,CreateServiceLinkedRole,PutRolePolicy',
        buckets.length === 0 ? [] : linked(repository),
      ),
      ...allow(
        'DataBucket',
        's3:ListBucket',
        buckets.map(({ name }) => `arn:${partition}:s3:::${name}`),
      ),
    ];
  },
  managedPolicies: [],
  mechanisms: BOTH,
  helm: helmAt(
    'controller.serviceAccount',
    'kubernetes-sigs/aws-fsx-csi-driver',
    'charts/aws-fsx-csi-driver/values.yaml',
    '2026-04-21',
  ),
  warnings: ['broad: file systems of FSx for Lustre have no narrower form in its documents'],
};

/** Narrower than AmazonS3FullAccess, which its documents name. */
export const awsMountpointS3CsiDriver: Program = {
  name: 'aws-mountpoint-s3-csi-driver',
  about: 'S3 buckets mounted as file systems',
  asOf: '2026-08-26',
  source: 'https://github.com/awslabs/mountpoint-s3-csi-driver/blob/main/docs/install.md',
  namespace: 'kube-system',
  serviceAccount: 's3-csi-driver-sa',
  parameters: [
    { name: 'buckets', required: true },
    { name: 'keys', required: false },
  ],
  statements: (values, cluster) =>
    bucketStatements(values, cluster, {
      bucket: 's3:ListBucket',
      objects: 's3:AbortMultipartUpload,DeleteObject,GetObject,PutObject',
    }),
  managedPolicies: [],
  mechanisms: BOTH,
  helm: helmAt(
    'node.serviceAccount',
    'awslabs/mountpoint-s3-csi-driver',
    'charts/aws-mountpoint-s3-csi-driver/values.yaml',
    '2026-08-08',
  ),
  warnings: [
    'every pod that mounts shares this role, unless volumes say authenticationSource: pod',
    'volumes with authenticationSource: pod name stsRegion where pods do not reach the instance metadata service',
  ],
};

export const velero: Program = {
  name: 'velero',
  about: 'backups of clusters and volumes',
  asOf: '2026-08-22',
  source: 'https://github.com/vmware-tanzu/velero-plugin-for-aws',
  namespace: 'velero',
  serviceAccount: 'velero-server',
  parameters: [
    { name: 'buckets', required: true },
    { name: 'keys', required: false, about: 'ARNs of KMS keys of volumes that are snapshotted.' },
  ],
  statements: ({ keys, ...values }, cluster) => [
    ...allow(
      'Snapshots',
      'ec2:CreateSnapshot,CreateTags,CreateVolume,DeleteSnapshot,DescribeSnapshots,DescribeVolumes',
      '*',
    ),
    ...bucketStatements({ ...values, keys: [] }, cluster, {
      bucket: 's3:ListBucket',
      objects:
        's3:AbortMultipartUpload,DeleteObject,GetObject,ListMultipartUploadParts,PutObject,PutObjectTagging',
    }),
    ...allow(
      'UseSnapshotKey',
      'kms:Decrypt,DescribeKey,GenerateDataKey,GenerateDataKeyWithoutPlaintext,ReEncryptFrom,ReEncryptTo',
      keys,
    ),
    ...grantKeysToEc2(keys),
  ],
  managedPolicies: [],
  mechanisms: BOTH,
  helm: helmAt(
    'serviceAccount.server',
    'vmware-tanzu/helm-charts',
    'charts/velero/values.yaml',
    '2026-06-25',
  ),
  warnings: [
    'the chart needs credentials.useSecret: false',
    'broad: snapshots and volumes of the whole account, as its plugin has it',
  ],
};
