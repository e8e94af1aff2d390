import { describe, expect, test } from '@jest/globals';
import { parseStandard } from '../../src/standard/parse.js';
import { quote } from '../../src/text/quote.js';
import { shown } from './support.js';

function findings(text: string) {
  return parseStandard(`version: 1\nname: acme\n${text}\n`, 'standard.yaml').diagnostics;
}

const faulty: readonly [string, { readonly given: string; readonly want: string; readonly help: string }][] =
  [
    [
      'a misspelt field',
      {
        given: 'defualts: {}',
        want: '3:1 defualts: "defualts" is no field of a standard',
        help: 'did you mean defaults?',
      },
    ],
    [
      'a misspelt field of a spec',
      {
        given: 'defaults: { cluster: { regoin: eu-west-1 } }',
        want: '3:24 defaults.cluster.regoin: "regoin" is no field of cluster',
        help: 'did you mean region?',
      },
    ],
    [
      'a misspelt field of a workload',
      {
        given: 'locked: { workloads: { pod: { replicsa: 2 } } }',
        want: '3:31 locked.workloads.pod.replicsa: "replicsa" is no field of workloads[].pod',
        help: 'did you mean replicas?',
      },
    ],
    [
      'a field that was not indented',
      {
        given: 'locked: { permissionsBoundaryArn: x }',
        want: '3:11 locked.permissionsBoundaryArn: "permissionsBoundaryArn" is no field of a spec that a standard may give',
        help: 'did you mean identity.permissionsBoundaryArn? indent it below identity',
      },
    ],
    [
      'a field that no standard gives',
      {
        given: 'defaults: { version: 1 }',
        want: '3:13 defaults.version: "version" is no field of a spec that a standard may give',
        help: 'use one of cluster',
      },
    ],
    [
      'a wrong type',
      {
        given: 'defaults: { workloads: { pod: { replicas: two } } }',
        want: '3:43 defaults.workloads.pod.replicas: two is a string, not a number',
        help: 'write a number, without quotes',
      },
    ],
    [
      'a wrong word',
      {
        given: 'locked: { identity: { mechanism: isra } }',
        want: '3:34 locked.identity.mechanism: "isra" is not allowed here',
        help: 'did you mean irsa?',
      },
    ],
    [
      'a value that AWS refuses',
      {
        given: 'defaults: { cluster: { region: eu-wset-1 } }',
        want: '3:32 defaults.cluster.region: "eu-wset-1" is not an AWS region',
        help: 'eu-west-1',
      },
    ],
    [
      'a value of a condition',
      {
        given: 'when: [{ match: { cluster.name: "x*" }, locked: { tags: [a] } }]',
        want: '3:57 when[0].locked.tags: a list, not a map',
        help: 'write fields with values',
      },
    ],
    [
      'a condition without a match',
      { given: 'when: [{ defaults: {} }]', want: '3:8 when[0].match: is missing', help: 'it is required' },
    ],
    [
      'a list of workloads',
      {
        given: 'defaults: { workloads: [{ pod: {} }] }',
        want: '3:13 defaults.workloads: a list, not a map',
        help: 'it stands for each workload',
      },
    ],
    [
      'a list that is no partial spec',
      { given: 'defaults: []', want: '3:11 defaults: a list, not a map', help: 'write fields with values' },
    ],
    [
      'a path that is none',
      {
        given: 'allowed: { cluster.regions: [x] }',
        want: '3:12 allowed["cluster.regions"]: "regions" is no field of cluster',
        help: 'did you mean region?',
      },
    ],
    [
      'a path into a list without []',
      {
        given: 'forbidden: { workloads.pod.image: [x] }',
        want: '3:14 forbidden["workloads.pod.image"]: "workloads.pod.image" goes into a list',
        help: 'write "workloads[].pod.image"',
      },
    ],
    [
      'a path to a list',
      {
        given: 'forbidden: { "workloads[].policyArns": [x] }',
        want: '3:14 forbidden["workloads[].policyArns"]: "workloads[].policyArns" is a list',
        help: 'write "workloads[].policyArns[]"',
      },
    ],
    [
      'a path to a map',
      {
        given: 'allowed: { cluster.vpc: [x] }',
        want: '3:12 allowed["cluster.vpc"]: "cluster.vpc" is a map',
        help: 'name one of its fields: id',
      },
    ],
    [
      'a path below a value',
      {
        given: 'allowed: { cluster.name.first: [x] }',
        want: '3:12 allowed["cluster.name.first"]: "cluster.name.first" goes on below a value',
        help: 'end it at cluster.name',
      },
    ],
    [
      'no path',
      {
        given: 'allowed: { "a b": [x] }',
        want: '3:12 allowed["a b"]: "a b" is no path of a spec',
        help: 'write it as in workloads[].pod.image',
      },
    ],
    [
      'terms without globs',
      {
        given: 'allowed: { cluster.region: { since: 2027-01-01 } }',
        want: '3:28 allowed["cluster.region"].values: is missing',
        help: 'it is required: a glob, or a list of which one must match; * is any text',
      },
    ],
    [
      'no globs',
      {
        given: 'allowed: { cluster.region: [] }',
        want: '3:28 allowed["cluster.region"]: is empty',
        help: 'give at least one',
      },
    ],
    [
      'a name for what has none',
      {
        given: 'naming: { rolName: { template: x } }',
        want: '3:11 naming.rolName: "rolName" is no field of this map',
        help: 'did you mean roleName?',
      },
    ],
    [
      'a placeholder that is none',
      {
        given: 'naming: { roleName: { template: "{cluster.nam}" } }',
        want: '3:33 naming.roleName.template: {cluster.nam}: "nam" is no field of cluster',
        help: 'did you mean name?',
      },
    ],
    [
      'a placeholder of a lock that is none',
      {
        given: 'locked: { tags: { a: "{cluster.name}" }, identity: { rolePath: "/{cluster.nam}/" } }',
        want: '3:64 locked.identity.rolePath: {cluster.nam} is no field that a placeholder may name',
        help: 'did you mean {cluster.name}?',
      },
    ],
    [
      'an open placeholder',
      {
        given: 'naming: { roleName: { template: "x-{cluster}" } }',
        want: '3:33 naming.roleName.template: "{cluster}" is no field',
        help: '{cluster.name}',
      },
    ],
    [
      'a placeholder for many values',
      {
        given: 'naming: { roleName: { template: "{workload.policyArns}" } }',
        want: '3:33 naming.roleName.template: {workload.policyArns} is no single value',
        help: 'text',
      },
    ],
    [
      'no regular expression',
      {
        given: 'requiredTags: { team: "(" }',
        want: '3:23 requiredTags.team: "(" is not a regular expression',
        help: 'Unterminated group',
      },
    ],
    [
      'no rule',
      {
        given: 'rules: { irsa1: error }',
        want: '3:10 rules.irsa1: "irsa1" is not the id of a lint rule',
        help: 'IRSA001',
      },
    ],
    [
      'a severity that is none',
      {
        given: 'rules: { IRSA001: fatal }',
        want: '3:19 rules.IRSA001: "fatal" is not allowed here',
        help: 'use one of error, warning, info, off',
      },
    ],
    [
      'a message for no field',
      {
        given: 'messages: { cluster.regon: { message: x } }',
        want: '3:13 messages["cluster.regon"]: "regon" is no field of cluster',
        help: 'did you mean region?',
      },
    ],
    [
      'a path of a file that leaves the folder',
      {
        given: 'files: [{ template: a.hbs, path: ../a }]',
        want: '3:34 files[0].path: "../a" leaves the output folder',
        help: 'below the output folder',
      },
    ],
    [
      'an absolute path of a file',
      {
        given: 'files: [{ template: a.hbs, path: /etc/passwd }]',
        want: '3:34 files[0].path: "/etc/passwd" is absolute',
        help: 'below the output folder',
      },
    ],
    [
      "a drive's path of a file",
      {
        given: 'files: [{ template: a.hbs, path: "C:/x" }]',
        want: '3:34 files[0].path: "C:/x" is absolute',
        help: 'below the output folder',
      },
    ],
    [
      'a path with backslashes',
      {
        given: "files: [{ template: a.hbs, path: '..\\a' }]",
        want: '3:34 files[0].path: "..\\\\a" holds a backslash',
        help: 'below the output folder',
      },
    ],
    ...(
      [
        ['.irsa-forge.json', 'is reserved for irsa-forge itself'],
        ['docs/.irsa-forge.json', 'is reserved for irsa-forge itself'],
        ['.git/config', 'is in a folder of git'],
        ['.GIT/hooks/post-checkout', 'is in a folder of git'],
        ['docs/git~1/config', 'may be the short name of another file on Windows'],
        ['IRSA-F~1.JSO', 'may be the short name of another file on Windows'],
        ['.git./config', 'is in a folder of git'],
        ['terraform/.terraform/terraform.tfstate', 'is in the working folder of Terraform'],
        ['NUL', 'is a device on Windows'],
        ['docs/aux.txt', 'is a device on Windows'],
        ['docs/com1', 'is a device on Windows'],
        ['README.md.', 'ends in a dot or a blank, which Windows leaves out'],
        ['docs./x', 'ends in a dot or a blank, which Windows leaves out'],
        ['README.md:x', 'holds ":", which no file of Windows has'],
      ] as const
    ).map(
      ([path, fault]) =>
        [
          `the path ${path.slice(0, 40)}`,
          {
            given: `files: [{ template: a.hbs, path: ${JSON.stringify(path)} }]`,
            want: `3:34 files[0].path: ${quote(path)} ${fault}`,
            help: 'below the output folder',
          },
        ] as [string, { given: string; want: string; help: string }],
    ),
    [
      'a workload in a file of the cluster',
      {
        given: 'files: [{ template: a.hbs, path: "{workload.name}" }]',
        want: '3:34 files[0].path: {workload.name} is of no one workload here',
        help: 'each: workload',
      },
    ],
    [
      'a merge key',
      {
        given: 'tags: &a { x: y }\nlocked: { <<: *a }',
        want: '3:1 tags: "tags" is no field of a standard',
        help: 'use one of version, name',
      },
    ],
    [
      'a YAML tag',
      {
        given: 'defaults: !!js/function "x"',
        want: '3:25 defaults: "tag:yaml.org,2002:js/function" is a YAML tag',
        help: 'take the tag out',
      },
    ],
  ];

describe('a standard is refused with', () => {
  test.each(faulty)('%s', (_name, { given, want, help }) => {
    const [found] = findings(given);
    expect({ found: found && shown(found), help: found?.help }).toEqual({
      found: want,
      help: expect.stringContaining(help),
    });
    expect(found?.code).toMatch(/^standard\//);
  });

  test.each([
    ['nothing in it', '', 'the file is empty', 'irsa-forge standard init'],
    [
      'a version of later',
      'version: 2\nname: acme\n',
      'version: 2 is no version that this release reads',
      'version: 1',
    ],
    ['no name', 'version: 1\n', 'name: is missing', 'the name of the standard'],
    ['no YAML', 'version: [', 'not valid YAML', 'check the indentation'],
    [
      'two documents',
      'version: 1\n---\nversion: 1\n',
      'a second YAML document',
      'a standard is one document',
    ],
    ['too much text', ' '.repeat(5_000_001), 'the file has 5000001', 'a standard has at most'],
    [
      'a path in braces',
      'when: [{ match: { workloads[].name: web } }]',
      'not valid YAML: missing , or :',
      'put texts with [ ] { } or , into quotes',
    ],
    ['too many brackets', '['.repeat(1000), 'the file is nested', 'a standard needs about six levels'],
    ['YAML 1.1', '%YAML 1.1\n---\nversion: 1\n', 'the file declares', 'a standard is YAML 1.2'],
    ['a tag', 'version: 1\nname: !x acme\n', 'name: "!x" is a YAML tag', 'a standard is plain values'],
  ])('%s', (_name, text, message, help) => {
    const [found] = parseStandard(text, 'standard.yaml').diagnostics;
    expect(`${found?.path}: ${found?.message}`).toContain(
      message.replace(/^(the file|not valid)/, 'undefined: $1'),
    );
    expect(found?.help).toContain(help);
  });

  test('a brace that is not closed once, and not everything behind it', () => {
    const found = findings(
      'defaults: { tags: { a: b }\nallowed:\n  cluster.region:\n    - [eu-*]\nrules: {}',
    );
    expect(found.map(shown)).toEqual([
      '4:1 undefined: not valid YAML: flow map in block collection must be sufficiently indented and end with a }',
    ]);
  });

  test('every fault at once', () => {
    expect(
      findings('defualts: {}\nallowed: { cluster.regon: [x] }\nrules: { x: y }').map(shown),
    ).toHaveLength(4);
  });

  test('aliases that explode', () => {
    const levels = Array.from(
      { length: 9 },
      (_, index) =>
        `  l${index + 1}: &l${index + 1} [${Array(9)
          .fill(index === 0 ? 'x' : `*l${index}`)
          .join(', ')}]`,
    );
    const found = findings(`defaults:\n${levels.join('\n')}`);
    expect(found.some(({ message }) => message === 'the YAML aliases expand to too much')).toBe(true);
  });
});

test('numbers in globs are taken as they are spelled', () => {
  const parsed = parseStandard(
    'version: 1\nname: acme\nallowed: { cluster.kubernetesVersion: [1.30, "1.35"] }\n',
    'standard.yaml',
  );
  expect(parsed.ok && parsed.value.restrictions[0]?.globs).toEqual(['1.30', '1.35']);
});

test('the standard of the contract is one', () => {
  const text = `version: 1
name: acme
extends: ../acme-base
defaults:
  cluster: { region: eu-central-1 }
  workloads: { pod: { replicas: 2 } }
locked:
  identity: { permissionsBoundaryArn: arn:aws:iam::111122223333:policy/acme-boundary }
when:
  - match: { cluster.name: "prod-*" }
    defaults: { tags: { stage: prod } }
    locked: { terraform: { syntax: hcl } }
allowed:
  cluster.region: [eu-central-1, eu-west-1]
  workloads[].pod.image: ["registry.acme.example/*"]
forbidden:
  workloads[].policyArns[]: ["*/AmazonS3FullAccess", "*/AdministratorAccess"]
naming:
  roleName: { template: "acme-{cluster.name}-{workload.name}", pattern: "^acme-[a-z0-9-]+$" }
requiredTags: { team: "^[a-z-]+$", cost-center: "^[0-9]{4}$" }
rules: { IRSA001: error, IRSA042: off }
messages:
  cluster.region: { message: "we run in the EU only", docs: "https://wiki.acme.example/regions" }
templates: ./templates
files:
  - { template: catalog-info.yaml.hbs, path: catalog-info.yaml }
  - { template: oncall.md.hbs, path: "docs/{workload.name}.md", each: workload }
`;
  expect(parseStandard(text, 'standard.yaml')).toMatchObject({ ok: true, diagnostics: [] });
});

test('what cannot be read is said once', () => {
  const text = `version: 1
name: acme
defaults: { cluster: { region: "eu\u200c" }, workloads: { policyArns: ["a\u200c"], pod: { env: { A: "a\u200c" } } } }
locked: [{ values: { identity: { rolePath: "/\u200c" } } }]
requiredTags: { team: { pattern: "a\u200c" } }
files: [{ template: a.md.hbs, path: "a\u200cb" }]
exceptions: [{ match: { cluster.name: a }, rule: "a\u200c", reason: r, until: 2027-01-01 }]
`;
  const { ok, diagnostics } = parseStandard(text, 'standard.yaml');
  expect(ok).toBe(false);
  expect(diagnostics.map(({ message }) => message.replace(/^"[^"]*" /, ''))).toEqual(
    Array(7).fill('holds an invisible character (U+200C)'),
  );
});
