import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { HASH_FILE, hashSources } from '../../scripts/source-hash.mjs';
import { whyNotBuilt } from './built.js';
import { tempFolders } from './temp-folder.js';

const tempFolder = tempFolders();

describe('a test of the built program', () => {
  const checkout = () => {
    const root = tempFolder();
    for (const folder of ['assets', 'src', 'templates', 'dist']) mkdirSync(join(root, folder));
    for (const file of ['package.json', 'package-lock.json', 'tsconfig.json', 'scripts'])
      cpSync(file, join(root, file), { recursive: true });
    writeFileSync(join(root, 'src/a.ts'), 'export const a = 1;\n');
    writeFileSync(join(root, 'assets/a.txt'), 'a');
    writeFileSync(join(root, HASH_FILE), hashSources(root));
    return root;
  };

  test('runs with a build of these sources', () => {
    expect(whyNotBuilt(checkout())).toBeUndefined();
  });

  test('says that there is no build', () => {
    const root = checkout();
    rmSync(join(root, 'dist'), { recursive: true });
    expect(whyNotBuilt(root)).toMatch(/no dist.*npm run build/);
  });

  test.each([
    ['a source is changed', (root: string) => writeFileSync(join(root, 'src/a.ts'), 'export const a = 2;\n')],
    ['a source is added', (root: string) => writeFileSync(join(root, 'src/b.ts'), '')],
    ['a source is removed', (root: string) => rmSync(join(root, 'src/a.ts'))],
    ['an asset is changed', (root: string) => writeFileSync(join(root, 'assets/a.txt'), 'b')],
    ['a source is renamed', (root: string) => cpSync(join(root, 'src/a.ts'), join(root, 'src/c.ts'))],
  ])('says that the build is old when %s', (_, change) => {
    const root = checkout();
    change(root);
    expect(whyNotBuilt(root)).toMatch(/other sources.*npm run build/);
  });
});
