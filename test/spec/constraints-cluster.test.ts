import { expect, test } from '@jest/globals';
import type { SpecInput } from '../../src/spec/schema.js';
import { aWorkload, type Part } from '../support/a-spec.js';
import { findingsOf, type Row } from './support.js';

type Vpc = NonNullable<SpecInput['cluster']['vpc']>;

const A = { id: 'subnet-0aaaaaaaaaaaaaaa1', availabilityZone: 'us-east-1a' };
const B = { id: 'subnet-0aaaaaaaaaaaaaaa2', availabilityZone: 'us-east-1b' };
const C = { id: 'subnet-0aaaaaaaaaaaaaaa3', availabilityZone: 'us-east-1a' };
const D = { id: 'subnet-0aaaaaaaaaaaaaaa4', availabilityZone: 'us-east-1b' };
const ISSUER = 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';

function inVpc(vpc: Partial<Vpc>, cluster: Part<SpecInput['cluster']> = {}): Part<SpecInput> {
  return { cluster: { ...cluster, vpc: { id: 'vpc-0a1b2c3d4e5f67890', ...vpc } } };
}

function withGroup(group: Part<NonNullable<SpecInput['cluster']['nodeGroups']>[number]>): Part<SpecInput> {
  return { cluster: { nodeGroups: [{ name: 'linux-node', ...group } as { name: string }] } };
}

const PRIVATE = { privateSubnets: [A, B] };
const GROUP = 'cluster.nodeGroups[0]';

const rows: readonly Row[] = [
  ['the builder itself', { given: {}, want: [] }],
  [
    'a name with underscore, for eksctl',
    { given: { cluster: { name: 'a_b' } }, want: ['eksctl-cluster-name cluster.name'] },
  ],
  ['a name with underscore that exists', { given: { cluster: { name: 'a_b', provision: false } }, want: [] }],
  [
    'a name that begins with a digit, for eksctl',
    { given: { cluster: { name: '1a' } }, want: ['eksctl-cluster-name cluster.name'] },
  ],
  [
    'the sovereign cloud, by eksctl',
    { given: { cluster: { region: 'eusc-de-east-1' } }, want: ['eksctl-region cluster.region'] },
  ],
  [
    'the sovereign cloud, existing',
    { given: { cluster: { region: 'eusc-de-east-1', provision: false } }, want: [] },
  ],
  [
    'a version in extended support',
    {
      given: { cluster: { kubernetesVersion: '1.32' } },
      want: ['kubernetes-version? cluster.kubernetesVersion'],
    },
  ],
  [
    'a version about to leave standard support',
    {
      given: { cluster: { kubernetesVersion: '1.34' } },
      want: ['kubernetes-version? cluster.kubernetesVersion'],
    },
  ],
  [
    'a version that ended',
    {
      given: { cluster: { kubernetesVersion: '1.29' } },
      want: ['kubernetes-version? cluster.kubernetesVersion'],
    },
  ],
  [
    'a version of the future',
    {
      given: { cluster: { kubernetesVersion: '1.40' } },
      want: ['kubernetes-version? cluster.kubernetesVersion'],
    },
  ],
  ['a version of tomorrow morning', { given: { cluster: { kubernetesVersion: '1.36' } }, want: [] }],
  ['an issuer', { given: { cluster: { oidcIssuer: ISSUER } }, want: [] }],
  [
    'an issuer of another region',
    {
      given: { cluster: { region: 'us-east-2', oidcIssuer: ISSUER } },
      want: ['issuer-region cluster.oidcIssuer'],
    },
  ],
  [
    'one zone',
    {
      given: { cluster: { availabilityZones: ['us-east-1a'] } },
      want: ['too-few-zones cluster.availabilityZones'],
    },
  ],
  ['two zones', { given: { cluster: { availabilityZones: ['us-east-1a', 'us-east-1b'] } }, want: [] }],
  [
    'a zone elsewhere',
    {
      given: { cluster: { availabilityZones: ['us-east-1a', 'us-west-2b'] } },
      want: ['zone-region cluster.availabilityZones[1]'],
    },
  ],
  [
    'zones and a VPC',
    {
      given: inVpc(PRIVATE, { availabilityZones: ['us-east-1a', 'us-east-1b'] }),
      want: ['zones-with-vpc cluster.availabilityZones'],
    },
  ],
  ['a VPC', { given: inVpc(PRIVATE), want: [] }],
  [
    'an API that nothing reaches',
    {
      given: { cluster: { endpointAccess: { private: false, public: false } } },
      want: ['endpoint-access cluster.endpointAccess.public'],
    },
  ],
  [
    'an API inside a VPC that is yet to be made',
    {
      given: { cluster: { endpointAccess: { public: false } } },
      want: ['endpoint-access cluster.endpointAccess.public'],
    },
  ],
  [
    'an API inside a VPC',
    {
      given: inVpc(PRIVATE, { endpointAccess: { public: false } }),
      want: ['endpoint-access? cluster.endpointAccess.public'],
    },
  ],
  [
    'networks of the internet without it',
    {
      given: inVpc(PRIVATE, { endpointAccess: { public: false, publicCidrs: ['203.0.113.0/24'] } }),
      want: [
        'endpoint-access? cluster.endpointAccess.public',
        'public-cidrs cluster.endpointAccess.publicCidrs',
      ],
    },
  ],
  [
    'networks that shut the nodes out',
    {
      given: { cluster: { endpointAccess: { private: false, publicCidrs: ['203.0.113.0/24'] } } },
      want: ['public-cidrs cluster.endpointAccess.publicCidrs'],
    },
  ],
  [
    'networks that the internet does not have',
    {
      given: {
        cluster: {
          endpointAccess: { publicCidrs: ['203.0.113.7/32', '10.1.0.0/16', '2001:db8::/32', '1.2.3.4'] },
        },
      },
      want: [1, 2, 3].map((index) => `invalid-value cluster.endpointAccess.publicCidrs[${index}]`),
    },
  ],
  [
    'a log twice',
    {
      given: { cluster: { logging: ['api', 'audit', 'api'] } },
      want: ['duplicate-log cluster.logging[2]'],
    },
  ],
  ['a VPC with both kinds', { given: inVpc({ ...PRIVATE, publicSubnets: [C, D] }), want: [] }],
  ['a VPC without subnets', { given: inVpc({}), want: ['too-few-subnets cluster.vpc'] }],
  [
    'one subnet of a kind',
    { given: inVpc({ ...PRIVATE, publicSubnets: [C] }), want: ['too-few-subnets cluster.vpc.publicSubnets'] },
  ],
  [
    'subnets in one zone',
    { given: inVpc({ privateSubnets: [A, C] }), want: ['one-zone cluster.vpc.privateSubnets'] },
  ],
  [
    'a subnet twice',
    {
      given: inVpc({ privateSubnets: [A, B], publicSubnets: [C, B] }),
      want: ['duplicate-subnet cluster.vpc.publicSubnets[1].id'],
    },
  ],
  [
    'a subnet elsewhere',
    {
      given: inVpc({ privateSubnets: [A, { ...B, availabilityZone: 'us-west-2b' }] }),
      want: ['zone-region cluster.vpc.privateSubnets[1].availabilityZone'],
    },
  ],
  [
    'public nodes in a private VPC',
    {
      given: inVpc(PRIVATE, { nodeGroups: [{ name: 'n', privateNetworking: false }] }),
      want: [`private-networking ${GROUP}.privateNetworking`],
    },
  ],
  [
    'private nodes in a public VPC',
    {
      given: inVpc({ publicSubnets: [A, B] }, { nodeGroups: [{ name: 'n', privateNetworking: true }] }),
      want: [`private-networking ${GROUP}.privateNetworking`],
    },
  ],
  [
    'nodes in a zone without subnets',
    {
      given: inVpc(PRIVATE, { nodeGroups: [{ name: 'n', availabilityZones: ['us-east-1c'] }] }),
      want: [`zone-without-subnet ${GROUP}.availabilityZones[0]`],
    },
  ],
  [
    'nodes in a zone elsewhere',
    {
      given: withGroup({ availabilityZones: ['eu-west-1a'] }),
      want: [`zone-region ${GROUP}.availabilityZones[0]`],
    },
  ],
  [
    'a node group twice',
    {
      given: { cluster: { nodeGroups: [{ name: 'n' }, { name: 'n' }] } },
      want: ['duplicate-node-group cluster.nodeGroups[1].name'],
    },
  ],
  [
    'more than the most',
    {
      given: withGroup({ desiredCapacity: 4, maxSize: 3 }),
      want: [`node-group-size ${GROUP}.desiredCapacity`],
    },
  ],
  [
    'less than the fewest',
    {
      given: withGroup({ desiredCapacity: 2, minSize: 3 }),
      want: [`node-group-size ${GROUP}.desiredCapacity`],
    },
  ],
  [
    'bounds the wrong way round',
    { given: withGroup({ minSize: 3, maxSize: 2 }), want: [`node-group-size ${GROUP}.minSize`] },
  ],
  ['bounds around the default', { given: withGroup({ minSize: 3, maxSize: 6 }), want: [] }],
  ['a small disk', { given: withGroup({ volumeSize: 19 }), want: [`small-volume? ${GROUP}.volumeSize`] }],
  [
    'names too long together',
    {
      given: { cluster: { name: 'c'.repeat(60), nodeGroups: [{ name: 'n'.repeat(51) }] } },
      want: [`stack-name-length ${GROUP}.name`],
    },
  ],
  [
    'names just short enough',
    { given: { cluster: { name: 'c'.repeat(60), nodeGroups: [{ name: 'n'.repeat(50) }] } }, want: [] },
  ],
  [
    'nodes too small for any pod',
    { given: withGroup({ instanceType: 't3.micro' }), want: [`small-instance-type? ${GROUP}.instanceType`] },
  ],
  [
    'an instance type that the table leaves out',
    { given: withGroup({ instanceType: 'x99.tiny' }), want: [] },
  ],
  [
    'more pods than the nodes run',
    {
      given: { workloads: [aWorkload({ pod: { kind: 'Deployment', image: 'a/b:1', replicas: 30 } })] },
      want: ['small-instance-type? cluster.nodeGroups[0].instanceType'],
    },
  ],
  [
    'a pod on each node, and no room for it beside those of the system',
    {
      given: {
        ...withGroup({ instanceType: 't3.micro', desiredCapacity: 3 }),
        workloads: [aWorkload({ pod: { kind: 'DaemonSet', image: 'a/b:1' } })],
      },
      want: [`small-instance-type? ${GROUP}.instanceType`],
    },
  ],
  [
    'a pod that asks for more processors than any node has',
    {
      given: {
        workloads: [
          aWorkload({ pod: { kind: 'Pod', image: 'a/b:1', resources: { requests: { cpu: '8' } } } }),
        ],
      },
      want: ['small-instance-type? workloads[0].pod.resources.requests'],
    },
  ],
  [
    'a pod larger than any node',
    {
      given: {
        workloads: [
          aWorkload({ pod: { kind: 'Pod', image: 'a/b:1', resources: { requests: { memory: '8Gi' } } } }),
        ],
      },
      want: ['small-instance-type? workloads[0].pod.resources.requests'],
    },
  ],
  [
    'what an existing cluster ignores',
    {
      given: {
        cluster: {
          provision: false,
          vpc: { id: 'vpc-0a1b2c3d4e5f67890' },
          nodeGroups: [],
          availabilityZones: ['us-east-1a'],
          podImds: true,
          endpointAccess: { public: false, private: false },
        },
      },
      want: [
        'ignored-field? cluster.availabilityZones',
        'ignored-field? cluster.endpointAccess',
        'ignored-field? cluster.nodeGroups',
        'ignored-field? cluster.podImds',
        'ignored-field? cluster.vpc',
      ],
    },
  ],
];

test.each(rows)('%s', (_name, { given, want }) => {
  expect(findingsOf(given)).toEqual(want);
});
