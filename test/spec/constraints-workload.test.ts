import { expect, test } from '@jest/globals';
import type { SpecInput } from '../../src/spec/schema.js';
import { aPod, aWorkload, type Part } from '../support/a-spec.js';
import { findingsOf, type Row } from './support.js';

type WorkloadInput = SpecInput['workloads'][number];
type PodPart = Part<NonNullable<WorkloadInput['pod']>>;

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

function one(workload: Part<WorkloadInput>): Part<SpecInput> {
  return { workloads: [aWorkload(workload)] };
}

function pod(changes: PodPart, name = 'photo-site'): Part<SpecInput> {
  return one({ name, pod: aPod(changes) });
}

function bucket(more: object): Part<SpecInput> {
  return one({ buckets: [{ name: 'my-bucket', access: 'get', ...more }] });
}

function statement(more: object): Part<SpecInput> {
  return one({ statements: [{ actions: ['eks:ListClusters'], resources: ['*'], ...more }] });
}

const POD = 'workloads[0].pod';
const BUCKET = 'workloads[0].buckets[0]';
const STATEMENT = 'workloads[0].statements[0]';

/** Where SDKs look for credentials before, or instead of, the role of a service account; in alphabetical order. */
const CREDENTIALS = [
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_PROFILE',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SHARED_CREDENTIALS_FILE',
];

const PROXY = { HTTPS_PROXY: 'http://proxy.internal:3128' };
const byPodIdentity = (workload: Part<WorkloadInput>): Part<SpecInput> => ({
  identity: { mechanism: 'pod-identity' },
  ...one(workload),
});
const behindProxy = (env: PodPart['env'] & object) => byPodIdentity({ pod: aPod({ env }) });
const assuming = (...actions: string[]) =>
  byPodIdentity({ statements: [{ actions, resources: ['arn:aws:iam::444455556666:role/archive'] }] });

const TENANT = {
  actions: ['s3:GetObject'],
  resources: ['arn:aws:s3:::b/${aws:PrincipalTag/kubernetes-namespace}/*'],
};
const BY_TAG = {
  policyArns: ['arn:aws:iam::aws:policy/AmazonEBSCSIDriverEKSClusterScopedPolicy'],
  statements: [TENANT],
};

const SESSION_TAGS: readonly Row[] = [
  [
    'policies that compare with session tags under IRSA',
    {
      given: one(BY_TAG),
      want: [
        'session-tags-absent? workloads[0].policyArns[0]',
        `session-tags-absent? ${STATEMENT}.resources[0]`,
      ],
    },
  ],
  ['policies that compare with session tags under Pod Identity', { given: byPodIdentity(BY_TAG), want: [] }],
  [
    'policies that compare with tags of the role',
    { given: { tags: { 'kubernetes-namespace': 'a', 'eks-cluster-name': 'b' }, ...one(BY_TAG) }, want: [] },
  ],
  [
    'statements with a tag that is spelled wrong, one of the role and one of somebody else',
    {
      given: {
        tags: { 'eks-tier': 'gold' },
        ...byPodIdentity({
          statements: [
            {
              actions: ['s3:GetObject'],
              resources: ['kubernetes-namespce', 'eks-tier', 'team'].map(
                (tag) => `arn:aws:s3:::my-bucket/\${aws:PrincipalTag/${tag}}/*`,
              ),
              conditions: { StringEquals: { 'aws:PrincipalTag/eks-cluster': 'demo' } },
            },
          ],
        }),
      },
      want: [
        `session-tag-unknown? ${STATEMENT}.conditions.StringEquals["aws:PrincipalTag/eks-cluster"]`,
        `session-tag-unknown? ${STATEMENT}.resources[0]`,
      ],
    },
  ],
];

const OTHER_KEY = KEY.replace('111122223333', '444455556666');
const OTHER_ACCOUNT: readonly Row[] = [
  [
    'things and a key of another account',
    {
      given: one({
        buckets: [{ name: 'my-bucket', access: 'get', kmsKeyArn: OTHER_KEY }],
        queues: [{ name: 'jobs', access: 'send', accountId: '444455556666' }],
        keys: [{ arn: OTHER_KEY, access: 'decrypt' }],
      }),
      want: [
        `other-account? ${BUCKET}.kmsKeyArn`,
        'other-account? workloads[0].keys[0].arn',
        'other-account? workloads[0].queues[0].accountId',
      ],
    },
  ],
  [
    'what other accounts are not let in to, by word and by kind',
    {
      given: one({
        queues: [
          { name: 'jobs', access: 'redrive', accountId: '444455556666' },
          { name: 'more', access: ['redrive', 'send'], accountId: '444455556666' },
        ],
        parameters: [{ name: '/a', access: 'read', accountId: '444455556666' }],
        secrets: [{ name: 'a', access: 'read', accountId: '444455556666' }],
      }),
      want: [
        'other-account? workloads[0].parameters[0].accountId',
        'other-account? workloads[0].queues[0].accountId',
        'other-account? workloads[0].queues[1].accountId',
        'other-account? workloads[0].queues[1].accountId',
        'other-account? workloads[0].secrets[0].accountId',
        'other-account? workloads[0].secrets[0].accountId',
        'other-account? workloads[0].secrets[0].accountId',
      ],
    },
  ],
  [
    'things of the account of the cluster, for a role of another one',
    {
      given: one({
        identity: { roleOwner: 'existing' },
        roleArn: 'arn:aws:iam::444455556666:role/photos',
        buckets: [{ name: 'my-bucket', access: 'get' }],
        queues: [{ name: 'jobs', access: 'send' }],
        metrics: [{ namespace: 'Photos', access: 'put' }],
      }),
      want: ['other-account? workloads[0].queues[0].name', 'role-account? workloads[0].roleArn'],
    },
  ],
  [
    'a key of the account of an existing role',
    {
      given: one({
        identity: { roleOwner: 'existing' },
        roleArn: 'arn:aws:iam::444455556666:role/photos',
        keys: [{ arn: OTHER_KEY, access: 'decrypt' }],
      }),
      want: ['role-account? workloads[0].roleArn'],
    },
  ],
];

const rows: readonly Row[] = [
  ...OTHER_ACCOUNT,
  [
    'a proxy before the agent',
    { given: behindProxy(PROXY), want: [`proxy-hides-agent? ${POD}.env.HTTPS_PROXY`] },
  ],
  [
    'a proxy with other exceptions',
    {
      given: behindProxy({ ...PROXY, NO_PROXY: '.svc,10.0.0.0/8' }),
      want: [`proxy-hides-agent? ${POD}.env.NO_PROXY`],
    },
  ],
  ...['169.254.170.23', '.svc, 169.254.0.0/16', '*', '169.254.170.23:80'].map(
    (value): Row => [
      `a proxy spares the agent by ${value}`,
      { given: behindProxy({ ...PROXY, no_proxy: value }), want: [] },
    ],
  ),
  ['a proxy under IRSA', { given: pod({ env: PROXY }), want: [] }],
  [
    'another role without sts:TagSession',
    { given: assuming('sts:AssumeRole'), want: [`tag-session? ${STATEMENT}.actions[0]`] },
  ],
  ...SESSION_TAGS,
  ['another role with sts:TagSession', { given: assuming('sts:AssumeRole', 'sts:TagSession'), want: [] }],
  ['a pod', { given: pod({}), want: [] }],
  ['a CronJob', { given: pod({ kind: 'CronJob', schedule: '0 3 * * *' }), want: [] }],
  [
    'a CronJob without schedule',
    { given: pod({ kind: 'CronJob' }), want: [`missing-schedule ${POD}.schedule`] },
  ],
  [
    'a schedule of a Job',
    { given: pod({ kind: 'Job', schedule: '@daily' }), want: [`wrong-kind ${POD}.schedule`] },
  ],
  ['replicas of a Pod', { given: pod({ kind: 'Pod', replicas: 1 }), want: [`wrong-kind ${POD}.replicas`] }],
  [
    'a service of a Job',
    { given: pod({ kind: 'Job', service: 'ClusterIP' }), want: [`wrong-kind ${POD}.service`] },
  ],
  ['a service', { given: pod({ service: 'LoadBalancer', servicePort: 443 }), want: [] }],
  [
    'a service without port',
    { given: pod({ port: undefined, service: 'ClusterIP' }), want: [`missing-port ${POD}.service`] },
  ],
  [
    'a service port without service',
    { given: pod({ servicePort: 80 }), want: [`missing-service ${POD}.servicePort`] },
  ],
  [
    'a service whose name begins with a digit',
    { given: pod({ service: 'ClusterIP' }, '1st'), want: ['service-name workloads[0].name'] },
  ],
  ['no service, and a name that begins with a digit', { given: pod({}, '1st'), want: [] }],
  [
    'a name too long for a CronJob',
    {
      given: pod({ kind: 'CronJob', schedule: '@daily' }, 'n'.repeat(53)),
      want: ['cron-job-name workloads[0].name'],
    },
  ],
  [
    'a name just short enough for a CronJob',
    { given: pod({ kind: 'CronJob', schedule: '@daily' }, 'n'.repeat(52)), want: [] },
  ],
  [
    'a name too long for a StatefulSet',
    { given: pod({ kind: 'StatefulSet' }, 'n'.repeat(53)), want: ['stateful-set-name workloads[0].name'] },
  ],
  [
    'a StatefulSet whose headless Service cannot have the name',
    { given: pod({ kind: 'StatefulSet' }, '1st'), want: ['service-name workloads[0].name'] },
  ],
  [
    'a StatefulSet whose headless Service is that of another workload',
    {
      given: {
        workloads: [
          aWorkload({ name: 'db', pod: aPod({ kind: 'StatefulSet' }) }),
          aWorkload({ name: 'db-headless', pod: aPod({ service: 'ClusterIP' }) }),
        ],
      },
      want: ['duplicate-service workloads[1].name'],
    },
  ],
  [
    'the same in two namespaces',
    {
      given: {
        workloads: [
          aWorkload({ name: 'db', pod: aPod({ kind: 'StatefulSet' }) }),
          aWorkload({ name: 'db-headless', namespace: 'other', pod: aPod({ service: 'ClusterIP' }) }),
        ],
      },
      want: [],
    },
  ],
  [
    'a StatefulSet and a DaemonSet that serve',
    {
      given: {
        workloads: [
          aWorkload({ name: 'db', pod: aPod({ kind: 'StatefulSet', service: 'ClusterIP', replicas: 3 }) }),
          aWorkload({ name: 'agent', pod: aPod({ kind: 'DaemonSet', service: 'ClusterIP' }) }),
        ],
      },
      want: [],
    },
  ],
  [
    'replicas of a DaemonSet',
    { given: pod({ kind: 'DaemonSet', replicas: 3 }), want: [`wrong-kind ${POD}.replicas`] },
  ],
  [
    'a Service of a CronJob, with all that belongs to one',
    {
      given: pod({
        kind: 'CronJob',
        schedule: '@daily',
        service: 'LoadBalancer',
        loadBalancerClass: 'service.k8s.aws/nlb',
        serviceAnnotations: { a: 'b' },
      }),
      want: ['loadBalancerClass', 'service', 'serviceAnnotations'].map(
        (field) => `wrong-kind ${POD}.${field}`,
      ),
    },
  ],
  [
    'annotations and a class without a Service',
    {
      given: pod({ serviceAnnotations: { a: 'b' }, loadBalancerClass: 'service.k8s.aws/nlb' }),
      want: ['loadBalancerClass', 'serviceAnnotations'].map((field) => `missing-service ${POD}.${field}`),
    },
  ],
  [
    'a class of a ClusterIP',
    {
      given: pod({ service: 'ClusterIP', loadBalancerClass: 'service.k8s.aws/nlb' }),
      want: [`load-balancer-class ${POD}.loadBalancerClass`],
    },
  ],
  [
    'an internal load balancer',
    {
      given: pod({
        service: 'LoadBalancer',
        loadBalancerClass: 'service.k8s.aws/nlb',
        serviceAnnotations: { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' },
      }),
      want: [],
    },
  ],
  [
    'labels by which pods are selected',
    {
      given: pod({
        labels: {
          'app.kubernetes.io/name': 'x',
          'app.kubernetes.io/instance': 'x',
          'app.kubernetes.io/managed-by': 'helm',
          'app.kubernetes.io/part-of': 'shop',
        },
      }),
      want: ['instance', 'managed-by', 'name'].map(
        (name) => `reserved-label ${POD}.labels["app.kubernetes.io/${name}"]`,
      ),
    },
  ],
  [
    'a label that Kubernetes gives, and one that takes the role away',
    {
      given: pod({
        labels: { 'pod-template-hash': 'x', 'eks.amazonaws.com/skip-pod-identity-webhook': 'true' },
      }),
      want: [
        `reserved-label ${POD}.labels.pod-template-hash`,
        `reserved-label ${POD}.labels["eks.amazonaws.com/skip-pod-identity-webhook"]`,
      ],
    },
  ],
  [
    'annotations that are not for pods',
    {
      given: pod({
        annotations: {
          'eks.amazonaws.com/role-arn': 'x',
          'eks.amazonaws.com/token-expiration': '3600',
          'eks.amazonaws.com/skip-containers': 'proxy,photo-site',
          'irsa-forge/identity': 'x',
        },
      }),
      want: ['eks.amazonaws.com/role-arn', 'eks.amazonaws.com/skip-containers', 'irsa-forge/identity'].map(
        (name) => `reserved-annotation ${POD}.annotations["${name}"]`,
      ),
    },
  ],
  [
    'annotations for pods',
    {
      given: pod({
        annotations: { 'prometheus.io/scrape': 'true', 'eks.amazonaws.com/skip-containers': 'proxy' },
      }),
      want: [],
    },
  ],
  [
    'configuration from Secrets and ConfigMaps',
    {
      given: pod({
        env: { LOG: 'info', DB: { secret: 'db', key: 'url' }, MODE: { configMap: 'app', key: 'mode' } },
        envFrom: [{ secret: 'app' }, { configMap: 'app' }],
      }),
      want: [],
    },
  ],
  [
    'configuration from neither and from both',
    {
      given: pod({
        env: { A: { key: 'a' }, B: { secret: 's', configMap: 'c', key: 'b' } },
        envFrom: [{}],
      }),
      want: [`config-source ${POD}.env.A`, `config-source ${POD}.env.B`, `config-source ${POD}.envFrom[0]`],
    },
  ],
  [
    'static keys from a Secret',
    {
      given: pod({
        env: {
          AWS_ACCESS_KEY_ID: { secret: 'aws', key: 'id' },
          AWS_SECRET_ACCESS_KEY: { secret: 'aws', key: 'secret' },
          AWS_SESSION_TOKEN: { secret: 'aws', key: 'token' },
          AWS_REGION: { configMap: 'aws', key: 'region' },
        },
      }),
      want: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'].map(
        (name) => `reserved-env ${POD}.env.${name}`,
      ),
    },
  ],
  [
    'a proxy from a Secret, whose exceptions nobody knows',
    {
      given: behindProxy({
        HTTPS_PROXY: { secret: 'proxy', key: 'url' },
        NO_PROXY: { configMap: 'proxy', key: 'except' },
      }),
      want: [],
    },
  ],
  [
    'sources listed twice',
    {
      given: pod({
        imagePullSecrets: ['a', 'b', 'a'],
        envFrom: [{ secret: 'app' }, { configMap: 'app' }, { secret: 'app' }],
      }),
      want: [`duplicate-source ${POD}.envFrom[2].secret`, `duplicate-source ${POD}.imagePullSecrets[2]`],
    },
  ],
  [
    'further ports',
    { given: pod({ ports: [{ name: 'metrics', port: 9090 }], service: 'ClusterIP' }), want: [] },
  ],
  [
    'ports without a first one',
    { given: pod({ port: undefined, ports: [{ name: 'http', port: 9090 }] }), want: [] },
  ],
  [
    'further ports that are taken',
    {
      given: pod({
        service: 'ClusterIP',
        servicePort: 9443,
        ports: [
          { name: 'http', port: 9090 },
          { name: 'admin', port: 8080 },
          { name: 'tls', port: 9443 },
          { name: 'tls', port: 9091 },
          { name: 'more', port: 9091 },
        ],
      }),
      want: ['[0].name', '[1].port', '[2].port', '[3].name', '[4].port'].map(
        (where) => `duplicate-port ${POD}.ports${where}`,
      ),
    },
  ],
  [
    'a further port that is privileged',
    {
      given: pod({ ports: [{ name: 'metrics', port: 90 }] }),
      want: [`privileged-port? ${POD}.ports[0].port`],
    },
  ],
  [
    'ways out',
    {
      given: pod({ egressPorts: [5672], egress: [{ port: 5432 }, { port: 6379, cidr: '10.0.0.0/16' }] }),
      want: [],
    },
  ],
  [
    'ways out that lead nowhere, or are listed twice',
    {
      given: pod({ egress: [{}, { port: 5432, cidr: '10.0.0.0/16' }, { cidr: '10.0.0.0/16', port: 5432 }] }),
      want: [`duplicate-port ${POD}.egress[2]`, `empty-egress ${POD}.egress[0]`],
    },
  ],
  [
    'a network that limits nothing',
    {
      given: pod({
        egressPorts: [5432],
        egress: [
          { port: 5432, cidr: '10.0.0.0/16' },
          { port: 443, cidr: '10.0.0.0/16' },
        ],
      }),
      want: [0, 1].map((index) => `egress-open? ${POD}.egress[${index}].cidr`),
    },
  ],
  [
    'ways out without a policy',
    {
      given: pod({ networkPolicy: false, egressPorts: [5432], egress: [{ port: 6379 }] }),
      want: [`ignored-field? ${POD}.egress`, `ignored-field? ${POD}.egressPorts`],
    },
  ],
  [
    'a health path without port',
    {
      given: pod({ port: undefined, healthPath: '/' }),
      want: [`missing-port ${POD}.healthPath`],
    },
  ],
  [
    'a health path of a Job',
    { given: pod({ kind: 'Job', healthPath: '/' }), want: [`ignored-field? ${POD}.healthPath`] },
  ],
  [
    'a health path without probes',
    { given: pod({ healthPath: '/', probes: false }), want: [`ignored-field? ${POD}.healthPath`] },
  ],
  [
    'probes without port',
    { given: pod({ port: undefined, probes: true }), want: [`missing-port ${POD}.probes`] },
  ],
  ['no probes and no port', { given: pod({ port: undefined, probes: false }), want: [] }],
  ['a privileged port', { given: pod({ port: 80 }), want: [`privileged-port? ${POD}.port`] }],
  ['an image without tag', { given: pod({ image: 'nginx' }), want: [`floating-image? ${POD}.image`] }],
  [
    'an image with the tag latest',
    { given: pod({ image: 'reg:5000/nginx:latest' }), want: [`floating-image? ${POD}.image`] },
  ],
  ['an image by digest', { given: pod({ image: `nginx@sha256:${'0'.repeat(64)}` }), want: [] }],
  [
    'variables of the identity',
    {
      given: pod({
        env: {
          AWS_ROLE_ARN: 'x',
          AWS_WEB_IDENTITY_TOKEN_FILE: 'x',
          AWS_ACCESS_KEY_ID: 'x',
          AWS_REGION: 'x',
        },
      }),
      want: [
        `reserved-env ${POD}.env.AWS_ACCESS_KEY_ID`,
        `reserved-env ${POD}.env.AWS_ROLE_ARN`,
        `reserved-env ${POD}.env.AWS_WEB_IDENTITY_TOKEN_FILE`,
      ],
    },
  ],
  [
    'variables by which an SDK may find other credentials',
    {
      given: pod({ env: Object.fromEntries(CREDENTIALS.map((name) => [name, 'x'])) }),
      want: CREDENTIALS.map((name) => `suspicious-env? ${POD}.env.${name}`),
    },
  ],
  [
    'a path twice',
    {
      given: pod({ writablePaths: ['/tmp', '/var/run', '/tmp/'] }),
      want: [`duplicate-path ${POD}.writablePaths[2]`],
    },
  ],
  [
    'a port twice',
    { given: pod({ egressPorts: [5432, 5432] }), want: [`duplicate-port ${POD}.egressPorts[1]`] },
  ],
  [
    'more asked for than allowed',
    {
      given: pod({
        resources: { requests: { memory: '1Gi', cpu: 1 }, limits: { memory: '512Mi', cpu: '1000m' } },
      }),
      want: [`request-over-limit ${POD}.resources.requests.memory`],
    },
  ],
  [
    'memory in thousandths',
    {
      given: pod({ resources: { limits: { memory: '128m' } } }),
      want: [`quantity ${POD}.resources.limits.memory`],
    },
  ],
  ['a large request alone', { given: pod({ resources: { requests: { memory: '1Gi' } } }), want: [] }],
  [
    'a small limit alone',
    { given: pod({ resources: { limits: { memory: '32Mi', cpu: '10m' } } }), want: [] },
  ],
  [
    'a prefix without slash',
    { given: bucket({ prefix: 'images' }), want: [`prefix-without-slash? ${BUCKET}.prefix`] },
  ],
  ['a key', { given: bucket({ kmsKeyArn: KEY }), want: [] }],
  [
    'a key that nothing uses',
    {
      given: bucket({ access: ['list', 'delete'], kmsKeyArn: KEY }),
      want: [`unused-kms-key? ${BUCKET}.kmsKeyArn`],
    },
  ],
  [
    'a key of another partition',
    {
      given: bucket({ kmsKeyArn: KEY.replace('aws', 'aws-cn').replace('us-east-1', 'cn-north-1') }),
      want: [`partition ${BUCKET}.kmsKeyArn`],
    },
  ],
  ['a bucket of the account', { given: bucket({ name: 'logs-111122223333-us-east-1-an' }), want: [] }],
  [
    'a bucket of another account',
    { given: bucket({ name: 'logs-999922223333-us-east-1-an' }), want: [`regional-bucket? ${BUCKET}.name`] },
  ],
  [
    'a bucket of another region',
    { given: bucket({ name: 'logs-111122223333-eu-west-1-an' }), want: [`regional-bucket? ${BUCKET}.name`] },
  ],
  [
    'a bucket and its key in two regions',
    {
      given: bucket({ name: 'logs-111122223333-eu-west-1-an', kmsKeyArn: KEY }),
      want: [`kms-key-region ${BUCKET}.kmsKeyArn`, `regional-bucket? ${BUCKET}.name`],
    },
  ],
  [
    'a managed policy',
    { given: one({ policyArns: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'] }), want: [] },
  ],
  [
    'a policy twice',
    {
      given: one({ policyArns: Array(2).fill('arn:aws:iam::aws:policy/a') }),
      want: ['duplicate-policy-arn workloads[0].policyArns[1]'],
    },
  ],
  [
    'a policy of another account',
    {
      given: one({ policyArns: ['arn:aws:iam::999922223333:policy/a'] }),
      want: ['policy-account workloads[0].policyArns[0]'],
    },
  ],
  [
    'a policy of another partition',
    {
      given: one({ policyArns: ['arn:aws-cn:iam::aws:policy/a'] }),
      want: ['partition workloads[0].policyArns[0]'],
    },
  ],
  [
    'a statement',
    {
      given: statement({
        conditions: { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } },
      }),
      want: [],
    },
  ],
  [
    'a resource of another partition',
    { given: statement({ resources: ['arn:aws-cn:s3:::b'] }), want: [`partition ${STATEMENT}.resources[0]`] },
  ],
  [
    'a condition that is no boolean',
    {
      given: statement({ conditions: { Bool: { 'aws:SecureTransport': ['yes'] } } }),
      want: [`condition-value ${STATEMENT}.conditions.Bool["aws:SecureTransport"]`],
    },
  ],
  [
    'a sid twice',
    {
      given: one({
        statements: Array(2).fill({ sid: 'A', actions: ['eks:ListClusters'], resources: ['*'] }),
      }),
      want: ['duplicate-sid workloads[0].statements[1].sid'],
    },
  ],
  ['tags that differ in case', { given: { tags: { Team: 'a', team: 'b' } }, want: ['tag-case tags.team'] }],
  [
    'too many tags',
    {
      given: { tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, ''])) },
      want: ['too-many-tags tags'],
    },
  ],
  [
    'a secret of the backend',
    {
      given: { terraform: { backend: { type: 's3', config: { secret_key: 'x' } } } },
      want: ['backend-secret terraform.backend.config.secret_key'],
    },
  ],
  [
    'a bucket for the state without a key',
    {
      given: { terraform: { backend: { type: 's3', config: { bucket: 'acme-tfstate' } } } },
      want: ['state-key? terraform.backend'],
    },
  ],
  [
    'a backend of which init is told the rest',
    { given: { terraform: { backend: { type: 's3', config: { use_lockfile: true } } } }, want: [] },
  ],
  [
    'a backend of a module',
    {
      given: { terraform: { layout: 'module', backend: { type: 's3' } } },
      want: ['backend-in-module terraform.backend'],
    },
  ],
];

test.each(rows)('%s', (_name, { given, want }) => {
  expect(findingsOf(given)).toEqual(want);
});
