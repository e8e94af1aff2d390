import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { scan } from '../../src/readers/index.js';
import { lintFiles, shown } from './support.js';

const base = fileURLToPath(new URL('./fixtures/correct', import.meta.url));
const folders = readdirSync(base).sort();

test('there are many shapes', () => {
  expect(folders.length).toBeGreaterThanOrEqual(30);
});

describe.each(folders)('%s', (folder) => {
  test('has no false error or warning', async () => {
    const { files } = await scan([folder], { base });
    expect(files.length).toBeGreaterThan(0);
    const result = await lintFiles(files);
    // A kind that is not read yet says so, which is no alarm.
    const findings = result.findings.filter(
      ({ code, severity }) => code !== 'read/not-read' && severity !== 'info',
    );
    expect(shown({ ...result, findings })).toEqual([]);
  });
});
