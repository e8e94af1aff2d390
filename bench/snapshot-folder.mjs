import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const CLUSTER = 'shared';
const HOST = `oidc.eks.${REGION}.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF`;
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${HOST}`;
const MADE = '2026-05-04T08:00:00Z';
const STARTED = '2026-11-20T06:30:00Z';

/** Most roles of an account are of pods; the others of its machines, its people and AWS's own services. */
const isOfPod = (i) => i % 5 < 3;
const teamOf = (i) => `team-${String(i % 200).padStart(3, '0')}`;
const appOf = (i) => `app-${String(i).padStart(4, '0')}`;
const roleOf = (i) => `${CLUSTER}.${teamOf(i)}.${appOf(i)}`;
const arnOf = (i) => `arn:aws:iam::${ACCOUNT}:role/${roleOf(i)}`;
const uid = (i, of) => `${of}${String(i).padStart(7, '0')}-1111-4222-8333-444455556666`;

/**
 * Writes what `aws` and `kubectl` print of an account with so many roles and a cluster with so many pods, in their own
 * shapes and sizes. Returns the service account, action and resource of a question that is answered with yes.
 */
export function writeSnapshot(folder, { roles, pods }) {
  const all = Array.from({ length: roles }, (_, i) => i);
  const own = all.filter(isOfPod);
  const save = (name, value) =>
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(value, null, 4)}\n`);
  const saveList = (name, items) =>
    save(name, { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } });
  mkdirSync(folder, { recursive: true });
  save('eks-describe-cluster', {
    cluster: {
      name: CLUSTER,
      arn: `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/${CLUSTER}`,
      version: '1.35',
      identity: { oidc: { issuer: `https://${HOST}` } },
      status: 'ACTIVE',
    },
  });
  save('iam-list-open-id-connect-providers', { OpenIDConnectProviderList: [{ Arn: PROVIDER }] });
  save('iam-get-open-id-connect-provider', {
    Url: HOST,
    ClientIDList: ['sts.amazonaws.com'],
    ThumbprintList: ['9e99a48a9960b14926bb7f3b02e22da2b0ab7280'],
    CreateDate: MADE,
    Tags: [],
  });
  save('iam-get-account-authorization-details', {
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: all.map(roleDetail),
    Policies: own.filter(isManaged).map(managedPolicy),
  });
  saveList('serviceaccounts', own.map(serviceAccount));
  saveList('deployments', own.map(deployment));
  saveList(
    'pods',
    Array.from({ length: pods }, (_, i) => pod(own[i % own.length], i)),
  );
  const [first] = own;
  return {
    serviceAccount: `${teamOf(first)}/${appOf(first)}`,
    action: 's3:GetObject',
    resource: `arn:aws:s3:::${appOf(first)}-data/key`,
  };
}

const isManaged = (i) => i % 2 === 0;

function roleDetail(i) {
  const managed = { PolicyName: roleOf(i), PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/${roleOf(i)}` };
  return {
    Path: '/',
    RoleName: roleOf(i),
    RoleId: `AROA${String(i).padStart(17, 'X')}`,
    Arn: arnOf(i),
    CreateDate: MADE,
    AssumeRolePolicyDocument: isOfPod(i) ? trustOfPod(i) : trustOfService(),
    InstanceProfileList: [],
    RolePolicyList: isOfPod(i) && isManaged(i) ? [] : [{ PolicyName: 'access', PolicyDocument: access(i) }],
    AttachedManagedPolicies: isOfPod(i) && isManaged(i) ? [managed] : [],
    Tags: [
      { Key: 'team', Value: teamOf(i) },
      { Key: 'environment', Value: 'production' },
    ],
    RoleLastUsed: { LastUsedDate: STARTED, Region: REGION },
  };
}

const trustOfPod = (i) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: PROVIDER },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          [`${HOST}:aud`]: 'sts.amazonaws.com',
          [`${HOST}:sub`]: `system:serviceaccount:${teamOf(i)}:${appOf(i)}`,
        },
      },
    },
  ],
});

const trustOfService = () => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** A bucket and a queue of its own, and a table that the team shares. */
const access = (i) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Objects',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      Resource: `arn:aws:s3:::${appOf(i)}-data/*`,
    },
    { Sid: 'Bucket', Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${appOf(i)}-data` },
    {
      Sid: 'Queue',
      Effect: 'Allow',
      Action: ['sqs:SendMessage', 'sqs:GetQueueUrl', 'sqs:GetQueueAttributes'],
      Resource: `arn:aws:sqs:${REGION}:${ACCOUNT}:${appOf(i)}`,
    },
    {
      Sid: 'Table',
      Effect: 'Allow',
      Action: ['dynamodb:GetItem', 'dynamodb:Query'],
      Resource: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${teamOf(i)}`,
    },
  ],
});

const managedPolicy = (i) => ({
  PolicyName: roleOf(i),
  PolicyId: `ANPA${String(i).padStart(17, 'X')}`,
  Arn: `arn:aws:iam::${ACCOUNT}:policy/${roleOf(i)}`,
  Path: '/',
  DefaultVersionId: 'v1',
  AttachmentCount: 1,
  PermissionsBoundaryUsageCount: 0,
  IsAttachable: true,
  CreateDate: MADE,
  UpdateDate: MADE,
  PolicyVersionList: [{ Document: access(i), VersionId: 'v1', IsDefaultVersion: true, CreateDate: MADE }],
});

const serviceAccount = (i) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: {
    annotations: { 'eks.amazonaws.com/role-arn': arnOf(i) },
    creationTimestamp: MADE,
    labels: { app: appOf(i), 'app.kubernetes.io/managed-by': 'Helm' },
    name: appOf(i),
    namespace: teamOf(i),
    resourceVersion: String(1_000_000 + i),
    uid: uid(i, 'a'),
  },
});

function deployment(i) {
  const { metadata, spec } = pod(i, 0);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      annotations: { 'deployment.kubernetes.io/revision': '7' },
      creationTimestamp: MADE,
      generation: 7,
      labels: { app: appOf(i) },
      name: appOf(i),
      namespace: teamOf(i),
      resourceVersion: String(2_000_000 + i),
      uid: uid(i, 'd'),
    },
    spec: {
      progressDeadlineSeconds: 600,
      replicas: 3,
      revisionHistoryLimit: 10,
      selector: { matchLabels: { app: appOf(i) } },
      strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' }, type: 'RollingUpdate' },
      template: {
        metadata: { labels: { app: metadata.labels.app } },
        spec: {
          containers: spec.containers.map(({ env, volumeMounts, ...rest }) => ({
            ...rest,
            env: env.slice(0, 4),
          })),
          dnsPolicy: 'ClusterFirst',
          restartPolicy: 'Always',
          schedulerName: 'default-scheduler',
          serviceAccount: appOf(i),
          serviceAccountName: appOf(i),
          terminationGracePeriodSeconds: 30,
        },
      },
    },
    status: {
      availableReplicas: 3,
      observedGeneration: 7,
      readyReplicas: 3,
      replicas: 3,
      updatedReplicas: 3,
    },
  };
}

/** As the API server has it once it runs: defaults filled in, mutated by the webhook, with its status. */
function pod(i, number) {
  const name = `${appOf(i)}-6c9f7d5b8-${number.toString(36).padStart(5, '0')}`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      annotations: { 'prometheus.io/port': '8080', 'prometheus.io/scrape': 'true' },
      creationTimestamp: STARTED,
      generateName: `${appOf(i)}-6c9f7d5b8-`,
      labels: { app: appOf(i), 'app.kubernetes.io/version': '1.4.2', 'pod-template-hash': '6c9f7d5b8' },
      name,
      namespace: teamOf(i),
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          blockOwnerDeletion: true,
          controller: true,
          kind: 'ReplicaSet',
          name: `${appOf(i)}-6c9f7d5b8`,
          uid: uid(i, 'r'),
        },
      ],
      resourceVersion: String(3_000_000 + number),
      uid: uid(number, 'f'),
    },
    spec: {
      affinity: {},
      containers: [container(i, 'app'), container(i, 'metrics')],
      dnsPolicy: 'ClusterFirst',
      enableServiceLinks: true,
      nodeName: `ip-10-0-${number % 250}-17.ec2.internal`,
      preemptionPolicy: 'PreemptLowerPriority',
      priority: 0,
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      securityContext: { fsGroup: 2000, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      serviceAccount: appOf(i),
      serviceAccountName: appOf(i),
      terminationGracePeriodSeconds: 30,
      tolerations: ['not-ready', 'unreachable'].map((key) => ({
        effect: 'NoExecute',
        key: `node.kubernetes.io/${key}`,
        operator: 'Exists',
        tolerationSeconds: 300,
      })),
      volumes: [
        token('aws-iam-token', { audience: 'sts.amazonaws.com', expirationSeconds: 86_400, path: 'token' }),
        {
          name: 'kube-api-access-x7k2p',
          projected: {
            defaultMode: 420,
            sources: [
              { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
              { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
              {
                downwardAPI: {
                  items: [
                    { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' },
                  ],
                },
              },
            ],
          },
        },
      ],
    },
    status: {
      conditions: [
        'PodReadyToStartContainers',
        'Initialized',
        'Ready',
        'ContainersReady',
        'PodScheduled',
      ].map((type) => ({ lastProbeTime: null, lastTransitionTime: STARTED, status: 'True', type })),
      containerStatuses: ['app', 'metrics'].map((container) => ({
        containerID: `containerd://${'0123456789abcdef'.repeat(4)}`,
        image: `registry.example/${container}:1.4.2`,
        imageID: `registry.example/${container}@sha256:${'fedcba9876543210'.repeat(4)}`,
        lastState: {},
        name: container,
        ready: true,
        restartCount: 0,
        started: true,
        state: { running: { startedAt: STARTED } },
      })),
      hostIP: '10.0.1.17',
      hostIPs: [{ ip: '10.0.1.17' }],
      phase: 'Running',
      podIP: '10.0.3.40',
      podIPs: [{ ip: '10.0.3.40' }],
      qosClass: 'Burstable',
      startTime: STARTED,
    },
  };
}

const token = (name, serviceAccountToken) => ({
  name,
  projected: { defaultMode: 420, sources: [{ serviceAccountToken }] },
});

const container = (i, name) => ({
  env: [
    { name: 'LOG_LEVEL', value: 'info' },
    { name: 'HTTP_PORT', value: '8080' },
    { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
    {
      name: 'DATABASE_PASSWORD',
      valueFrom: { secretKeyRef: { key: 'password', name: `${appOf(i)}-database` } },
    },
    { name: 'AWS_STS_REGIONAL_ENDPOINTS', value: 'regional' },
    { name: 'AWS_DEFAULT_REGION', value: REGION },
    { name: 'AWS_REGION', value: REGION },
    { name: 'AWS_ROLE_ARN', value: arnOf(i) },
    {
      name: 'AWS_WEB_IDENTITY_TOKEN_FILE',
      value: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token',
    },
  ],
  image: `registry.example/${name}:1.4.2`,
  imagePullPolicy: 'IfNotPresent',
  livenessProbe: probe('/healthz'),
  name,
  ports: [{ containerPort: 8080, name: 'http', protocol: 'TCP' }],
  readinessProbe: probe('/ready'),
  resources: { limits: { memory: '512Mi' }, requests: { cpu: '100m', memory: '256Mi' } },
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  volumeMounts: [
    {
      mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
      name: 'kube-api-access-x7k2p',
      readOnly: true,
    },
    { mountPath: '/var/run/secrets/eks.amazonaws.com/serviceaccount', name: 'aws-iam-token', readOnly: true },
  ],
});

const probe = (path) => ({
  failureThreshold: 3,
  httpGet: { path, port: 'http', scheme: 'HTTP' },
  initialDelaySeconds: 5,
  periodSeconds: 10,
  successThreshold: 1,
  timeoutSeconds: 1,
});
