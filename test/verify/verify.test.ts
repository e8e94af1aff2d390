import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { render } from '../../src/artifacts/index.js';
import { loadModel } from '../../src/load-model.js';
import { verifyFiles } from '../../src/verify/index.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const examples = readdirSync(`${root}/examples`).filter((name) =>
  existsSync(`${root}/examples/${name}/irsa.yaml`),
);
describe('built-in output says what the model says:', () => {
  test.each(examples)('%s', async (name) => {
    const loaded = loadModel(readFileSync(`${root}/examples/${name}/irsa.yaml`, 'utf8'), 'irsa.yaml');
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
    expect((await verifyFiles(await render(loaded.value), loaded.value)).map((d) => d.message)).toEqual([]);
  });
});
