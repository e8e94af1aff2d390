import { describe, expect, test } from '@jest/globals';
import { loadModel } from '../../src/load-model.js';
import type { AccessModel } from '../../src/model/types.js';
import type { SpecInput } from '../../src/spec/schema.js';
import { aPod, aSpecInput, aWorkload, type Part } from '../support/a-spec.js';
import { aStandard, errorsUnder, modelUnder, underStandard } from './support.js';

type Changes = Part<SpecInput>;

const pods = (...changes: readonly Parameters<typeof aPod>[0][]): Changes => ({
  workloads: changes.map((change, index) =>
    aWorkload({ name: `w${index}`, serviceAccount: `w${index}`, pod: aPod(change) }),
  ),
});

describe('the order of values', () => {
  const cases: readonly [
    string,
    { readonly standard: readonly string[]; readonly spec?: Changes; readonly want: string },
  ][] = [
    ['a built-in default, when nobody says more', { standard: [''], want: '1.35' }],
    [
      "a standard's default",
      { standard: ['defaults: { cluster: { kubernetesVersion: "1.34" } }'], want: '1.34' },
    ],
    [
      'what is written, over a default',
      {
        standard: ['defaults: { cluster: { kubernetesVersion: "1.34" } }'],
        spec: { cluster: { kubernetesVersion: '1.36' } },
        want: '1.36',
      },
    ],
    [
      'what extends, over its base',
      {
        standard: [
          'defaults: { cluster: { kubernetesVersion: "1.36" } }',
          'defaults: { cluster: { kubernetesVersion: "1.34" } }',
        ],
        want: '1.34',
      },
    ],
    [
      'the last of three levels that says something',
      {
        standard: [
          'defaults: { cluster: { kubernetesVersion: "1.33" } }',
          'defaults: { cluster: { kubernetesVersion: "1.36" } }',
          'defaults: { tags: { level: "3" } }',
        ],
        want: '1.36',
      },
    ],
    [
      'a condition that holds, over what is general',
      {
        standard: [
          'defaults: { cluster: { kubernetesVersion: "1.34" } }\nwhen: [{ match: { cluster.name: "demo-*" }, defaults: { cluster: { kubernetesVersion: "1.36" } } }]',
        ],
        want: '1.36',
      },
    ],
    [
      'nothing of a condition that does not hold',
      {
        standard: [
          'defaults: { cluster: { kubernetesVersion: "1.34" } }\nwhen: [{ match: { cluster.name: "prod-*" }, defaults: { cluster: { kubernetesVersion: "1.36" } } }]',
        ],
        want: '1.34',
      },
    ],
    [
      'what extends in general, over a condition of its base',
      {
        standard: [
          'when: [{ match: { cluster.name: "demo-*" }, defaults: { cluster: { kubernetesVersion: "1.36" } } }]',
          'defaults: { cluster: { kubernetesVersion: "1.34" } }',
        ],
        want: '1.34',
      },
    ],
    [
      'a lock, over a default of what extends it',
      {
        standard: [
          'locked: { cluster: { kubernetesVersion: "1.36" } }',
          'defaults: { cluster: { kubernetesVersion: "1.34" } }',
        ],
        want: '1.36',
      },
    ],
    [
      'what is written and locked, when both agree',
      {
        standard: ['locked: { cluster: { kubernetesVersion: "1.36" } }'],
        spec: { cluster: { kubernetesVersion: '1.36' } },
        want: '1.36',
      },
    ],
    [
      'a condition on a value that the standard itself gives',
      {
        standard: [
          'defaults: { tags: { stage: prod } }\nwhen: [{ match: { tags.stage: prod }, defaults: { cluster: { kubernetesVersion: "1.36" } } }]',
        ],
        want: '1.36',
      },
    ],
    [
      'a condition on a built-in default',
      {
        standard: [
          'when: [{ match: { identity.mechanism: irsa }, defaults: { cluster: { kubernetesVersion: "1.36" } } }]',
        ],
        want: '1.36',
      },
    ],
    [
      'conditions of which one fails',
      {
        standard: [
          'when: [{ match: { cluster.name: "demo-*", cluster.region: "eu-*" }, defaults: { cluster: { kubernetesVersion: "1.36" } } }]',
        ],
        want: '1.35',
      },
    ],
  ];
  test.each(cases)('%s', (_name, { standard, spec, want }) => {
    expect(modelUnder(aStandard(...standard), spec).spec.cluster.kubernetesVersion).toBe(want);
  });
});

describe('a lock', () => {
  test('refuses what a spec writes against it, in its place, by name', () => {
    const standard = aStandard(
      'locked: { cluster: { region: eu-west-1 } }\nmessages: { cluster.region: { message: EU only, docs: "https://x.example" } }',
    );
    const { diagnostics } = underStandard(standard);
    expect(diagnostics).toEqual([
      {
        code: 'standard/locked',
        rule: 'locked.cluster.region',
        severity: 'error',
        path: 'cluster.region',
        message: '"us-east-1" is not what the standard "acme" locks',
        help: 'it must be "eu-west-1": take the field out; acme: EU only, see https://x.example',
        place: { file: 'irsa.yaml', line: 5, column: 15 },
      },
    ]);
  });

  test('of a base stands against what extends it', () => {
    const standard = aStandard(
      'locked: { cluster: { kubernetesVersion: "1.36" } }',
      '',
      'locked: { cluster: { kubernetesVersion: "1.34" } }',
    );
    expect(underStandard(standard).diagnostics).toEqual([
      expect.objectContaining({
        code: 'standard/contradicts-base',
        path: 'cluster.kubernetesVersion',
        message: 'the standard "acme" locks "1.34", but its base "base1" locks "1.36"',
        place: { file: 'standard.yaml', line: 3, column: 41 },
      }),
    ]);
  });

  test('within one standard, of a condition over the general one', () => {
    const standard = aStandard(
      'locked: { terraform: { layout: root } }\nwhen: [{ match: { cluster.name: "demo*" }, locked: { terraform: { layout: module } } }]',
    );
    expect(modelUnder(standard).spec.terraform.layout).toBe('module');
    expect(errorsUnder(standard, { terraform: { layout: 'root' } })).toEqual([
      'terraform.layout: "root" is not what the standard "acme" locks',
    ]);
  });

  test('on each element of a list, also of one that a default gives', () => {
    const standard = aStandard(
      'defaults: { cluster: { nodeGroups: [{ name: a, volumeSize: 20 }] } }\nlocked: { cluster: { nodeGroups: { volumeSize: 80 } } }',
    );
    expect(modelUnder(standard).spec.cluster.nodeGroups).toEqual([
      expect.objectContaining({ name: 'a', volumeSize: 80 }),
    ]);
    expect(errorsUnder(standard, { cluster: { nodeGroups: [{ name: 'x', volumeSize: 20 }] } })).toEqual([
      'cluster.nodeGroups[0].volumeSize: 20 is not what the standard "acme" locks',
    ]);
  });

  test('on the node group that nobody writes', () => {
    const standard = aStandard('locked: { cluster: { nodeGroups: { instanceType: m7i.large } } }');
    expect(modelUnder(standard).spec.cluster.nodeGroups).toEqual([
      expect.objectContaining({ name: 'linux-node', instanceType: 'm7i.large' }),
    ]);
    expect(modelUnder(standard, { cluster: { provision: false } }).spec.cluster.nodeGroups).toEqual([]);
  });

  test('takes one word for a list of it, and lists in any order', () => {
    const standard = aStandard('locked: { workloads: { buckets: { access: [list, get] } } }');
    const access = (words: 'read' | ('list' | 'get')[]): Changes => ({
      workloads: [aWorkload({ buckets: [{ name: 'data-bucket', access: words }] })],
    });
    expect(errorsUnder(standard, access(['get', 'list']))).toEqual([]);
    expect(errorsUnder(standard, access(['list']))).toHaveLength(1);
  });

  test('a wrong type is reported as such, once', () => {
    const standard = aStandard('locked: { cluster: { kubernetesVersion: "1.34" } }');
    const text = '{ "version": 1, "cluster": "demo", "workloads": [] }';
    expect(errorsUnder(standard, JSON.parse(text))).not.toEqual([]);
  });
});

describe('values for workloads', () => {
  const podsOf = (model: AccessModel) => model.workloads.map(({ pod }) => pod);

  test('apply to each, and make no pod where there is none', () => {
    const standard = aStandard('defaults: { workloads: { pod: { replicas: 3 } } }');
    expect(podsOf(modelUnder(standard))).toEqual([undefined]);
    expect(podsOf(modelUnder(standard, pods({}, { replicas: 5 }))).map((pod) => pod?.replicas)).toEqual([
      3, 5,
    ]);
  });

  const ignored: readonly [string, { readonly values: string; readonly spec: Changes }][] = [
    [
      'replicas of a Job',
      { values: 'workloads: { pod: { replicas: 3 } }', spec: pods({ kind: 'Job', port: undefined }) },
    ],
    ['schedule of a Deployment', { values: 'workloads: { pod: { schedule: "0 3 * * *" } }', spec: pods({}) }],
    [
      'service of a CronJob',
      {
        values: 'workloads: { pod: { service: ClusterIP } }',
        spec: pods({ kind: 'CronJob', schedule: '0 3 * * *', port: undefined }),
      },
    ],
    [
      'service without a port',
      { values: 'workloads: { pod: { service: ClusterIP } }', spec: pods({ port: undefined }) },
    ],
    ['servicePort without a service', { values: 'workloads: { pod: { servicePort: 443 } }', spec: pods({}) }],
    [
      'healthPath without probes',
      { values: 'workloads: { pod: { healthPath: /up } }', spec: pods({ probes: false }) },
    ],
    ['identity of workloads', { values: 'workloads: { identity: { mechanism: pod-identity } }', spec: {} }],
    [
      'zones of a cluster with a VPC',
      {
        values: 'cluster: { availabilityZones: [us-east-1a, us-east-1b] }',
        spec: {
          cluster: {
            vpc: {
              id: 'vpc-0a1b2c3d4e5f67890',
              privateSubnets: [
                { id: 'subnet-0aaaaaaaaaaaaaaa1', availabilityZone: 'us-east-1a' },
                { id: 'subnet-0aaaaaaaaaaaaaaa2', availabilityZone: 'us-east-1b' },
              ],
            },
          },
        },
      },
    ],
    [
      'zones of a cluster that exists',
      {
        values: 'cluster: { availabilityZones: [us-east-1a, us-east-1b] }',
        spec: { cluster: { provision: false } },
      },
    ],
    [
      'a backend in a module',
      { values: 'terraform: { backend: { type: local } }', spec: { terraform: { layout: 'module' } } },
    ],
    ['a backend without its type', { values: 'terraform: { backend: { config: { bucket: b } } }', spec: {} }],
    [
      'an owner of the provider with pod identity',
      {
        values: 'identity: { oidcProviderOwner: terraform }',
        spec: { identity: { mechanism: 'pod-identity' } },
      },
    ],
  ];
  describe.each(['defaults', 'locked'])('in %s are ignored where they mean nothing:', (part) => {
    test.each(ignored)('%s', (_name, { values, spec }) => {
      const plain = modelUnder(aStandard(''), spec);
      const result = underStandard(aStandard(`${part}: { ${values} }`), spec);
      expect(result.ok ? result.value : result.diagnostics).toEqual(plain);
    });
  });

  test('service and servicePort come together', () => {
    const standard = aStandard('defaults: { workloads: { pod: { servicePort: 443, service: ClusterIP } } }');
    expect(podsOf(modelUnder(standard, pods({})))).toEqual([
      expect.objectContaining({ service: 'ClusterIP', servicePort: 443 }),
    ]);
  });

  test('what a pod may use is filled in, key by key', () => {
    const standard = aStandard(
      'defaults: { workloads: { pod: { resources: { limits: { memory: 1Gi } }, env: { TZ: UTC, LOG: info } } } }',
    );
    const [pod] = podsOf(modelUnder(standard, pods({ env: { LOG: 'debug' } })));
    expect(pod?.resources.limits['memory']).toBe('1Gi');
    expect(pod?.env).toEqual({ LOG: 'debug', TZ: 'UTC' });
  });

  test('a condition on workloads is for those alone that match', () => {
    const standard = aStandard(
      'when: [{ match: { "workloads[].namespace": "prod-*" }, defaults: { workloads: { pod: { replicas: 4 } } } }]',
    );
    const model = modelUnder(standard, {
      workloads: ['prod-a', 'dev'].map((namespace) => aWorkload({ name: namespace, namespace, pod: aPod() })),
    });
    expect(podsOf(model).map((pod) => pod?.replicas)).toEqual([4, 2]);
  });

  test('a whole section and a complete backend are made', () => {
    const standard = aStandard(
      'defaults:\n  identity: { rolePath: /team/ }\n  terraform: { backend: { type: s3, config: { bucket: acme-tfstate } } }\n  tags: { team: web }',
    );
    const { spec } = modelUnder(standard);
    expect(spec.identity.rolePath).toBe('/team/');
    // Teams that share a cluster share no state: the key that the standard leaves out is each spec's own.
    const key = '111122223333/us-east-1/demo-k8s/web/photo-site.tfstate';
    expect(spec.terraform.backend).toEqual({ type: 's3', config: { bucket: 'acme-tfstate', key } });
    expect(spec.tags).toEqual({ team: 'web' });
  });

  test('a backend of the spec is completed', () => {
    const standard = aStandard(
      'defaults: { terraform: { backend: { type: s3, config: { bucket: acme-tfstate } } } }',
    );
    const { spec } = modelUnder(standard, {
      terraform: { backend: { type: 's3', config: { key: 'demo.tfstate' } } },
    });
    expect(spec.terraform.backend?.config).toEqual({ key: 'demo.tfstate', bucket: 'acme-tfstate' });
  });

  test('another backend keeps to its own arguments', () => {
    const standard = aStandard(
      'defaults: { terraform: { backend: { type: s3, config: { bucket: acme-tfstate } } } }',
    );
    const { spec } = modelUnder(standard, { terraform: { backend: { type: 'local' } } });
    expect(spec.terraform.backend).toEqual({ type: 'local', config: {} });
  });
});

test('an error in what a standard gives says where it comes from', () => {
  const standard = aStandard(
    'defaults: { identity: { permissionsBoundaryArn: "arn:aws:iam::444455556666:policy/boundary" } }',
  );
  expect(errorsUnder(standard)).toEqual([
    'identity.permissionsBoundaryArn: "arn:aws:iam::444455556666:policy/boundary" is in another account than the roles (a default of the standard "acme")',
  ]);
});

test('a spec that names a standard is not taken for one without', () => {
  const text = JSON.stringify({
    ...aSpecInput({ workloads: [aWorkload({ serviceAccount: undefined })] }),
    standard: './platform',
  });
  expect(loadModel(text, 'irsa.yaml').diagnostics).toEqual([
    expect.objectContaining({
      code: 'spec/standard-not-loaded',
      message: '"./platform" is a standard that was not loaded',
    }),
  ]);
});

describe('placeholders in the values of a standard', () => {
  const standard = aStandard(`defaults:
  tags: { owner: "{cluster.name}-team" }
  terraform: { backend: { type: s3, config: { bucket: acme, key: "{cluster.name}/irsa.tfstate" } } }
  workloads: { policyName: "{cluster.region}-{workload.name}", pod: { command: ["--cluster={cluster.name}"] } }
locked:
  workloads: { roleName: "acme-{cluster.name}-{workload.name}" }
`);

  test('are filled in from the spec', () => {
    const { spec } = modelUnder(standard, {
      cluster: { name: 'blue', region: 'us-east-1' },
      workloads: [aWorkload({ name: 'shop', roleName: undefined, pod: aPod({}) })],
    });
    expect(spec.tags).toMatchObject({ owner: 'blue-team' });
    expect(spec.terraform.backend?.config).toEqual({ bucket: 'acme', key: 'blue/irsa.tfstate' });
    expect(spec.workloads[0]).toMatchObject({
      roleName: 'acme-blue-shop',
      policyName: 'us-east-1-shop',
      pod: { command: ['--cluster=blue'] },
    });
  });

  const boundary = 'arn:aws:iam::{cluster.accountId}:policy/{tags.team}-boundary';
  const locking = (more = '') =>
    aStandard(`defaults: { tags: { team: web } }
locked:
  identity: { permissionsBoundaryArn: "${boundary}" }
  workloads: { pod: { command: ["--cluster={cluster.name}", "--name={workload.name}"] } }
${more}`);
  const FILLED = 'arn:aws:iam::111122223333:policy/web-boundary';

  test('are filled in in every field that is locked, also by what defaults give', () => {
    const { spec } = modelUnder(locking(), {
      cluster: { name: 'blue' },
      workloads: [aWorkload({ name: 'shop', pod: aPod({}) })],
    });
    expect(spec.identity.permissionsBoundaryArn).toBe(FILLED);
    expect(spec.workloads[0]?.pod?.command).toEqual(['--cluster=blue', '--name=shop']);
  });

  test('of locks agree with what they come to, and with nothing else', () => {
    const under = (permissionsBoundaryArn: string) =>
      underStandard(locking(), { identity: { permissionsBoundaryArn } }).diagnostics.filter(
        ({ severity }) => severity === 'error',
      );
    expect(under(FILLED)).toEqual([]);
    const found = under(FILLED.replace('web', 'shop'));
    expect(found).toMatchObject([
      {
        code: 'standard/locked',
        path: 'identity.permissionsBoundaryArn',
        help: expect.stringContaining(FILLED),
      },
    ]);
  });

  test('of locks that name a tag which is not there are errors of the spec', () => {
    const standard = aStandard('locked: { workloads: { pod: { command: ["--team={tags.team}"] } } }');
    expect(errorsUnder(standard, { tags: {}, workloads: [aWorkload({ pod: aPod({}) })] })).toEqual([
      'workloads[0].pod.command[0]: {tags.team}: there is no tag "team" (locked by the standard "acme")',
    ]);
  });

  test('are errors of the standard where no spec could fill them in, and of the spec where it lacks the tag', () => {
    expect(() => aStandard('defaults: { tags: { a: "{cluster.nam}" } }')).toThrow(
      '{cluster.nam} is no field',
    );
    expect(() => aStandard('defaults: { tags: { a: "{workload.name}" } }')).toThrow('of no one workload');
    expect(errorsUnder(aStandard('defaults: { tags: { a: "{tags.team}" } }'), { tags: {} })).toEqual([
      'tags.a: {tags.team}: there is no tag "team" (a default of the standard "acme")',
    ]);
  });
});
