import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/diagnostics.js';
import type { AccessModel, Role } from '../../src/model/types.js';
import { aModel, type ModelParts, PROVIDER, RUNNING, type WorkloadParts } from '../support/a-model.js';

const EXISTING = {
  identity: { roleOwner: 'existing' },
  roleArn: 'arn:aws:iam::999988887777:role/teams/web/reader',
} as const;

interface Row<T> {
  readonly given: ModelParts;
  readonly want: T;
}

function roleOf(parts: ModelParts): Role {
  return aModel(parts).roles[0] as Role;
}

const partitions: readonly [string, Row<string>][] = [
  ['us-east-1', { given: {}, want: 'arn:aws:iam::111122223333:role/r' }],
  [
    'cn-north-1',
    { given: { cluster: { region: 'cn-north-1' } }, want: 'arn:aws-cn:iam::111122223333:role/r' },
  ],
  [
    'us-gov-west-1',
    { given: { cluster: { region: 'us-gov-west-1' } }, want: 'arn:aws-us-gov:iam::111122223333:role/r' },
  ],
  [
    'us-iso-east-1',
    { given: { cluster: { region: 'us-iso-east-1' } }, want: 'arn:aws-iso:iam::111122223333:role/r' },
  ],
  [
    'us-isob-east-1',
    { given: { cluster: { region: 'us-isob-east-1' } }, want: 'arn:aws-iso-b:iam::111122223333:role/r' },
  ],
  [
    'eu-isoe-west-1',
    { given: { cluster: { region: 'eu-isoe-west-1' } }, want: 'arn:aws-iso-e:iam::111122223333:role/r' },
  ],
  [
    'us-isof-south-1',
    { given: { cluster: { region: 'us-isof-south-1' } }, want: 'arn:aws-iso-f:iam::111122223333:role/r' },
  ],
  [
    'eusc-de-east-1',
    { given: { cluster: { region: 'eusc-de-east-1' } }, want: 'arn:aws-eusc:iam::111122223333:role/r' },
  ],
];

describe('the ARN of a role', () => {
  test.each(partitions)('has the partition of %s', (_region, { given, want }) => {
    expect(roleOf({ ...given, workloads: [{ roleName: 'r' }] }).arn).toBe(want);
  });

  test('has the path, and so has its policy', () => {
    const role = roleOf({
      identity: { rolePath: '/teams/web/' },
      workloads: [{ roleName: 'r', policyName: 'p' }],
    });
    expect([role.path, role.arn, role.policy?.arn]).toEqual([
      '/teams/web/',
      'arn:aws:iam::111122223333:role/teams/web/r',
      'arn:aws:iam::111122223333:policy/teams/web/p',
    ]);
  });

  test('of an existing role is what the spec says, and gives its name and path', () => {
    const role = roleOf({ identity: { rolePath: '/ours/' }, workloads: [EXISTING] });
    expect([role.name, role.path, role.arn]).toEqual(['reader', '/teams/web/', EXISTING.roleArn]);
  });

  test('of an existing role without a path has the path /', () => {
    const role = roleOf({ workloads: [{ ...EXISTING, roleArn: 'arn:aws:iam::999988887777:role/reader' }] });
    expect([role.name, role.path]).toEqual(['reader', '/']);
  });

  test('of a region that nobody has checked is a failure of ours', () => {
    expect(() => aModel({ cluster: { region: 'mars-north-1' } })).toThrow(Failure);
  });
});

const roleNames: readonly [string, Row<readonly string[]>][] = [
  ['named in the spec', { given: { workloads: [{ roleName: 'Reader' }] }, want: ['Reader'] }],
  ['derived otherwise', { given: {}, want: ['us-east-1.demo.default.app'] }],
  [
    'shared by workloads that name the same one',
    { given: { workloads: [{ roleName: 'r' }, { roleName: 'r' }] }, want: ['r'] },
  ],
  [
    'shared by workloads on one service account that name none',
    { given: { workloads: [{}, { serviceAccount: 'app' }] }, want: ['us-east-1.demo.default.app'] },
  ],
  [
    'taken from the other workload of the service account',
    { given: { workloads: [{}, { serviceAccount: 'app', roleName: 'r' }] }, want: ['r'] },
  ],
  [
    'apart for service accounts of one name in two namespaces',
    {
      given: { workloads: [{ namespace: 'b' }, { namespace: 'a', serviceAccount: 'app' }] },
      want: ['us-east-1.demo.a.app', 'us-east-1.demo.b.app'],
    },
  ],
  [
    'sorted by code unit',
    {
      given: { workloads: [{ roleName: 'b' }, { roleName: 'a' }, { roleName: 'B' }] },
      want: ['B', 'a', 'b'],
    },
  ],
];

describe('the roles of a spec are', () => {
  test.each(roleNames)('%s', (_name, { given, want }) => {
    expect(aModel(given).roles.map(({ name }) => name)).toEqual(want);
  });
});

describe('a role', () => {
  test('that is shared has every subject once, in order, and the permissions of all', () => {
    const role = roleOf({
      workloads: [
        { roleName: 'r', namespace: 'z', buckets: [{ name: 'bbb', access: 'get' }] },
        { roleName: 'r', namespace: 'a', buckets: [{ name: 'aaa', access: 'get' }] },
        { roleName: 'r', namespace: 'z', serviceAccount: 'app', buckets: [{ name: 'bbb', access: 'put' }] },
      ],
    });
    expect(role.subjects).toEqual([
      { namespace: 'a', serviceAccount: 'app2' },
      { namespace: 'z', serviceAccount: 'app' },
    ]);
    expect(role.workloads).toEqual([0, 1, 2]);
    expect(role.policy?.statements.map(({ sid, resources }) => [sid, resources])).toEqual([
      ['GetObjects', ['arn:aws:s3:::aaa/*', 'arn:aws:s3:::bbb/*']],
      ['PutObjects', ['arn:aws:s3:::bbb/*']],
    ]);
  });

  test('has its managed policies sorted, those of all its workloads, each once', () => {
    const [a, b] = ['arn:aws:iam::aws:policy/A', 'arn:aws:iam::aws:policy/B'];
    const workloads = [
      { roleName: 'r', policyArns: [b as string, a as string] },
      { roleName: 'r', policyArns: [b as string] },
    ];
    expect(roleOf({ workloads }).managedPolicyArns).toEqual([a, b]);
  });

  test('with managed policies alone has no policy of its own', () => {
    expect(roleOf({ workloads: [{ policyArns: ['arn:aws:iam::aws:policy/A'] }] }).policy).toBeUndefined();
  });

  test('has a policy of its own name, unless some workload names another', () => {
    expect(roleOf({ workloads: [{ roleName: 'r' }] }).policy?.name).toBe('r');
    const named = [{ roleName: 'r' }, { roleName: 'r', policyName: 'p' }];
    expect(roleOf({ workloads: named }).policy?.name).toBe('p');
  });

  test('says in its description who may assume it', () => {
    const workloads = [{ roleName: 'r', namespace: 'web' }, { roleName: 'r' }];
    expect(roleOf({ workloads }).description).toBe('Pods of demo running as default/app2, web/app');
  });

  test('of very many service accounts has a description that IAM still takes', () => {
    const workloads = Array.from(
      { length: 100 },
      (_, i): WorkloadParts => ({ roleName: 'r', namespace: `namespace-${i}` }),
    );
    expect(roleOf({ workloads }).description).toBe('Pods of demo running as one of 100 service accounts');
  });

  test('carries boundary and session duration', () => {
    const permissionsBoundaryArn = 'arn:aws:iam::111122223333:policy/boundary';
    const role = roleOf({ identity: { permissionsBoundaryArn, maxSessionDuration: 7200 } });
    expect([role.permissionsBoundaryArn, role.maxSessionDuration]).toEqual([permissionsBoundaryArn, 7200]);
  });

  test('has owner and mechanism of its workload, which may override those of the spec', () => {
    const model = aModel({
      identity: { mechanism: 'pod-identity', roleOwner: 'eksctl' },
      workloads: [
        { roleName: 'a' },
        { roleName: 'b', identity: { mechanism: 'irsa', roleOwner: 'terraform' } },
      ],
    });
    expect(model.roles.map(({ name, mechanism, owner }) => [name, mechanism, owner])).toEqual([
      ['a', 'pod-identity', 'eksctl'],
      ['b', 'irsa', 'terraform'],
    ]);
  });
});

const ARN = 'arn:aws:iam::111122223333:role/r';
const accounts: readonly [string, Row<readonly (readonly [string, string, object])[]>][] = [
  [
    "carry the role's ARN with IRSA",
    {
      given: { workloads: [{ roleName: 'r' }] },
      want: [['default/app', 'manifest', { 'eks.amazonaws.com/role-arn': ARN }]],
    },
  ],
  [
    'carry nothing with Pod Identity',
    { given: { identity: { mechanism: 'pod-identity' } }, want: [['default/app', 'manifest', {}]] },
  ],
  [
    'are one for two workloads',
    {
      given: { workloads: [{ roleName: 'r' }, { roleName: 'r', serviceAccount: 'app' }] },
      want: [['default/app', 'manifest', { 'eks.amazonaws.com/role-arn': ARN }]],
    },
  ],
  [
    'are two for one role of two, sorted by namespace',
    {
      given: {
        workloads: [
          { roleName: 'r', namespace: 'b' },
          { roleName: 'r', namespace: 'a' },
        ],
      },
      want: [
        ['a/app2', 'manifest', { 'eks.amazonaws.com/role-arn': ARN }],
        ['b/app', 'manifest', { 'eks.amazonaws.com/role-arn': ARN }],
      ],
    },
  ],
  [
    'carry the ARN of a role that exists',
    {
      given: { workloads: [EXISTING] },
      want: [['default/app', 'manifest', { 'eks.amazonaws.com/role-arn': EXISTING.roleArn }]],
    },
  ],
  [
    'have their own owner',
    {
      given: { identity: { serviceAccountOwner: 'existing' }, workloads: [{ roleName: 'r' }] },
      want: [['default/app', 'existing', { 'eks.amazonaws.com/role-arn': ARN }]],
    },
  ],
];

describe('the service accounts', () => {
  test.each(accounts)('%s', (_name, { given, want }) => {
    const found = aModel(given).serviceAccounts.map(({ namespace, serviceAccount, owner, annotations }) => [
      `${namespace}/${serviceAccount}`,
      owner,
      annotations,
    ]);
    expect(found).toEqual(want);
  });
});

const providers: readonly [string, Row<AccessModel['oidcProvider']>][] = [
  [
    'with a known issuer has its ARN in the account',
    {
      given: { cluster: RUNNING },
      want: {
        owner: 'eksctl',
        issuer: `https://${PROVIDER}`,
        provider: PROVIDER,
        arn: `arn:aws:iam::111122223333:oidc-provider/${PROVIDER}`,
      },
    },
  ],
  ['with an issuer yet unknown has an owner alone', { given: {}, want: { owner: 'eksctl' } }],
  [
    'of a cluster that exists, exists',
    { given: { cluster: { provision: false } }, want: { owner: 'existing' } },
  ],
  [
    'belongs to whom the spec says',
    { given: { identity: { oidcProviderOwner: 'terraform' } }, want: { owner: 'terraform' } },
  ],
  [
    'is none with Pod Identity alone',
    { given: { identity: { mechanism: 'pod-identity' } }, want: undefined },
  ],
  [
    'is there as soon as one workload uses IRSA',
    {
      given: {
        identity: { mechanism: 'pod-identity' },
        workloads: [{}, { identity: { mechanism: 'irsa' } }],
      },
      want: { owner: 'eksctl' },
    },
  ],
];

describe('the OIDC provider', () => {
  test.each(providers)('%s', (_name, { given, want }) => {
    expect(aModel(given).oidcProvider).toEqual(want);
  });
});

describe('the namespaces to create', () => {
  const inNamespaces = (...names: readonly string[]) => names.map((namespace) => ({ namespace }));
  const rows: readonly [string, Row<readonly string[]>][] = [
    [
      'are those of the workloads, each once, sorted',
      { given: { workloads: inNamespaces('b', 'a', 'b') }, want: ['a', 'b'] },
    ],
    [
      'never include one that every cluster has',
      { given: { workloads: inNamespaces('default', 'kube-system') }, want: [] },
    ],
    [
      'are none where the cluster exists',
      { given: { cluster: { provision: false }, workloads: inNamespaces('a') }, want: [] },
    ],
    [
      'are what the spec says',
      { given: { workloads: [{ namespace: 'a', createNamespace: false }] }, want: [] },
    ],
  ];
  test.each(rows)('%s', (_name, { given, want }) => {
    expect(aModel(given).namespaces).toEqual(want);
  });
});
