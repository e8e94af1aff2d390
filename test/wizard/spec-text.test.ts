import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { loadModel } from '../../src/load-model.js';
import { editSpec } from '../../src/wizard/edit-spec.js';
import { equivalentSets, formatCommand } from '../../src/wizard/equivalent.js';
import { isOpen, resolve } from '../../src/wizard/graph.js';
import { openHouseRules } from '../../src/wizard/house-rules.js';
import { findProblems } from '../../src/wizard/problems.js';
import { createState } from '../../src/wizard/session.js';
import { joinLayers, readSets } from '../../src/wizard/set-values.js';
import { specOf } from '../../src/wizard/spec-text.js';
import type { HouseRules } from '../../src/wizard/state.js';
import { writeSpec } from '../../src/wizard/write-spec.js';
import { aFileState, originOf, SURROUNDINGS, textOf } from './support.js';

const EXAMPLES = readdirSync('examples', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .filter(({ name }) => existsSync(join('examples', name, 'irsa.yaml')))
  .map(({ name }) => [name, readFileSync(join('examples', name, 'irsa.yaml'), 'utf8')] as const);

describe.each(EXAMPLES)('the example %s', (name, text) => {
  const value = parse(text);
  const standard = standardFor(value, name);

  test('is left byte for byte as it is by a wizard that changes nothing', () => {
    const state = createState({
      surroundings: SURROUNDINGS,
      layers: [{ source: 'file', value }],
      standard,
    });
    const { entries } = resolve(state);
    expect(entries.filter((entry) => isOpen(state, entry))).toEqual([]);
    expect([...findProblems(state)]).toEqual([]);
    expect(textOf(state, originOf(text))).toBe(text);
  });

  test('is the same when it is written anew', () => {
    const written = writeSpec(value);
    expect(parse(written)).toEqual(value);
    expect(modelFrom(written, standard).ok).toBe(true);
  });

  test('can be given by --set alone', () => {
    const layer = readSets(equivalentSets(value, undefined), 'set', '--set');
    const surroundings = { ...SURROUNDINGS, interactive: false };
    const state = createState({ surroundings, layers: [layer], standard });
    const again = modelFrom(textOf(state), standard);
    const wanted = modelFrom(text, standard);
    expect(again.ok && again.value.spec).toEqual(wanted.ok && wanted.value.spec);
  });
});

function modelFrom(text: string, standard: HouseRules | undefined) {
  return loadModel(text, 'irsa.yaml', standard?.rules);
}

function standardFor(value: { readonly standard?: string }, name: string): HouseRules | undefined {
  if (value.standard === undefined) return undefined;
  const opened = openHouseRules(value.standard, { folder: join('examples', name), cwd: '.' });
  if (!opened.ok) throw new Error(opened.diagnostics[0]?.message);
  return opened.value;
}

const FILE = `# top
version: 1
cluster:
  name:   demo      # aligned
  region: eu-west-1
  accountId: '111122223333'

# about the work
workloads:
- name: "a"   # the first
  namespace: x
  serviceAccount: a
  buckets: [ {name: acme-a, access: [list,get]} ]

- name: b # the second
  namespace: x
  serviceAccount: b
  policyArns:
  - arn:aws:iam::aws:policy/ReadOnlyAccess
`;

interface Editable {
  cluster: Record<string, unknown>;
  workloads: Record<string, unknown>[];
  terraform?: object;
  tags?: object;
}

describe('an edit', () => {
  const edit = (change: (value: Editable) => void, text = FILE) => {
    const value = parse(text);
    change(value);
    const edited = editSpec(text, parse(text), value);
    expect(parse(edited)).toEqual(value);
    return edited;
  };

  test('changes one line alone', () => {
    expect(edit((value) => (value.cluster['region'] = 'us-east-1'))).toBe(
      FILE.replace('eu-west-1', 'us-east-1'),
    );
    expect(edit((value) => (value.cluster['name'] = 'other'))).toBe(
      FILE.replace('name:   demo      # aligned', 'name: other # aligned'),
    );
  });

  test('puts a new field where the schema has it', () => {
    expect(edit((value) => (value.cluster['provision'] = false))).toBe(
      FILE.replace(`'111122223333'\n`, `'111122223333'\n  provision: false\n`),
    );
    expect(edit((value) => (value.terraform = { syntax: 'json' }))).toMatch(
      /\n\nterraform:\n {2}syntax: json\n\n# about the work\nworkloads:/,
    );
  });

  test('appends to lists, set apart as the others are', () => {
    const added = {
      name: 'c',
      namespace: 'x',
      serviceAccount: 'c',
      buckets: [{ name: 'acme-c', access: 'get' }],
    };
    expect(edit((value) => value.workloads.push(added))).toBe(`${FILE}
- name: c
  namespace: x
  serviceAccount: c
  buckets:
  - name: acme-c
    access: get
`);
  });

  test('removes elements and fields with their comments, and keeps the others', () => {
    const edited = edit((value) => value.workloads.shift());
    expect(edited).toContain('- name: b # the second');
    expect(edited).not.toContain('the first');
    expect(edit((value) => delete value.workloads[1]?.['policyArns'])).not.toContain('policyArns');
  });

  test('keeps CRLF and a byte order mark', () => {
    const text = `\ufeff${FILE.replaceAll('\n', '\r\n')}`;
    const value = parse(FILE);
    value.cluster.name = 'other';
    const edited = editSpec(text, parse(FILE), value);
    expect(edited.startsWith('\ufeff# top\r\n')).toBe(true);
    expect(edited.replaceAll('\r\n', '')).not.toContain('\n');
  });

  test.each(['on', '012345', 'a: b', '# x', '"', '${x}', 'null', '1.35'])(
    'quotes %s where needed',
    (text) => {
      expect(parse(edit((value) => (value.tags = { x: text }))).tags.x).toBe(text);
    },
  );
});

describe('the equivalent command', () => {
  test('names what differs from the file alone', () => {
    const before = parse(FILE);
    const after = structuredClone(before);
    after.cluster.region = 'us-east-1';
    after.workloads.pop();
    after.workloads[0].buckets[0].access = ['list'];
    const sets = equivalentSets(after, before);
    expect(sets).toEqual([
      'cluster.region=us-east-1',
      'workloads[0].buckets[0].access=["list"]',
      'workloads[1]=null',
    ]);
    const joined = joinLayers([{ source: 'file', value: before }, readSets(sets, 'set', '--set')]);
    expect(joined).toEqual(after);
  });

  test('is one that a shell reads back', () => {
    expect(formatCommand(['irsa-forge', 'init', '--yes'], ["workloads[0].name=it's"])).toBe(
      `irsa-forge init --yes \\\n  --set 'workloads[0].name=it'\\''s'`,
    );
  });

  test('leaves out what init writes by itself', () => {
    const value = parse(EXAMPLES.find(([name]) => name === 's3-web-app')?.[1] ?? '');
    expect(equivalentSets(value, undefined).join(' ')).not.toMatch(/version/i);
    const state = aFileState(value);
    expect(specOf(state)).toEqual(value);
  });
});
