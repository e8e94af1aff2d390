import { BOTH, type HelmValues, helmAt, type Program } from '../program.js';
import { type BucketUse, bucketStatements } from '../write.js';

/** What programs differ in that do nothing in AWS but keep things in buckets. */
interface ObjectStore {
  readonly name: string;
  readonly about: string;
  readonly source: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly use: BucketUse;
  readonly helm: HelmValues;
  readonly warnings?: readonly string[];
}

const PLAIN: HelmValues = { path: 'serviceAccount.annotations', namePath: 'serviceAccount.name' };

function objectStore({ use, helm, warnings = [], ...rest }: ObjectStore): Program {
  return {
    ...rest,
    asOf: '2026-08-22',
    parameters: [
      { name: 'buckets', required: true },
      { name: 'keys', required: false, about: 'ARNs of KMS keys that encrypt objects.' },
    ],
    statements: (values, cluster) => bucketStatements(values, cluster, use),
    managedPolicies: [],
    mechanisms: BOTH,
    helm,
    warnings,
  };
}

const KEEP: BucketUse = { bucket: 's3:ListBucket', objects: 's3:DeleteObject,GetObject,PutObject' };

/** Hadoop's committers upload in parts. */
const JOBS: BucketUse = {
  bucket: 's3:GetBucketLocation,ListBucket,ListBucketMultipartUploads',
  objects: 's3:AbortMultipartUpload,DeleteObject,GetObject,ListMultipartUploadParts,PutObject',
};

export const loki = objectStore({
  name: 'loki',
  about: 'logs kept in S3',
  source: 'https://grafana.com/docs/loki/latest/setup/install/helm/deployment-guides/aws/',
  namespace: 'loki',
  serviceAccount: 'loki',
  helm: helmAt('serviceAccount', 'grafana/loki', 'production/helm/loki/values.yaml', '2026-08-22'),
  use: KEEP,
});

export const mimir = objectStore({
  name: 'mimir',
  about: 'metrics of Prometheus kept in S3',
  source: 'https://grafana.com/docs/mimir/latest/configure/configure-object-storage-backend/',
  namespace: 'mimir',
  serviceAccount: 'mimir',
  helm: PLAIN,
  use: KEEP,
});

export const tempo = objectStore({
  name: 'tempo',
  about: 'traces kept in S3',
  source: 'https://grafana.com/docs/tempo/latest/configuration/hosted-storage/s3/',
  namespace: 'tempo',
  serviceAccount: 'tempo',
  helm: helmAt('serviceAccount', 'grafana-community/helm-charts', 'charts/tempo/values.yaml', '2026-08-20'),
  use: {
    ...KEEP,
    objects: 's3:DeleteObject,GetObject,GetObjectTagging,PutObject,PutObjectTagging',
  },
  warnings: ['the chart tempo-distributed of grafana/helm-charts is deprecated'],
});

export const thanos = objectStore({
  name: 'thanos',
  about: 'metrics of Prometheus kept in S3',
  source: 'https://thanos.io/tip/thanos/storage.md/',
  namespace: 'monitoring',
  serviceAccount: 'thanos-storegateway',
  use: KEEP,
  helm: {
    path: 'storegateway.serviceAccount.annotations',
    namePath: 'storegateway.serviceAccount.name',
  },
  warnings: [
    "every component has a service account of its own, and the sidecar is Prometheus's: write a workload for each",
  ],
});

export const argoWorkflows = objectStore({
  name: 'argo-workflows',
  about: 'artifacts of workflows in S3',
  source: 'https://argo-workflows.readthedocs.io/en/latest/configure-artifact-repository/',
  namespace: 'argo',
  serviceAccount: 'argo-workflow',
  use: {
    bucket: 's3:GetBucketLocation,ListBucket',
    objects: 's3:AbortMultipartUpload,DeleteObject,GetObject,ListMultipartUploadParts,PutObject',
  },
  helm: {
    ...helmAt(
      'workflow.serviceAccount',
      'argoproj/argo-helm',
      'charts/argo-workflows/values.yaml',
      '2026-07-02',
    ),
    onRequest: true,
  },
  warnings: [
    'workflows run in namespaces of their own: write a workload for each; the artifact repository needs useSDKCreds: true',
  ],
});

export const gitlabRunner = objectStore({
  name: 'gitlab-runner',
  about: 'the cache of CI jobs in S3',
  source: 'https://docs.gitlab.com/runner/configuration/advanced-configuration/#the-runnerscaches3-section',
  namespace: 'gitlab-runner',
  serviceAccount: 'gitlab-runner',
  helm: PLAIN,
  use: {
    bucket: 's3:ListBucket',
    objects: 's3:DeleteObject,GetObject,GetObjectVersion,PutObject',
    sid: 'Cache',
  },
  warnings: ['the cache needs AuthenticationType = "iam"'],
});

export const spark = objectStore({
  name: 'spark',
  about: 'Spark jobs with their data in S3',
  source: 'https://github.com/kubeflow/spark-operator',
  namespace: 'default',
  serviceAccount: 'spark-operator-spark',
  use: JOBS,
  helm: helmAt(
    'spark.serviceAccount',
    'kubeflow/spark-operator',
    'charts/spark-operator-chart/values.yaml',
    '2026-08-21',
  ),
  warnings: ['Pod Identity needs hadoop-aws from 3.4; IRSA the WebIdentityTokenFileCredentialsProvider'],
});

export const flink = objectStore({
  name: 'flink',
  about: 'Flink jobs with their state in S3',
  source: 'https://github.com/apache/flink-kubernetes-operator',
  namespace: 'default',
  serviceAccount: 'flink',
  use: JOBS,
  helm: helmAt(
    'jobServiceAccount',
    'apache/flink-kubernetes-operator',
    'helm/flink-kubernetes-operator/values.yaml',
    '2026-07-20',
  ),
});
