import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { exampleNames } from '../../scripts/examples.mjs';
import { loadSpec } from '../../src/cli/load-spec.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const examples = exampleNames(root);

/** What the tool keeps for itself, beside the outputs. */
const MANIFEST = '.irsa-forge.json';

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter((path) => path !== MANIFEST)
    .sort();
}

test('every folder of generated/ belongs to an example', () => {
  expect(readdirSync(`${root}/generated`).sort()).toEqual([
    ...new Set(examples.map((name) => name.replace(/\/.*/, ''))),
  ]);
});

describe.each(examples)('the example %s', (example) => {
  test('renders to what is committed, byte for byte; after a change on purpose: npm run generated', async () => {
    const path = `${root}/examples/${example}/irsa.yaml`;
    const loaded = await loadSpec({ name: path, path, text: readFileSync(path, 'utf8') }, root);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
    const files = await loaded.value.render();
    const rendered = new Map(files.map(({ path, content }) => [path, content]));
    const folder = `${root}/generated/${example}`;
    const found = filesBelow(folder);
    expect(found).toEqual([...rendered.keys()].sort());
    for (const path of found) {
      expect({ path, text: readFileSync(`${folder}/${path}`, 'utf8') }).toEqual({
        path,
        text: rendered.get(path),
      });
    }
  });
});
