import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { lint } from '../../src/lint/engine.js';
import { loadCatalog, readFiles, scan } from '../../src/readers/index.js';
import { shown } from './support.js';

const base = fileURLToPath(new URL('../../generated', import.meta.url));

/** What some say that cannot be otherwise: Karpenter's own policy has the condition. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'well-known-programs': ['IRSA192'],
};

describe.each(readdirSync(base).sort())('generated/%s', (example) => {
  test('is clean', async () => {
    const { files } = await scan([example], { base });
    const result = lint(await readFiles(files), { catalog: loadCatalog() });
    const findings = result.findings.filter(({ code }) => !KNOWN[example]?.includes(code));
    expect(shown({ ...result, findings })).toEqual([]);
  });
});

test('all of generated/ together is clean', async () => {
  const { files } = await scan(['.'], { base });
  const { findings } = lint(await readFiles(files), { catalog: loadCatalog() });
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});
