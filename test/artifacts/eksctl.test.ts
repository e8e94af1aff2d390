import { describe, expect, test } from '@jest/globals';
import { aModel, type ModelParts, type WorkloadParts } from '../support/a-model.js';
import { renderedFiles, yamlFile } from '../support/rendered.js';

const ROLE_ARN = 'arn:aws:iam::111122223333:role/r';
const BOUNDARY = 'arn:aws:iam::111122223333:policy/boundary';
const POLICY = {
  Version: '2012-10-17',
  Statement: [
    { Sid: 'GetObjects', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/*' },
  ],
};
const METADATA = { name: 'app', namespace: 'default' };
const BY_EKSCTL = { metadata: METADATA, roleName: 'r', attachPolicy: POLICY };
const ROLE_ONLY = { metadata: METADATA, roleName: 'r', roleOnly: true, attachPolicy: POLICY };
const ATTACHED = { metadata: METADATA, attachRoleARN: ROLE_ARN };
const ASSOCIATION = {
  namespace: 'default',
  serviceAccountName: 'app',
  roleName: 'r',
  permissionPolicy: POLICY,
};
const AGENT = { name: 'eks-pod-identity-agent' };

async function clusterConfig(parts: ModelParts) {
  const { workloads = [{ roleName: 'r' }], ...rest } = parts;
  return yamlFile(await renderedFiles(aModel({ ...rest, workloads }), 'eksctl'), 'eksctl/cluster.yaml');
}

const EXISTS: WorkloadParts = { roleArn: ROLE_ARN };
const THERE = { provision: false } as const;

interface Row {
  readonly given: ModelParts;
  /** `iam` of the ClusterConfig; undefined where there is none to write. */
  readonly want: object | undefined;
}

const owners: readonly [string, Row][] = [
  ['terraform / manifest', { given: {}, want: { withOIDC: true } }],
  [
    'terraform / manifest, provider by Terraform',
    { given: { identity: { oidcProviderOwner: 'terraform' } }, want: { withOIDC: false } },
  ],
  ['terraform / manifest, cluster there', { given: { cluster: THERE }, want: undefined }],
  [
    'terraform / manifest, cluster there, provider yet to make by eksctl',
    { given: { cluster: THERE, identity: { oidcProviderOwner: 'eksctl' } }, want: undefined },
  ],
  [
    'terraform / eksctl',
    {
      given: { identity: { serviceAccountOwner: 'eksctl' } },
      want: { withOIDC: true, serviceAccounts: [ATTACHED] },
    },
  ],
  [
    'terraform / eksctl, cluster there',
    {
      given: { cluster: THERE, identity: { serviceAccountOwner: 'eksctl' } },
      want: { withOIDC: true, serviceAccounts: [ATTACHED] },
    },
  ],
  [
    'terraform / existing',
    { given: { identity: { serviceAccountOwner: 'existing' } }, want: { withOIDC: true } },
  ],
  [
    'eksctl / eksctl',
    {
      given: { identity: { roleOwner: 'eksctl', serviceAccountOwner: 'eksctl' } },
      want: { withOIDC: true, serviceAccounts: [BY_EKSCTL] },
    },
  ],
  [
    'eksctl / eksctl, cluster there',
    {
      given: { cluster: THERE, identity: { roleOwner: 'eksctl', serviceAccountOwner: 'eksctl' } },
      want: { withOIDC: true, serviceAccounts: [BY_EKSCTL] },
    },
  ],
  [
    'eksctl / manifest',
    { given: { identity: { roleOwner: 'eksctl' } }, want: { withOIDC: true, serviceAccounts: [ROLE_ONLY] } },
  ],
  [
    'eksctl / manifest, cluster there, provider by Terraform',
    {
      given: { cluster: THERE, identity: { roleOwner: 'eksctl', oidcProviderOwner: 'terraform' } },
      want: { withOIDC: true, serviceAccounts: [ROLE_ONLY] },
    },
  ],
  [
    'eksctl / existing',
    {
      given: { identity: { roleOwner: 'eksctl', serviceAccountOwner: 'existing' } },
      want: { withOIDC: true, serviceAccounts: [ROLE_ONLY] },
    },
  ],
  [
    'existing / manifest',
    { given: { identity: { roleOwner: 'existing' }, workloads: [EXISTS] }, want: { withOIDC: true } },
  ],
  [
    'existing / manifest, cluster there',
    { given: { cluster: THERE, identity: { roleOwner: 'existing' }, workloads: [EXISTS] }, want: undefined },
  ],
  [
    'existing / eksctl',
    {
      given: { identity: { roleOwner: 'existing', serviceAccountOwner: 'eksctl' }, workloads: [EXISTS] },
      want: { withOIDC: true, serviceAccounts: [ATTACHED] },
    },
  ],
  [
    'pod identity, terraform / manifest',
    { given: { identity: { mechanism: 'pod-identity' } }, want: { withOIDC: false } },
  ],
  [
    'pod identity, terraform / manifest, cluster there',
    { given: { cluster: THERE, identity: { mechanism: 'pod-identity' } }, want: undefined },
  ],
  [
    'pod identity, eksctl / eksctl',
    {
      given: { identity: { mechanism: 'pod-identity', roleOwner: 'eksctl', serviceAccountOwner: 'eksctl' } },
      want: { withOIDC: false, podIdentityAssociations: [{ ...ASSOCIATION, createServiceAccount: true }] },
    },
  ],
  [
    'pod identity, eksctl / eksctl, cluster there',
    {
      given: {
        cluster: THERE,
        identity: { mechanism: 'pod-identity', roleOwner: 'eksctl', serviceAccountOwner: 'eksctl' },
      },
      want: { withOIDC: false, podIdentityAssociations: [{ ...ASSOCIATION, createServiceAccount: true }] },
    },
  ],
  [
    'pod identity, eksctl / manifest',
    {
      given: { identity: { mechanism: 'pod-identity', roleOwner: 'eksctl' } },
      want: { withOIDC: false, podIdentityAssociations: [{ ...ASSOCIATION, createServiceAccount: false }] },
    },
  ],
  [
    'pod identity, eksctl / existing',
    {
      given: {
        identity: { mechanism: 'pod-identity', roleOwner: 'eksctl', serviceAccountOwner: 'existing' },
      },
      want: { withOIDC: false, podIdentityAssociations: [{ ...ASSOCIATION, createServiceAccount: false }] },
    },
  ],
  [
    'pod identity, existing / manifest',
    {
      given: { identity: { mechanism: 'pod-identity', roleOwner: 'existing' }, workloads: [EXISTS] },
      want: { withOIDC: false },
    },
  ],
  [
    'both mechanisms, all by eksctl',
    {
      given: {
        identity: { roleOwner: 'eksctl', serviceAccountOwner: 'eksctl' },
        workloads: [{ roleName: 'r' }, { roleName: 'q', identity: { mechanism: 'pod-identity' } }],
      },
      want: {
        withOIDC: true,
        serviceAccounts: [BY_EKSCTL],
        podIdentityAssociations: [
          { ...ASSOCIATION, serviceAccountName: 'app2', roleName: 'q', createServiceAccount: true },
        ],
      },
    },
  ],
  [
    'managed policies beside the own one',
    {
      given: {
        identity: { roleOwner: 'eksctl', serviceAccountOwner: 'eksctl' },
        workloads: [
          { roleName: 'r', policyArns: ['arn:aws:iam::aws:policy/B', 'arn:aws:iam::aws:policy/A'] },
        ],
      },
      want: {
        withOIDC: true,
        serviceAccounts: [
          {
            metadata: METADATA,
            roleName: 'r',
            attachPolicyARNs: ['arn:aws:iam::aws:policy/A', 'arn:aws:iam::aws:policy/B'],
          },
        ],
      },
    },
  ],
  [
    'boundary and tags on all that eksctl makes',
    {
      given: {
        tags: { team: 'web' },
        identity: { roleOwner: 'eksctl', serviceAccountOwner: 'eksctl', permissionsBoundaryArn: BOUNDARY },
        workloads: [{ roleName: 'r' }, { roleName: 'q', identity: { mechanism: 'pod-identity' } }],
      },
      want: {
        withOIDC: true,
        serviceRolePermissionsBoundary: BOUNDARY,
        serviceAccounts: [{ ...BY_EKSCTL, permissionsBoundary: BOUNDARY, tags: { team: 'web' } }],
        podIdentityAssociations: [
          {
            ...ASSOCIATION,
            serviceAccountName: 'app2',
            roleName: 'q',
            createServiceAccount: true,
            permissionsBoundaryARN: BOUNDARY,
            tags: { team: 'web' },
          },
        ],
      },
    },
  ],
  [
    "a boundary where the cluster is there: its role is somebody else's",
    {
      given: {
        cluster: THERE,
        identity: { roleOwner: 'eksctl', serviceAccountOwner: 'eksctl', permissionsBoundaryArn: BOUNDARY },
      },
      want: { withOIDC: true, serviceAccounts: [{ ...BY_EKSCTL, permissionsBoundary: BOUNDARY }] },
    },
  ],
];

describe('iam of the ClusterConfig for', () => {
  test.each(owners)('%s', async (_name, { given, want }) => {
    expect((await clusterConfig(given))?.iam).toEqual(want);
  });
});

describe('the add-ons are', () => {
  const rows: readonly [string, Row][] = [
    ['none with IRSA', { given: {}, want: undefined }],
    ['the agent with Pod Identity', { given: { identity: { mechanism: 'pod-identity' } }, want: [AGENT] }],
    [
      'the agent where associations are made in a cluster that is there',
      {
        given: { cluster: THERE, identity: { mechanism: 'pod-identity', roleOwner: 'eksctl' } },
        want: [AGENT],
      },
    ],
    [
      'vpc-cni with the boundary, since its role is made with the provider',
      {
        given: { identity: { permissionsBoundaryArn: BOUNDARY } },
        want: [{ name: 'vpc-cni', permissionsBoundary: BOUNDARY }],
      },
    ],
    [
      'the agent alone where there is no provider to make a role of',
      { given: { identity: { mechanism: 'pod-identity', permissionsBoundaryArn: BOUNDARY } }, want: [AGENT] },
    ],
  ];
  test.each(rows)('%s', async (_name, { given, want }) => {
    expect((await clusterConfig(given))?.addons).toEqual(want);
  });
});

const SUBNETS = [
  { id: 'subnet-0aaaaaaaaaaaaaaa1', availabilityZone: 'us-east-1a' },
  { id: 'subnet-0aaaaaaaaaaaaaaa2', availabilityZone: 'us-east-1b' },
];

describe('the ClusterConfig', () => {
  test('of a new cluster says what eksctl would otherwise warn about, versions and ids as text', async () => {
    const { iam: _iam, ...config } = await clusterConfig({});
    expect(config).toEqual({
      apiVersion: 'eksctl.io/v1alpha5',
      kind: 'ClusterConfig',
      metadata: { name: 'demo', region: 'us-east-1', version: '1.35' },
      autoModeConfig: { enabled: false },
      managedNodeGroups: [
        {
          name: 'linux-node',
          instanceType: 't3.medium',
          desiredCapacity: 2,
          privateNetworking: true,
          disablePodIMDS: true,
        },
      ],
      vpc: { clusterEndpoints: { privateAccess: true, publicAccess: true } },
    });
  });

  test('closes what is asked, and opens what is asked', async () => {
    const closed = await clusterConfig({
      cluster: {
        logging: ['audit', 'controllerManager'],
        endpointAccess: { publicCidrs: ['203.0.113.0/24'] },
      },
      workloads: [{ pod: { kind: 'Deployment', image: 'registry.example/app:1.0.0' } }],
    });
    expect(closed.cloudWatch).toEqual({ clusterLogging: { enableTypes: ['audit', 'controllerManager'] } });
    expect(closed.vpc.publicAccessCIDRs).toEqual(['203.0.113.0/24']);
    expect(closed.addons).toEqual([
      { name: 'vpc-cni', configurationValues: '{"enableNetworkPolicy":"true"}' },
    ]);
    const open = await clusterConfig({
      cluster: {
        podImds: true,
        networkPolicy: false,
        endpointAccess: { private: false },
        nodeGroups: [{ name: 'a', privateNetworking: false }],
      },
      workloads: [{ pod: { kind: 'Deployment', image: 'registry.example/app:1.0.0' } }],
    });
    expect(open.vpc).toEqual({ clusterEndpoints: { privateAccess: false, publicAccess: true } });
    expect(open.managedNodeGroups[0]).toMatchObject({ privateNetworking: false, disablePodIMDS: false });
    expect(open.addons).toBeUndefined();
  });

  test('of a cluster that is there has neither version nor VPC nor nodes', async () => {
    const config = await clusterConfig({ cluster: THERE, identity: { roleOwner: 'eksctl' } });
    expect(Object.keys(config)).toEqual(['apiVersion', 'kind', 'metadata', 'iam']);
    expect(config.metadata).toEqual({ name: 'demo', region: 'us-east-1' });
  });

  test('tells subnets by their zones', async () => {
    const vpc = { id: 'vpc-0a1b2c3d4e5f67890', privateSubnets: SUBNETS };
    const config = await clusterConfig({ cluster: { vpc } });
    expect(config.vpc).toMatchObject({
      id: 'vpc-0a1b2c3d4e5f67890',
      subnets: {
        private: {
          'us-east-1a': { id: 'subnet-0aaaaaaaaaaaaaaa1' },
          'us-east-1b': { id: 'subnet-0aaaaaaaaaaaaaaa2' },
        },
      },
    });
    expect(config.managedNodeGroups[0].privateNetworking).toBe(true);
  });

  test('tells subnets of one zone by names that say their zone', async () => {
    const third = { id: 'subnet-0aaaaaaaaaaaaaaa3', availabilityZone: 'us-east-1a' };
    const vpc = { id: 'vpc-0a1b2c3d4e5f67890', publicSubnets: [...SUBNETS, third] };
    const config = await clusterConfig({ cluster: { vpc } });
    expect(config.vpc.subnets).toEqual({
      public: {
        'us-east-1a-1': { id: 'subnet-0aaaaaaaaaaaaaaa1', az: 'us-east-1a' },
        'us-east-1b-2': { id: 'subnet-0aaaaaaaaaaaaaaa2', az: 'us-east-1b' },
        'us-east-1a-3': { id: 'subnet-0aaaaaaaaaaaaaaa3', az: 'us-east-1a' },
      },
    });
  });

  test('keeps node groups that EKS manages and others apart', async () => {
    const nodeGroups = [
      {
        name: 'all',
        instanceType: 't2.micro',
        desiredCapacity: 3,
        minSize: 1,
        maxSize: 5,
        volumeSize: 8,
        privateNetworking: true,
        availabilityZones: ['us-east-1a'],
        sshPublicKeyName: 'my key',
      },
      { name: 'own', managed: false },
    ];
    const config = await clusterConfig({
      cluster: { nodeGroups },
      identity: { permissionsBoundaryArn: BOUNDARY },
    });
    expect(config.managedNodeGroups).toEqual([
      {
        name: 'all',
        instanceType: 't2.micro',
        desiredCapacity: 3,
        minSize: 1,
        maxSize: 5,
        volumeSize: 8,
        privateNetworking: true,
        disablePodIMDS: true,
        availabilityZones: ['us-east-1a'],
        ssh: { allow: true, publicKeyName: 'my key' },
        iam: { instanceRolePermissionsBoundary: BOUNDARY },
      },
    ]);
    expect(config.nodeGroups).toEqual([
      {
        name: 'own',
        instanceType: 't3.medium',
        desiredCapacity: 2,
        privateNetworking: true,
        disablePodIMDS: true,
        iam: { instanceRolePermissionsBoundary: BOUNDARY },
      },
    ]);
  });

  test('has zones, and tags as text', async () => {
    const config = await clusterConfig({
      cluster: { availabilityZones: ['us-east-1a', 'us-east-1b'] },
      tags: { 'cost-center': '0420', on: 'yes' },
    });
    expect(config.availabilityZones).toEqual(['us-east-1a', 'us-east-1b']);
    expect(config.metadata.tags).toEqual({ 'cost-center': '0420', on: 'yes' });
  });

  test('says which eksctl it needs, unless any will do', async () => {
    const text = async (parts: ModelParts) =>
      (await renderedFiles(aModel(parts), 'eksctl')).get('eksctl/cluster.yaml');
    const byEksctl = (mechanism: 'irsa' | 'pod-identity') => ({ mechanism, roleOwner: 'eksctl' }) as const;
    expect(await text({})).toContain('\n# Needs eksctl 0.195 or later.\n');
    expect(await text({ cluster: THERE, identity: byEksctl('pod-identity') })).toContain('or later');
    expect(await text({ cluster: THERE, identity: byEksctl('irsa') })).not.toContain('or later');
  });
});

describe('sessions of associations', () => {
  const TARGET = 'arn:aws:iam::444455556666:role/reader';
  const text = async (workload: WorkloadParts) => {
    const identity = {
      mechanism: 'pod-identity',
      roleOwner: 'eksctl',
      serviceAccountOwner: 'eksctl',
    } as const;
    const model = aModel({ cluster: THERE, identity, workloads: [{ roleName: 'r', ...workload }] });
    return (await renderedFiles(model, 'eksctl')).get('eksctl/cluster.yaml') ?? '';
  };
  const needs = (version: string) => expect.stringContaining(`\n# Needs eksctl ${version} or later.\n`);

  test('go on to a target role', async () => {
    const file = await text({ targetRoleArn: TARGET });
    expect(file).toEqual(needs('0.212'));
    expect(yamlFile(new Map([['f', file]]), 'f').iam.podIdentityAssociations[0]).toMatchObject({
      targetRoleARN: TARGET,
      permissionPolicy: {
        Statement: [{}, { Action: ['sts:AssumeRole', 'sts:TagSession'], Resource: TARGET }],
      },
    });
  });

  test('have no tags, and a policy as text', async () => {
    const file = await text({
      sessionTags: false,
      sessionPolicy: [
        { sid: 'Read', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::data/${aws:userid}/*'] },
      ],
    });
    expect(file).toEqual(needs('0.223'));
    const [association] = yamlFile(new Map([['f', file]]), 'f').iam.podIdentityAssociations;
    expect(association.disableSessionTags).toBe(true);
    expect(JSON.parse(association.policy)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Read',
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::data/${aws:userid}/*',
        },
      ],
    });
    expect(association.policy).not.toMatch(/\s/);
  });

  test('are plain where nothing is said', async () => {
    expect(await text({})).not.toMatch(/targetRoleARN|disableSessionTags|policy:/);
  });
});
