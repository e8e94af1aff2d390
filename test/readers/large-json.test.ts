import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  fieldOf,
  isMap,
  itemsOf,
  type Node,
  nodeAt,
  parseJson,
  plainValue,
  SourceText,
  wholeText,
} from '../../src/readers/index.js';
import { readFiles } from '../../src/readers/read-files.js';
import { scan } from '../../src/readers/scan.js';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    annotations: { note: 'a "quoted" } text\\ with ] brackets' },
    name: 'web',
    namespace: 'shop',
    creationTimestamp: '2026-11-01T08:00:00Z',
  },
  spec: { containers: [{ name: 'app', env: [{ name: 'A', value: '${B}' }] }], serviceAccountName: 'app' },
  status: { conditions: ['Ready', 'Initialized'].map((type) => ({ type, reason: 'x'.repeat(200) })) },
};
const listOf = (items: readonly unknown[]) => ({ apiVersion: 'v1', items, kind: 'List' });
const MANY = listOf(
  Array.from({ length: 1500 }, (_, i) => ({ ...POD, metadata: { ...POD.metadata, name: `web-${i}` } })),
);

const parse = (text: string) => parseJson(wholeText(new SourceText('pods.json', text)));
const layouts: readonly (readonly [string, number | string])[] = [
  ['in one line', 0],
  ['indented', 4],
  ['by tabs', '\t'],
];

describe('a large listing', () => {
  test.each(layouts)('means what it says, %s', (_, indent) => {
    const { root, problems } = parse(JSON.stringify(MANY, null, indent));
    expect(problems).toEqual([]);
    expect(plainValue(root as Node)?.value).toEqual(MANY);
  });

  test('has the same places as a small one, and makes each value once', () => {
    const text = JSON.stringify(MANY, null, 2);
    const { root } = parse(text);
    const item = nodeAt(root, ['items', 700]);
    const name = nodeAt(item, ['metadata', 'name']);
    expect(name?.place).toEqual(
      new SourceText('pods.json', text).span(text.indexOf('"web-700"'), text.indexOf('"web-700"') + 9),
    );
    expect(nodeAt(item, ['metadata', 'name'])).toBe(name);
    expect(isMap(item) && item.entries.map(({ key }) => key)).toEqual(Object.keys(POD));
    expect(isMap(item) && item.entries.find(({ key }) => key === 'metadata')?.value).toBe(
      fieldOf(item, 'metadata'),
    );
  });

  test('lets go of what it has made once much else was looked at, and makes the same again', () => {
    const { root } = parse(JSON.stringify(MANY));
    const item = nodeAt(root, ['items', 3]) as Node;
    const [status, conditions] = [fieldOf(item, 'status'), nodeAt(item, ['status', 'conditions'])];
    const before = isMap(item) ? item.entries : [];
    const entries = () => (isMap(item) ? item.entries : []);
    expect(entries()).toBe(before);
    for (const other of itemsOf(fieldOf(root, 'items'))) nodeAt(other, ['metadata', 'name']);
    expect(entries()).not.toBe(before);
    expect(entries()).toEqual(before);
    expect([fieldOf(item, 'status'), nodeAt(item, ['status', 'conditions'])]).toEqual([status, conditions]);
    expect(fieldOf(item, 'status')).toBe(status);
    expect(nodeAt(item, ['status', 'conditions'])).toBe(conditions);
  });

  test('copies of its nodes hold what they hold', () => {
    const { root } = parse(JSON.stringify(MANY));
    const item = nodeAt(root, ['items', 3]) as Node;
    const copy = { ...item };
    expect(plainValue(copy)?.value).toEqual(MANY.items[3]);
    const containers = nodeAt(item, ['spec', 'containers']) as Node;
    expect(plainValue({ ...containers })?.value).toEqual(POD.spec.containers);
  });

  test('a key that stands twice is a fault, and the last one counts', () => {
    const twice = `{"kind": "Pod", "kind": "Job", "pad": "${'x'.repeat(300)}"}`;
    const { root } = parse(`{"items": [${twice}], "more": ${JSON.stringify(MANY)}}`);
    const item = nodeAt(root, ['items', 0]);
    expect(fieldOf(item, 'kind')).toMatchObject({ value: 'Job' });
    expect(item).toMatchObject({ faults: ['"kind" stands twice in one object'] });
  });

  test('what is wrong in the middle of it is found, with its line', () => {
    const text = JSON.stringify(MANY, null, 1);
    const at = text.indexOf('"web-900"');
    const { problems } = parse(`${text.slice(0, at)}web-900${text.slice(at + 9)}`);
    const line = text.slice(0, at).split('\n').length;
    expect(problems[0]).toMatchObject({ code: 'read/json-syntax', place: { line } });
  });

  test('one that is cut off is named', async () => {
    const text = JSON.stringify(MANY, null, 1);
    const inventory = await readFiles([{ path: 'pods.json', content: text.slice(0, -20_000) }]);
    expect(inventory.diagnostics[0]).toMatchObject({
      code: 'read/json-syntax',
      place: { file: 'pods.json' },
    });
  });

  test('holds more values than any other document may, and no text of it is a placeholder', async () => {
    const { pods, diagnostics } = await readFiles([
      { path: 'pods.json', content: JSON.stringify({ ...MANY, items: Array(15).fill(MANY) }) },
    ]);
    expect(diagnostics).toEqual([]);
    expect(pods).toHaveLength(15 * MANY.items.length);
    expect(pods.at(-1)?.containers[0]?.env[0]?.value).toMatchObject({ known: true, value: '${B}' });
  });

  test('is read beyond the limit of other JSON, up to one of its own', async () => {
    const base = await mkdtemp(join(tmpdir(), 'irsa-forge-large-'));
    const padding = ' '.repeat(26_000_000);
    try {
      await writeFile(join(base, 'pods.json'), `{"apiVersion": "v1",${padding}"kind": "List", "items": []}`);
      await writeFile(join(base, 'plan.json'), `{"planned_values": {},${padding}"terraform_version": "1"}`);
      const { files, diagnostics } = await scan(['.'], { base });
      expect(files.map(({ path, content }) => [path, content.length > 26_000_000])).toEqual([
        ['pods.json', true],
      ]);
      expect(diagnostics).toMatchObject([{ code: 'read/too-large', place: { file: 'plan.json' } }]);
      const small = await scan(['pods.json'], { base, maxFileSize: 1000 });
      expect(small.diagnostics[0]?.message).toMatch(/bytes are too many: of large listings, .* in parts/);
    } finally {
      await rm(base, { recursive: true });
    }
  });
});
