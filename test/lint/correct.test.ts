import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { lint } from '../../src/lint/engine.js';
import { readFiles, scan } from '../../src/readers/index.js';
import { shown } from './support.js';

const base = fileURLToPath(new URL('./fixtures/correct', import.meta.url));
const folders = readdirSync(base).sort();

test('there are many shapes', () => {
  expect(folders.length).toBeGreaterThanOrEqual(30);
});

describe.each(folders)('%s', (folder) => {
  test('has no false error or warning', async () => {
    const { files } = await scan([folder], { base });
    expect(files.length).toBeGreaterThan(0);
    const result = lint(await readFiles(files, { placeholders: 'text' }));
    expect(shown(result)).toEqual([]);
  });
});
