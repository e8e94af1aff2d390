import { describe, expect, test } from '@jest/globals';
import type { FieldPath } from '../../src/diagnostics.js';
import type { SpecInput } from '../../src/spec/schema.js';
import { adviseOn } from '../../src/standard/advice.js';
import { matchesGlob } from '../../src/standard/glob.js';
import { checkItself } from '../../src/standard/self-check.js';
import { severitiesOf } from '../../src/standard/severities.js';
import { findSlowPatterns } from '../../src/standard/slow-pattern.js';
import { aPod, aSpecInput, aWorkload, type Part } from '../support/a-spec.js';
import { withinCpuTime } from '../support/cpu-time.js';
import { aStandard, errorsUnder, modelUnder, underStandard } from './support.js';

type Changes = Part<SpecInput>;

const access = (words: unknown): Changes => ({
  workloads: [aWorkload({ buckets: [{ name: 'data-bucket', access: words as 'get' }] })],
});

describe('globs', () => {
  test.each([
    ['eu-*', 'eu-west-1', true],
    ['eu-*', 'us-east-1', false],
    ['registry.acme.example/*', 'registry.acme.example/a/b:1', true],
    ['registry.acme.example/*', 'registryXacme.example/a', false],
    ['*/AmazonS3FullAccess', 'arn:aws:iam::aws:policy/AmazonS3FullAccess', true],
    ['?', 'ab', false],
    ['[*]', '*', true],
    ['[*]', 's3:*', false],
    ['*:[*]', 's3:*', true],
    ['*:[*]', 's3:Get', false],
    ['[?]x[[]', '?x[', true],
    ['*', '', true],
    [`${'*a'.repeat(40)}`, 'a'.repeat(5000), true],
    [`${'*a'.repeat(40)}b`, 'a'.repeat(5000), false],
  ])('%s and %s', (glob, text, want) => {
    expect(matchesGlob(glob, text)).toBe(want);
  });
});

describe('what a standard refuses', () => {
  const cases: readonly [
    string,
    { readonly standard: readonly string[]; readonly spec?: Changes; readonly want: readonly string[] },
  ][] = [
    [
      'a region outside',
      {
        standard: ['allowed: { cluster.region: [eu-west-1] }'],
        want: ['cluster.region: "us-east-1" is not allowed by the standard "acme"'],
      },
    ],
    [
      'a built-in default that is not allowed',
      {
        standard: ['allowed: { cluster.kubernetesVersion: ["1.34"] }'],
        want: ['cluster.kubernetesVersion: "1.35" is not allowed by the standard "acme"'],
      },
    ],
    [
      'what one base allows and the other does not',
      {
        standard: ['allowed: { cluster.region: ["eu-*"] }', 'allowed: { cluster.region: ["us-*"] }'],
        want: ['cluster.region: "us-east-1" is not allowed by the standard "base1"'],
      },
    ],
    [
      'an instance type of any node group',
      {
        standard: ['allowed: { "cluster.nodeGroups[].instanceType": ["m7i.*"] }'],
        spec: {
          cluster: {
            nodeGroups: [
              { name: 'a', instanceType: 'm7i.large' },
              { name: 'b', instanceType: 't3.medium' },
            ],
          },
        },
        want: ['cluster.nodeGroups[1].instanceType: "t3.medium" is not allowed by the standard "acme"'],
      },
    ],
    [
      'an action that is a star, and no other',
      {
        standard: ['forbidden: { "workloads[].statements[].actions[]": ["[*]", "*:[*]"] }'],
        spec: {
          workloads: [aWorkload({ statements: [{ actions: ['s3:*', 's3:GetObject'], resources: ['*'] }] })],
        },
        want: ['workloads[0].statements[0].actions[0]: "s3:*" is forbidden by the standard "acme"'],
      },
    ],
    [
      'a program of the catalogue, and what it is given',
      {
        standard: [
          'allowed: { "workloads[].uses": [velero], "workloads[].with.zones[]": [Z0123456789ABCDEFGHIJ] }',
        ],
        spec: {
          workloads: [aWorkload({ uses: 'external-dns', with: { zones: ['Z0000000000000000000X'] } })],
        },
        want: [
          'workloads[0].uses: "external-dns" is not allowed by the standard "acme"',
          'workloads[0].with.zones[0]: "Z0000000000000000000X" is not allowed by the standard "acme"',
        ],
      },
    ],
    [
      'a truth value',
      {
        standard: ['forbidden: { "workloads[].pod.networkPolicy": [false] }'],
        spec: { workloads: [aWorkload({ pod: aPod({ networkPolicy: false }) })] },
        want: ['workloads[0].pod.networkPolicy: false is forbidden by the standard "acme"'],
      },
    ],
    [
      'a verb within a word',
      {
        standard: ['forbidden: { "workloads[].buckets[].access": [delete] }'],
        spec: access('full'),
        want: [
          'workloads[0].buckets[0].access: "list", "get", "put", "delete" is forbidden by the standard "acme"',
        ],
      },
    ],
    [
      'a word spelled out',
      {
        standard: ['forbidden: { "workloads[].buckets[].access": [read-write] }'],
        spec: access(['list', 'get', 'put']),
        want: ['workloads[0].buckets[0].access: "list", "get", "put" is forbidden by the standard "acme"'],
      },
    ],
    [
      'no part of a forbidden word',
      {
        standard: ['forbidden: { "workloads[].buckets[].access[]": [full] }'],
        spec: access('read-write'),
        want: [],
      },
    ],
    [
      'verbs beyond what is allowed',
      {
        standard: ['allowed: { "workloads[].buckets[].access": [read] }'],
        spec: access(['get', 'put']),
        want: ['workloads[0].buckets[0].access: "get", "put" is not allowed by the standard "acme"'],
      },
    ],
    [
      'nothing within what is allowed',
      {
        standard: ['allowed: { "workloads[].buckets[].access": [read-write] }'],
        spec: access('get'),
        want: [],
      },
    ],
    [
      'a tag that is missing, and one of the wrong kind',
      {
        standard: ['requiredTags: { team: "^[a-z]+$", cost-center: "^\\\\d{4}$" }'],
        spec: { tags: { team: 'A' } },
        want: [
          'tags.team: "A" is not what the standard "acme" requires',
          'tags.cost-center: is missing, but the standard "acme" requires it',
        ],
      },
    ],
    [
      'no tag that it gives itself',
      { standard: ['defaults: { tags: { team: web } }\nrequiredTags: { team: "^[a-z]+$" }'], want: [] },
    ],
    [
      'a name of its own',
      {
        standard: ['naming: { workload: { pattern: "^acme-" }, namespace: { pattern: "^{cluster.name}-" } }'],
        want: [
          'workloads[0].name: "photo-site" is not how the standard "acme" names workloads',
          'workloads[0].namespace: "web" is not how the standard "acme" names namespaces',
        ],
      },
    ],
    [
      'a derived name',
      {
        standard: ['naming: { roleName: { pattern: "^acme-" }, policyName: { pattern: "^acme-" } }'],
        want: [
          'workloads[0].roleName: "us-east-1.demo-k8s.web.sa-app" is not how the standard "acme" names roles',
          'workloads[0].policyName: "us-east-1.demo-k8s.web.sa-app" is not how the standard "acme" names policies',
        ],
      },
    ],
    [
      'an override of what is locked',
      {
        standard: ['locked: { identity: { mechanism: irsa } }'],
        spec: { workloads: [aWorkload({ identity: { mechanism: 'pod-identity' } })] },
        want: ['workloads[0].identity.mechanism: "pod-identity" is not what the standard "acme" locks'],
      },
    ],
    [
      'an override that is not allowed',
      {
        standard: ['forbidden: { identity.roleOwner: [eksctl] }'],
        spec: { workloads: [aWorkload({ identity: { roleOwner: 'eksctl' } })] },
        want: ['workloads[0].identity.roleOwner: "eksctl" is forbidden by the standard "acme"'],
      },
    ],
    [
      'every fault at once, beside those of the spec',
      {
        standard: ['allowed: { cluster.region: [eu-west-1] }\nrequiredTags: { team: "." }'],
        spec: { cluster: { accountId: '1' } },
        want: [
          'cluster.region: "us-east-1" is not allowed by the standard "acme"',
          'cluster.accountId: "1" is not an AWS account id',
          'tags.team: is missing, but the standard "acme" requires it',
        ],
      },
    ],
  ];
  test.each(cases)('%s', (_name, { standard, spec, want }) => {
    expect([...errorsUnder(aStandard(...standard), spec)].sort()).toEqual([...want].sort());
  });
});

describe('names', () => {
  const template = 'naming: { roleName: { template: "acme-{cluster.name}-{workload.name}" } }';

  test('are made where the spec gives none', () => {
    expect(modelUnder(aStandard(template)).roles[0]?.name).toBe('acme-demo-k8s-photo-site');
    const given = { workloads: [aWorkload({ roleName: 'Mine' })] };
    expect(modelUnder(aStandard(template), given).roles[0]?.name).toBe('Mine');
  });

  test('of required fields too, each from those before it', () => {
    const standard = aStandard(
      'naming: { namespace: { template: "{workload.name}" }, serviceAccount: { template: "sa-{workload.namespace}" }, roleName: { template: "r-{workload.serviceAccount}" } }',
    );
    const spec = { workloads: [aWorkload({ namespace: undefined, serviceAccount: undefined })] };
    expect(modelUnder(standard, spec).spec.workloads[0]).toMatchObject({
      namespace: 'photo-site',
      serviceAccount: 'sa-photo-site',
      roleName: 'r-sa-photo-site',
    });
  });

  test('of the nearest standard', () => {
    const standard = aStandard(template, 'naming: { roleName: { template: "team-{workload.name}" } }');
    expect(modelUnder(standard).roles[0]?.name).toBe('team-photo-site');
  });

  test('are one for workloads that share a service account', () => {
    const standard = aStandard(`${template.slice(0, -2)}, policyName: { template: "p-{workload.name}" } }`);
    const spec = { workloads: ['a', 'b'].map((name) => aWorkload({ name })) };
    expect(modelUnder(standard, spec).roles.map(({ name, policy }) => [name, policy?.name])).toEqual([
      ['acme-demo-k8s-a', 'p-a'],
    ]);
  });

  test('are not made for roles that exist', () => {
    const spec = {
      workloads: [
        aWorkload({ identity: { roleOwner: 'existing' }, roleArn: 'arn:aws:iam::111122223333:role/theirs' }),
      ],
    };
    expect(modelUnder(aStandard(template), spec).roles[0]?.name).toBe('theirs');
  });

  test('that come out wrong say where they come from', () => {
    const standard = aStandard(
      'naming: { roleName: { template: "{workload.name}-and-a-name-that-goes-on-and-on-and-on-and-on-and-on-and-on" } }',
    );
    expect(errorsUnder(standard)).toEqual([
      expect.stringMatching(
        /^workloads\[0\]\.roleName: ".*" is not an IAM role name \(named by the standard "acme"\)$/,
      ),
    ]);
  });

  test.each([
    ['{ template: "acme-{tags.team}-{workload.name}" }', { tags: { team: 'web' } }, 'acme-web-photo-site'],
    [
      '{ template: "{cluster.accountId}-{identity.mechanism}" }',
      { identity: { mechanism: 'irsa' } },
      '111122223333-irsa',
    ],
  ] as const)('may hold any field of the spec: %s', (rule, spec, want) => {
    expect(modelUnder(aStandard(`naming: { roleName: ${rule} }`), spec as Changes).roles[0]?.name).toBe(want);
  });
});

test('messages stand with the errors of their field, the nearest standard first', () => {
  const standard = aStandard(
    'allowed: { cluster.region: ["eu-*"] }\nmessages: { cluster.region: { message: base says } }',
    'messages: { cluster.region: { message: team says, docs: "https://x.example" }, "workloads[].name": { docs: "https://n.example" } }\nnaming: { workload: { pattern: "^x" } }',
  );
  expect(underStandard(standard).diagnostics.map(({ help }) => help)).toEqual([
    'use what matches "eu-*"; acme: team says, see https://x.example',
    'use a name that matches ^x; acme: https://n.example',
  ]);
});

describe('while a spec is being written', () => {
  const standard = aStandard(
    'defaults: { cluster: { kubernetesVersion: "1.34" }, workloads: { pod: { replicas: 3 } } }\nlocked: { terraform: { syntax: hcl } }\nallowed: { cluster.region: ["eu-*"] }\nnaming: { serviceAccount: { template: "{workload.name}", pattern: "^[a-z-]+$" } }\nrequiredTags: { team: "^[a-z]+$" }',
  );
  const spec = aSpecInput({ workloads: [aWorkload({ serviceAccount: undefined, pod: aPod() })] });

  test.each([
    [['cluster', 'kubernetesVersion'], { value: '1.34', standard: 'acme', locked: false }],
    [['terraform', 'syntax'], { value: 'hcl', standard: 'acme', locked: true }],
    [['workloads', 0, 'pod', 'replicas'], { value: 3, standard: 'acme', locked: false }],
    [['workloads', 0, 'serviceAccount'], { value: 'photo-site', standard: 'acme', locked: false }],
    [['cluster', 'region'], undefined],
    [['workloads', 1, 'pod', 'replicas'], undefined],
  ])('a standard says what it gives: %j', (path, want) => {
    expect(adviseOn(spec, standard).at(path as FieldPath)).toEqual(want);
  });

  test('a standard says what it gives inside a map, and what it locks against what is written', () => {
    const tagged = aStandard('defaults: { tags: { team: web } }\nlocked: { cluster: { region: eu-west-1 } }');
    const advice = adviseOn(aSpecInput({ cluster: { region: 'us-east-1' } } as Changes), tagged);
    expect(advice.at(['tags'])).toEqual({ value: { team: 'web' }, standard: 'acme', locked: false });
    expect(advice.at(['cluster', 'region'])).toEqual({ value: 'eu-west-1', standard: 'acme', locked: true });
    expect(advice.conflicts.map(({ path, value }) => [path, value])).toEqual([
      [['cluster', 'region'], 'us-east-1'],
    ]);
  });
});

test('a standard cannot undo the locks of a base that has its name', () => {
  const lock = (path: string) => `name: acme\nlocked: { identity: { rolePath: ${path} } }\n`;
  expect(errorsUnder(aStandard(lock('/base/'), lock('/own/')))).toEqual([
    'identity.rolePath: the standard "acme" locks "/own/", but its base "acme" locks "/base/"',
  ]);
});

describe('a standard that contradicts itself', () => {
  test.each([
    [
      'a lock of its base',
      ['locked: { cluster: { region: eu-west-1 } }', 'locked: { cluster: { region: eu-north-1 } }'],
      'error the standard "acme" locks "eu-north-1", but its base "base1" locks "eu-west-1"',
    ],
    [
      'a default that it does not allow',
      ['defaults: { cluster: { region: us-east-1 } }\nallowed: { cluster.region: ["eu-*"] }'],
      'error "us-east-1" is not allowed by the standard "acme"',
    ],
    [
      'a list of which it forbids one',
      [
        'defaults: { workloads: { policyArns: ["arn:aws:iam::aws:policy/X"] } }\nforbidden: { "workloads[].policyArns[]": ["*/X"] }',
      ],
      'error "arn:aws:iam::aws:policy/X" is forbidden by the standard "acme"',
    ],
    [
      'a default that is locked',
      ['defaults: { cluster: { region: us-east-1 } }\nlocked: { cluster: { region: eu-west-1 } }'],
      'warning this default is never used: the standard "acme" locks "eu-west-1"',
    ],
    [
      'a star that is meant literally',
      ['forbidden: { "workloads[].statements[].actions[]": ["*"] }'],
      'warning "*" in the standard "acme" forbids every value',
    ],
  ])('%s', (_name, texts, want) => {
    expect(checkItself(aStandard(...texts)).map(({ severity, message }) => `${severity} ${message}`)).toEqual(
      [want],
    );
  });
});

describe('a pattern that takes too long', () => {
  test.each([
    ['naming: { roleName: { pattern: "^acme-{cluster.name}-([a-z0-9]+-?)*$" } }', 'naming.roleName.pattern'],
    ['requiredTags: { team: "^([a-z]+)+$" }', 'requiredTags.team'],
    ['requiredTags: { team: "(x+x+)+y" }', 'requiredTags.team'],
    ['requiredTags: { "cost.center": "^(\\\\d|[0-9])*$" }', 'requiredTags["cost.center"]'],
    ['requiredTags: { team: "^([a-z0-9]+-?)+$" }', 'requiredTags.team'],
    ['requiredTags: { team: "^[a-z]*[a-z]*[a-z]*[a-z]*[a-z]*$" }', 'requiredTags.team'],
    [`requiredTags: { team: "^${'(a|[a-z])'.repeat(40)}$" }`, 'requiredTags.team'],
    [`requiredTags: { team: "^${'(a|ab?)?'.repeat(40)}$" }`, 'requiredTags.team'],
  ])('is refused when the standard is opened: %s', (text, path) => {
    // All tries of one text, where the machine was busy during the first ones.
    const found = withinCpuTime(3000, () => findSlowPatterns(aStandard(text)));
    expect(found.map((finding) => [finding.code, finding.path])).toEqual([['standard/slow-pattern', path]]);
  });

  test.each(['^[a-z]+(-[a-z]+)*$', '^(?:web|ops){1,3}$', '^([a-z0-9-]+/)*[a-z]+$', '^acme-(a|b)+$'])(
    'is not taken for one: %s',
    (pattern) => {
      expect(findSlowPatterns(aStandard(`requiredTags: { team: ${JSON.stringify(pattern)} }`))).toEqual([]);
    },
  );
});

test('severities of lint rules: what extends overrides its base', () => {
  const standard = aStandard('rules: { IRSA001: error, IRSA002: off }', 'rules: { IRSA002: warning }');
  expect(severitiesOf(standard)).toEqual({ IRSA001: 'error', IRSA002: 'warning' });
});
