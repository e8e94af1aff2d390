import { join } from 'node:path/posix';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { type FieldPath, formatPath } from '../../src/diagnostics.js';
import { loadModel } from '../../src/load-model.js';
import { type BaseFiles, layerOf, over, readSpec, sourceOf } from '../../src/spec/extends.js';
import { parseSpec } from '../../src/spec/parse.js';
import { readSource } from '../../src/spec/source.js';
import type { Source } from '../../src/spec/source-file.js';

fc.configureGlobal({ seed: 20261128 });

/** Files by path, as a disk would have them. */
function filesOf(texts: Readonly<Record<string, string>>): BaseFiles {
  return {
    identify: (file) => file,
    open: (ref, from) => {
      const file = join(from, '..', ref);
      const text = texts[file];
      return text === undefined ? { message: `there is no ${file}`, help: 'make it' } : { file, text };
    },
  };
}

const BASE = `version: 1
cluster:
  region: eu-west-1
  provision: false
tags: { team: web, tier: back }
workloads:
  - name: shop
    namespace: shop
    serviceAccount: shop
    buckets:
      - { name: images, access: read }
      - { name: logs, access: put }
    policyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess]
    pod: { kind: Deployment, image: registry.example/shop:1, port: 8080 }
  - { name: mail, namespace: shop, serviceAccount: mail, queues: [{ name: out, access: send }] }
`;

const DEV = `extends: ../base/irsa.yaml
cluster: { name: dev, accountId: "111122223333" }
tags: { tier: null, stage: dev }
workloads:
  - name: mail
    queues:
      - { name: in, access: receive }
  - name: shop
    policyArns: []
    buckets: [{ name: logs, access: write, prefix: dev/ }]
    pod: null
  - { name: tool, namespace: dev, serviceAccount: tool, buckets: [{ name: dev, access: full }] }
`;

const TEXTS = { 'base/irsa.yaml': BASE, 'dev/irsa.yaml': DEV };

function read(texts: Readonly<Record<string, string>>, file = 'dev/irsa.yaml') {
  return readSpec(texts[file] ?? '', file, filesOf(texts));
}

function sourceIn(texts: Readonly<Record<string, string>>, file?: string): Source {
  const result = read(texts, file);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.value;
}

describe('a spec over another one', () => {
  test('joins maps, and lists of named things by name; replaces other lists; takes away by null', () => {
    expect(sourceIn(TEXTS).value).toEqual({
      version: 1,
      cluster: { region: 'eu-west-1', provision: false, name: 'dev', accountId: '111122223333' },
      tags: { team: 'web', stage: 'dev' },
      workloads: [
        {
          name: 'shop',
          namespace: 'shop',
          serviceAccount: 'shop',
          buckets: [
            { name: 'images', access: 'read' },
            { name: 'logs', access: 'write', prefix: 'dev/' },
          ],
          policyArns: [],
        },
        {
          name: 'mail',
          namespace: 'shop',
          serviceAccount: 'mail',
          queues: [
            { name: 'out', access: 'send' },
            { name: 'in', access: 'receive' },
          ],
        },
        {
          name: 'tool',
          namespace: 'dev',
          serviceAccount: 'tool',
          buckets: [{ name: 'dev', access: 'full' }],
        },
      ],
    });
    expect(loadModel(DEV, 'dev/irsa.yaml', undefined, undefined, filesOf(TEXTS)).ok).toBe(true);
  });

  test('alone is none, and says so', () => {
    expect(parseSpec(DEV, 'irsa.yaml').diagnostics).toMatchObject([
      { code: 'spec/base-not-loaded', path: 'extends' },
    ]);
  });

  test('has each finding at the file and the line in which the value stands', () => {
    const texts = {
      'base/irsa.yaml': BASE.replace('provision', 'provison').replace('name: images', 'name: Images'),
      'dev/irsa.yaml': DEV.replace('access: receive', 'access: get').replace(/^tags.*$/m, 'tagz: null'),
    };
    const { diagnostics } = loadModel(
      texts['dev/irsa.yaml'],
      'dev/irsa.yaml',
      undefined,
      undefined,
      filesOf(texts),
    );
    const shown = diagnostics.map(
      ({ place, path }) => `${place?.file}:${place?.line}:${place?.column} ${path}`,
    );
    expect(shown).toEqual([
      'base/irsa.yaml:4:3 cluster.provison',
      'base/irsa.yaml:11:17 workloads[0].buckets[0].name',
      'dev/irsa.yaml:3:1 tagz',
      'dev/irsa.yaml:7:29 workloads[1].queues[1].access',
    ]);
  });
});

const faults: readonly [string, Readonly<Record<string, string>>, string][] = [
  [
    'to itself',
    { 'dev/irsa.yaml': 'extends: irsa.yaml\n' },
    'dev/irsa.yaml:1:10 "irsa.yaml" is this file itself',
  ],
  [
    'in a circle',
    {
      'dev/irsa.yaml': 'extends: ../a.yaml\n',
      'a.yaml': 'extends: b.yaml\n',
      'b.yaml': '\nextends: a.yaml\n',
    },
    'b.yaml:2:10 "a.yaml" closes a circle: a.yaml → b.yaml → a.yaml',
  ],
  ['to nothing', { 'dev/irsa.yaml': '# dev\nextends: ../x.yaml\n' }, 'dev/irsa.yaml:2:10 there is no x.yaml'],
  ['to several', { 'dev/irsa.yaml': 'extends: [a.yaml]\n' }, 'dev/irsa.yaml:1:10 a list, not a string'],
  [
    'to what is no YAML',
    { 'dev/irsa.yaml': 'extends: ../x.yaml\n', 'x.yaml': 'version: 1\ncluster: [\n' },
    'x.yaml:3:1 not valid YAML',
  ],
  [
    'to what a merge left',
    { 'dev/irsa.yaml': 'extends: ../x.yaml\n', 'x.yaml': '<<<<<<< a\nx: 1\n=======\nx: 2\n>>>>>>> b\n' },
    'x.yaml:1:1 a git merge left conflict markers here',
  ],
  [
    'to a list',
    { 'dev/irsa.yaml': 'extends: ../x.yaml\n', 'x.yaml': '- a\n' },
    'x.yaml:1:1 x.yaml is no map',
  ],
  [
    'over a list in which a name stands twice',
    { ...TEXTS, 'base/irsa.yaml': BASE.replace('name: images', 'name: logs') },
    'base/irsa.yaml:12:9 "logs" stands twice in this list, and dev/irsa.yaml has it as well',
  ],
  [
    'over the issuer of another cluster',
    {
      ...TEXTS,
      'base/irsa.yaml': BASE.replace('  region', '  name: old\n  oidcIssuer: https://x\n  region'),
    },
    'base/irsa.yaml:4:15 is that of the cluster with the name "old", and in dev/irsa.yaml the name is "dev"',
  ],
  [
    'over the subnets of another account',
    {
      'dev/irsa.yaml': 'extends: ../a.yaml\ncluster: { accountId: "2", vpc: { id: vpc-2 } }\n',
      'a.yaml': 'extends: b.yaml\ncluster: { vpc: { privateSubnets: [] } }\n',
      'b.yaml': 'cluster: { accountId: "1" }\n',
    },
    'a.yaml:2:35 is that of the cluster with the account "1", and in dev/irsa.yaml the account is "2"',
  ],
];

test.each(faults)('a spec that extends %s is refused', (_name, texts, want) => {
  const result = read(texts);
  const [found] = result.ok ? result.value.faults : result.diagnostics;
  expect(`${found?.place?.file}:${found?.place?.line}:${found?.place?.column} ${found?.message}`).toContain(
    want,
  );
});

test('an issuer is its own again where the cluster is, and where it is taken away', () => {
  const base = BASE.replace('  region', '  name: old\n  oidcIssuer: https://x\n  region');
  for (const cluster of [
    '{ name: old }',
    '{ name: dev, oidcIssuer: null }',
    '{ name: dev, oidcIssuer: https://y }',
  ])
    expect(
      read({ 'base/irsa.yaml': base, 'dev/irsa.yaml': `extends: ../base/irsa.yaml\ncluster: ${cluster}\n` }),
    ).toMatchObject({
      value: { faults: [] },
    });
});

/** Parts of specs that meet each other in every way: maps, lists by name, other lists, words, nothing. */
const word = fc.constantFrom('a', 'b', 'c');
const grant = fc.oneof(
  fc.record({ name: word, access: fc.constantFrom('get', 'put') }, { requiredKeys: ['name'] }),
  fc.record({ arn: word }),
);
const things = fc.oneof(
  fc.uniqueArray(grant, { selector: (each) => JSON.stringify(each).slice(0, 12) }),
  word,
  fc.constant(null),
);
const workload = fc.record(
  {
    name: word,
    buckets: things,
    policyArns: fc.array(word, { maxLength: 2 }),
    pod: fc.oneof(
      fc.record({ image: word, env: fc.dictionary(word, fc.option(word)) }, { requiredKeys: [] }),
      fc.constant(null),
    ),
  },
  { requiredKeys: ['name'] },
);
const part = fc.record(
  {
    cluster: fc.oneof(
      fc.record({ name: word, vpc: fc.option(fc.record({ id: word })) }, { requiredKeys: [] }),
      word,
    ),
    tags: fc.option(fc.dictionary(word, fc.option(word))),
    workloads: fc.oneof(fc.uniqueArray(workload, { selector: ({ name }) => name }), fc.constant(null)),
  },
  { requiredKeys: [] },
);

function layersOf(parts: readonly object[]) {
  return parts.map((value, index) => {
    const file = `${index}.yaml`;
    const text = stringify(
      index === 0 ? { version: 1, ...value } : { extends: `${index - 1}.yaml`, ...value },
    );
    const read = readSource(text, file);
    if (!read.ok) throw new Error(text);
    return { source: read.value, layer: layerOf(read.value) };
  });
}

/** Every scalar with its path. */
function leaves(value: unknown, path: FieldPath = []): readonly (readonly [FieldPath, unknown])[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, child]) =>
    leaves(child, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

test('joining is associative, and every value stands where its place says', () => {
  fc.assert(
    fc.property(fc.tuple(part, part, part, part), (parts) => {
      const given = layersOf(parts);
      const [a, b, c, d] = given.map(({ layer }) => layer) as [never, never, never, never];
      const spec = given[3]?.source as Source;
      const ways = [
        over(over(over(a, b), c), d),
        over(over(a, b), over(c, d)),
        over(a, over(over(b, c), d)),
        over(a, over(b, over(c, d))),
      ].map((layer) => sourceOf(layer, spec, []));
      const described = ways.map(({ value, locate }) => [
        value,
        leaves(value).map(([path]) => [formatPath(path), locate(path)]),
      ]);
      for (const other of described) expect(other).toEqual(described[0]);
      const [joined] = ways as [Source];
      for (const [path, value] of leaves(joined.value)) {
        const { file, line, column } = joined.locate(path);
        const text = given[Number.parseInt(file, 10)]?.source.text ?? '';
        const there = text.split('\n')[line - 1]?.slice(column - 1) ?? '';
        expect([path, there.slice(0, String(value).length)]).toEqual([path, String(value)]);
      }
    }),
    { numRuns: 60 },
  );
});
