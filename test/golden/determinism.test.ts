import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
const EXAMPLE = join(root, 'examples', 'shared-role', 'irsa.yaml');

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'irsa-forge-'));
  copyFileSync(EXAMPLE, join(folder, 'irsa.yaml'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Every file that the built command writes for the example, by path. */
function generate(
  out: string,
  cwd: string,
  file: string,
  env: NodeJS.ProcessEnv,
): ReadonlyMap<string, string> {
  const args = [join(root, 'bin', 'irsa-forge.js'), 'generate', '-f', file, '-o', join(folder, out)];
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const entries = readdirSync(join(folder, out), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.sort().map((path) => [relative(join(folder, out), path), readFileSync(path, 'utf8')]));
}

test('the same spec gives the same bytes in another folder, with another locale and another time zone', () => {
  const first = generate('first', root, EXAMPLE, { LC_ALL: 'C', TZ: 'UTC' });
  const second = generate('second', folder, 'irsa.yaml', {
    LC_ALL: 'tr_TR.UTF-8',
    LANG: 'tr_TR.UTF-8',
    TZ: 'Pacific/Apia',
  });
  expect(first.size).toBeGreaterThan(20);
  expect([...second]).toEqual([...first]);
});

test('a second run in the same folder changes nothing', () => {
  const first = generate('again', folder, 'irsa.yaml', {});
  expect([...generate('again', folder, 'irsa.yaml', {})]).toEqual([...first]);
});
