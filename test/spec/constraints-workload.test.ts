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

const PROXY = { HTTPS_PROXY: 'http://proxy.internal:3128' };
const byPodIdentity = (workload: Part<WorkloadInput>): Part<SpecInput> => ({
  identity: { mechanism: 'pod-identity' },
  ...one(workload),
});
const behindProxy = (env: Record<string, string>) => byPodIdentity({ pod: aPod({ env }) });
const assuming = (...actions: string[]) =>
  byPodIdentity({ statements: [{ actions, resources: ['arn:aws:iam::444455556666:role/archive'] }] });

const rows: readonly Row[] = [
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
          AWS_PROFILE: 'x',
          AWS_REGION: 'x',
        },
      }),
      want: [
        `reserved-env ${POD}.env.AWS_ACCESS_KEY_ID`,
        `reserved-env ${POD}.env.AWS_ROLE_ARN`,
        `reserved-env ${POD}.env.AWS_WEB_IDENTITY_TOKEN_FILE`,
        `suspicious-env? ${POD}.env.AWS_PROFILE`,
      ],
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
