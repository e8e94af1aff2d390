import { expect, test } from '@jest/globals';
import { GRANT_KINDS } from '../../src/grants/index.js';
import type { SpecInput } from '../../src/spec/schema.js';
import type { Spec } from '../../src/spec/types.js';
import { aPod, aSpec, aWorkload, type Part } from '../support/a-spec.js';

type Row = [string, { given: Part<SpecInput>; read: (spec: Spec) => unknown; want: unknown }];

function pod(changes: Parameters<typeof aPod>[0]): Part<SpecInput> {
  return { workloads: [aWorkload({ pod: aPod(changes) })] };
}

function access(level: unknown): Part<SpecInput> {
  return { workloads: [aWorkload({ buckets: [{ name: 'my-bucket', access: level as 'get' }] })] };
}

const SUBNETS = [
  { id: 'subnet-0aaaaaaaaaaaaaaa1', availabilityZone: 'us-east-1a' },
  { id: 'subnet-0aaaaaaaaaaaaaaa2', availabilityZone: 'us-east-1b' },
];
const IN_VPC = { cluster: { vpc: { id: 'vpc-0a1b2c3d4e5f67890', privateSubnets: SUBNETS } } };
const EXISTING = { cluster: { provision: false } };
const verbs = (spec: Spec) => spec.workloads[0]?.buckets[0]?.access;
const podOf = (spec: Spec) => spec.workloads[0]?.pod;

const rows: Row[] = [
  [
    'the whole spec',
    {
      given: {},
      read: ({ cluster, identity, terraform, tags }) => ({ cluster, identity, terraform, tags }),
      want: {
        cluster: {
          name: 'demo-k8s',
          region: 'us-east-1',
          accountId: '111122223333',
          provision: true,
          kubernetesVersion: '1.35',
          availabilityZones: [],
          nodeGroups: [
            {
              name: 'linux-node',
              managed: true,
              instanceType: 't3.medium',
              desiredCapacity: 2,
              privateNetworking: true,
              availabilityZones: [],
            },
          ],
          podImds: false,
          logging: [],
          endpointAccess: { private: true, public: true, publicCidrs: [] },
          networkPolicy: false,
        },
        identity: {
          mechanism: 'irsa',
          roleOwner: 'terraform',
          serviceAccountOwner: 'manifest',
          oidcProviderOwner: 'eksctl',
          rolePath: '/',
          furtherClusters: [],
          maxSessionDuration: 3600,
        },
        terraform: { syntax: 'hcl', layout: 'root' },
        tags: {},
      },
    },
  ],
  [
    'a workload',
    {
      given: {},
      read: (spec) => spec.workloads[0],
      want: {
        ...Object.fromEntries(GRANT_KINDS.map(({ field }) => [field, []])),
        name: 'photo-site',
        namespace: 'web',
        createNamespace: true,
        serviceAccount: 'sa-app',
        identity: { mechanism: 'irsa', roleOwner: 'terraform', serviceAccountOwner: 'manifest' },
        buckets: [{ name: 'lightlytics-s3-bucket', access: ['get'] }],
        policyArns: [],
        statements: [],
        sessionTags: true,
        sessionPolicy: [],
      },
    },
  ],
  [
    'an existing cluster has no node groups',
    { given: EXISTING, read: ({ cluster }) => cluster.nodeGroups, want: [] },
  ],
  [
    'an existing cluster has its provider',
    { given: EXISTING, read: ({ identity }) => identity.oidcProviderOwner, want: 'existing' },
  ],
  [
    'pod identity needs no provider',
    {
      given: { identity: { mechanism: 'pod-identity' } },
      read: ({ identity }) => identity.oidcProviderOwner,
      want: 'existing',
    },
  ],
  [
    'nodes are private as far as there are private subnets in their zones',
    {
      given: {
        cluster: {
          vpc: {
            id: 'vpc-0a1b2c3d4e5f67890',
            privateSubnets: SUBNETS,
            publicSubnets: [
              { id: 'subnet-0aaaaaaaaaaaaaaa3', availabilityZone: 'us-east-1a' },
              { id: 'subnet-0aaaaaaaaaaaaaaa4', availabilityZone: 'us-east-1c' },
            ],
          },
          nodeGroups: [{ name: 'all' }, { name: 'edge', availabilityZones: ['us-east-1c'] }],
        },
      },
      read: ({ cluster }) => cluster.nodeGroups.map(({ privateNetworking }) => privateNetworking),
      want: [true, false],
    },
  ],
  [
    'the CNI enforces policies where there are some, and we make the cluster',
    { given: pod({}), read: ({ cluster }) => cluster.networkPolicy, want: true },
  ],
  [
    'the CNI of a cluster that exists is its own',
    { given: { ...pod({}), ...EXISTING }, read: ({ cluster }) => cluster.networkPolicy, want: false },
  ],
  [
    'nodes of a private VPC are private',
    { given: IN_VPC, read: ({ cluster }) => cluster.nodeGroups[0]?.privateNetworking, want: true },
  ],
  [
    'nodes of a public VPC are public',
    {
      given: { cluster: { vpc: { id: 'vpc-0a1b2c3d4e5f67890', publicSubnets: SUBNETS } } },
      read: ({ cluster }) => cluster.nodeGroups[0]?.privateNetworking,
      want: false,
    },
  ],
  [
    'the number of nodes is within bounds',
    {
      given: { cluster: { nodeGroups: [{ name: 'n', minSize: 4 }] } },
      read: ({ cluster }) => cluster.nodeGroups[0]?.desiredCapacity,
      want: 4,
    },
  ],
  [
    'the default namespace exists',
    {
      given: { workloads: [aWorkload({ namespace: 'default' })] },
      read: (spec) => spec.workloads[0]?.createNamespace,
      want: false,
    },
  ],
  [
    'the namespaces of an existing cluster exist',
    { given: EXISTING, read: (spec) => spec.workloads[0]?.createNamespace, want: false },
  ],
  [
    'a workload overrides one owner',
    {
      given: { workloads: [aWorkload({ identity: { serviceAccountOwner: 'existing' } })] },
      read: (spec) => spec.workloads[0]?.identity,
      want: { mechanism: 'irsa', roleOwner: 'terraform', serviceAccountOwner: 'existing' },
    },
  ],
  ['read', { given: access('read'), read: verbs, want: ['list', 'get'] }],
  ['write', { given: access('write'), read: verbs, want: ['put'] }],
  ['read-write', { given: access('read-write'), read: verbs, want: ['list', 'get', 'put'] }],
  ['full', { given: access('full'), read: verbs, want: ['list', 'get', 'put', 'delete'] }],
  [
    'a list in another order with repeats',
    { given: access(['delete', 'read', 'get', 'put']), read: verbs, want: ['list', 'get', 'put', 'delete'] },
  ],
  [
    'one condition value is a list',
    {
      given: {
        workloads: [
          aWorkload({
            statements: [
              { actions: ['a:B'], resources: ['*'], conditions: { StringEquals: { 'aws:x': 'y' } } },
            ],
          }),
        ],
      },
      read: (spec) => spec.workloads[0]?.statements[0]?.conditions,
      want: { StringEquals: { 'aws:x': ['y'] } },
    },
  ],
  [
    'a pod',
    {
      given: pod({}),
      read: podOf,
      want: {
        kind: 'Deployment',
        labels: {},
        annotations: {},
        image: 'registry.example/photo-site:1.4.2',
        imagePullSecrets: [],
        runAsUser: 10001,
        command: [],
        args: [],
        env: {},
        envFrom: [],
        port: 8080,
        ports: [],
        servicePort: 80,
        serviceAnnotations: {},
        probes: true,
        resources: {
          requests: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '64Mi' },
          limits: { cpu: '500m', memory: '256Mi', 'ephemeral-storage': '256Mi' },
        },
        writablePaths: ['/tmp'],
        egressPorts: [],
        egress: [],
        networkPolicy: true,
        replicas: 2,
      },
    },
  ],
  [
    'a Job has no probes',
    {
      given: pod({ kind: 'Job', healthPath: '/' }),
      read: (spec) => [podOf(spec)?.probes, podOf(spec)?.healthPath, podOf(spec)?.replicas],
      want: [false, undefined, 1],
    },
  ],
  ...(['StatefulSet', 'DaemonSet'] as const).map((kind): (typeof rows)[number] => [
    `one pod of a ${kind}, with probes`,
    {
      given: pod({ kind }),
      read: (spec) => [podOf(spec)?.probes, podOf(spec)?.replicas],
      want: [true, 1],
    },
  ]),
  [
    'a pod without port has no probes',
    { given: pod({ port: undefined }), read: (spec) => podOf(spec)?.probes, want: false },
  ],
  [
    'limits rise to requests',
    {
      given: pod({ resources: { requests: { memory: '1Gi', cpu: 2, 'nvidia.com/gpu': 1 } } }),
      read: (spec) => podOf(spec)?.resources.limits,
      want: { cpu: '2', memory: '1Gi', 'ephemeral-storage': '256Mi', 'nvidia.com/gpu': '1' },
    },
  ],
  [
    'requests fall to limits',
    {
      given: pod({ resources: { limits: { memory: '64Mi' } } }),
      read: (spec) => podOf(spec)?.resources.requests,
      want: { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
    },
  ],
];

test.each(rows)('%s', (_name, { given, read, want }) => {
  expect(read(aSpec(given))).toEqual(want);
});
