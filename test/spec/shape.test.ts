import { describe, expect, test } from '@jest/globals';
import { parseSpec } from '../../src/spec/parse.js';
import { checkField } from '../../src/spec/shape.js';
import { aSpecInput } from '../support/a-spec.js';

/** What is appended to a valid spec as YAML, and the one finding that it must cause. */
type Row = [string, { given: string; want: { message: string; help: RegExp; at: [number, number] } }];

const VALID = `version: 1
cluster: { name: demo, region: us-east-1, accountId: "111122223333" }
workloads:
  - name: app
    namespace: web
    serviceAccount: app
    buckets: [{ name: my-bucket, access: get }]
`;

const rows: Row[] = [
  [
    'a field of the wrong name',
    {
      given: 'identitty: {}',
      want: {
        message: '"identitty" is no field of a spec',
        help: /^did you mean identity\? use one of version, extends, standard/,
        at: [8, 1],
      },
    },
  ],
  [
    'a field of no name',
    {
      given: 'quux: {}',
      want: {
        message: '"quux" is no field of a spec',
        help: /^use one of version, extends, standard/,
        at: [8, 1],
      },
    },
  ],
  [
    'an inner field of the wrong name',
    {
      given: '    polcyName: x',
      want: {
        message: '"polcyName" is no field of this map',
        help: /^did you mean policyName\?/,
        at: [8, 5],
      },
    },
  ],
  [
    'a field that was not indented',
    {
      given: 'mechanism: both',
      want: {
        message: '"mechanism" is no field of a spec',
        help: /^did you mean identity\.mechanism\? indent it below identity$/,
        at: [8, 1],
      },
    },
  ],
  [
    'an inner field that was not indented',
    {
      given: '    image: x',
      want: {
        message: '"image" is no field of this map',
        help: /^did you mean pod\.image\? indent it below pod$/,
        at: [8, 5],
      },
    },
  ],
  [
    'a number for a string',
    {
      given: 'standard: 12',
      want: { message: '12 is a number, not a string', help: /^quote it: "12"$/, at: [8, 11] },
    },
  ],
  [
    'a boolean for a string',
    {
      given: 'tags: { a: true }',
      want: { message: 'true is a boolean, not a string', help: /^quote it: "true"$/, at: [8, 12] },
    },
  ],
  [
    'a string for a boolean',
    {
      given: '    createNamespace: no',
      want: { message: 'no is a string, not a boolean', help: /true or false/, at: [8, 22] },
    },
  ],
  [
    'a string for a number',
    {
      given: 'identity: { maxSessionDuration: "3600" }',
      want: { message: '3600 is a string, not a number', help: /without quotes/, at: [8, 33] },
    },
  ],
  [
    'a fraction',
    {
      given: 'identity: { maxSessionDuration: 3600.5 }',
      want: { message: '3600.5 is out of range', help: /from 3600 to 43200 seconds/, at: [8, 33] },
    },
  ],
  [
    'not a number',
    {
      given: 'identity: { maxSessionDuration: .nan }',
      want: { message: '.nan is NaN, not a number', help: /number/, at: [8, 33] },
    },
  ],
  [
    'a list for a map',
    { given: 'tags: []', want: { message: 'a list, not a map', help: /fields with values/, at: [8, 7] } },
  ],
  [
    'a list for a map that may be empty',
    {
      given: 'identity: []',
      want: { message: 'a list, not a map', help: /fields with values/, at: [8, 11] },
    },
  ],
  [
    'a map for a list',
    {
      given: '    policyArns: {}',
      want: { message: 'a map, not a list', help: /begin each entry/, at: [8, 17] },
    },
  ],
  [
    'a word for a list',
    {
      given: '    policyArns: x',
      want: { message: 'x is a string, not a list', help: /begin each entry/, at: [8, 17] },
    },
  ],
  [
    'nothing for a map',
    {
      given: 'identity:',
      want: { message: 'no value, not a map', help: /leave the field out/, at: [8, 10] },
    },
  ],
  [
    'a word of the wrong spelling',
    {
      given: 'identity: { roleOwner: teraform }',
      want: { message: '"teraform" is not allowed here', help: /^did you mean terraform\?/, at: [8, 24] },
    },
  ],
  [
    'a word in the wrong case',
    {
      given: 'terraform: { syntax: HCL }',
      want: { message: '"HCL" is not allowed here', help: /^did you mean hcl\?/, at: [8, 22] },
    },
  ],
  [
    'a backend of the wrong spelling',
    {
      given: 'terraform: { backend: { type: s33 } }',
      want: { message: '"s33" is not a Terraform backend', help: /^did you mean s3\?/, at: [8, 31] },
    },
  ],
  [
    'a path without slashes',
    {
      given: 'identity: { rolePath: team }',
      want: { message: '"team" is not an IAM path', help: /begin and end with/, at: [8, 23] },
    },
  ],
  [
    'a tag of AWS',
    {
      given: 'tags: { "aws:x": a }',
      want: { message: '"aws:x" is not a tag key', help: /reserved/, at: [8, 9] },
    },
  ],
  [
    'a long value, cut',
    {
      given: `    roleName: ${'r'.repeat(500)}`,
      want: { message: `"${'r'.repeat(158)}…" is not an IAM role name`, help: /1-64/, at: [8, 15] },
    },
  ],
  [
    'an empty list of actions',
    {
      given: '    statements: [{ actions: [], resources: ["*"] }]',
      want: { message: 'is empty', help: /at least one action/, at: [8, 29] },
    },
  ],
  [
    'a word of a list',
    {
      given: '    pod: { kind: Pod, image: a, egressPorts: [1, 70000] }',
      want: { message: '70000 is out of range', help: /1 to 65535/, at: [8, 50] },
    },
  ],
];

describe('the shape of a spec', () => {
  test.each(rows)('refuses %s', (_name, { given, want }) => {
    const { diagnostics } = parseSpec(`${VALID}${given}\n`, 'irsa.yaml');
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ message }) => message)).toEqual([want.message]);
    expect(errors[0]?.help).toMatch(want.help);
    expect([errors[0]?.place?.line, errors[0]?.place?.column]).toEqual(want.at);
  });

  test.each([
    ['2', 'version: 2 is no version that this release reads'],
    ['"1"', 'version: "1" is no version that this release reads'],
  ])('refuses version %s', (version, want) => {
    const { diagnostics } = parseSpec(VALID.replace('version: 1', `version: ${version}`), 'irsa.yaml');
    expect(diagnostics.map(({ path, message }) => `${path}: ${message}`)).toEqual([want]);
    expect(diagnostics[0]?.help).toContain('version: 1');
  });

  test('names every required field that is missing', () => {
    const { diagnostics } = parseSpec('version: 1\ncluster:\n  name: demo\nworkloads: [{}]\n', 'irsa.yaml');
    expect(diagnostics.map(({ path, message, help }) => `${path} ${message}: ${help}`)).toEqual([
      'cluster.region is missing: it is required: the AWS region; it gives the partition, such as "us-east-1"',
      'cluster.accountId is missing: it is required: the AWS account, a string of 12 digits, such as "111122223333"',
      'workloads[0].name is missing: it is required: names the files and the Kubernetes objects, such as "photo-site"',
      'workloads[0].namespace is missing: it is required: the Kubernetes namespace, or a pattern of them with * and ?, such as "default"',
      'workloads[0].serviceAccount is missing: it is required: the Kubernetes service account, or a pattern of them with * and ?, such as "sa-app"',
      expect.stringContaining('grants nothing'),
    ]);
  });

  test.each([
    ['name: my-bucket, access: reed', '"reed" is not allowed here', 'did you mean read?'],
    ['name: my-bucket, access: [get, gett]', '"gett" is not allowed here', 'did you mean get?'],
    ['name: my-bucket, access: 3', '3 is a number, not a word or a list of words', 'quote it'],
    ['name: my-bucket, access: []', 'is empty', 'use one of list'],
    ['name: My_Bucket, access: get', '"My_Bucket" is not a valid S3 bucket name', 'use 3-63 lowercase'],
    ['name: my-bucket, access: get, prefix: a*', '"a*" is not a literal key prefix', 'take * out'],
  ])('refuses a bucket { %s }', (field, message, help) => {
    const changed = VALID.replace('name: my-bucket, access: get', field);
    const [found] = parseSpec(changed, 'irsa.yaml').diagnostics;
    expect(found?.message).toBe(message);
    expect(found?.help).toContain(help);
  });
});

describe('checkField', () => {
  test.each([
    [['cluster', 'name'], 'demo', undefined],
    [['cluster', 'name'], 'my cluster', '"my cluster" is not an EKS cluster name: use 1-100 letters'],
    [['cluster', 'accountId'], 12, '12 is a number, not a string: quote it: "12"'],
    [
      ['workloads', 0, 'buckets', 0, 'name'],
      'xn--a',
      '"xn--a" is not a valid S3 bucket name: names beginning with xn--',
    ],
    [['workloads', 7, 'buckets', 3, 'access'], ['get', 'put'], undefined],
    [['workloads', 0, 'pod', 'port'], 0, '0 is out of range: use a whole number from 1 to 65535'],
    [['workloads', 0, 'pod', 'env', 'A'], 'x', undefined],
    [['tags', 'team'], 'a|b', '"a|b" is not a tag value'],
    [['tags'], { 'aws:a': 'b' }, '"aws:a" is not a tag key'],
    [['nowhere'], 'x', 'there is no such field'],
  ] as const)('%j takes or refuses %j', (path, value, want) => {
    const found = checkField(path, value);
    if (want === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(want);
  });

  test('takes every value of a valid spec', () => {
    for (const [key, value] of Object.entries(aSpecInput())) expect(checkField([key], value)).toBeUndefined();
  });
});
