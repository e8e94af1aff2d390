import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { exampleNames } from '../../scripts/examples.mjs';
import { loadSpec } from '../../src/cli/load-spec.js';
import { verifyFiles } from '../../src/verify/index.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const examples = exampleNames(root);
describe('built-in output says what the model says:', () => {
  test.each(examples)('%s', async (name) => {
    const path = `${root}/examples/${name}/irsa.yaml`;
    const loaded = await loadSpec({ name: path, path, text: readFileSync(path, 'utf8') }, root);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
    expect(await verifyFiles(await loaded.value.render(), loaded.value.model)).toEqual([]);
  });
});
