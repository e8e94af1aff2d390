import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { lint } from '../../src/lint/engine.js';
import { loadCatalog, readFiles, scan } from '../../src/readers/index.js';
import { shown } from './support.js';

const base = fileURLToPath(new URL('../../generated', import.meta.url));

describe.each(readdirSync(base).sort())('generated/%s', (example) => {
  test('is clean', async () => {
    const { files } = await scan([example], { base });
    expect(shown(lint(await readFiles(files), { catalog: await loadCatalog() }))).toEqual([]);
  });
});

test('all of generated/ together is clean', async () => {
  const { files } = await scan(['.'], { base });
  const { findings } = lint(await readFiles(files), { catalog: await loadCatalog() });
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});
