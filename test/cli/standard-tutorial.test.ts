import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { builtProgram } from '../support/built.js';
import { tempFolders } from '../support/temp-folder.js';

const folder = tempFolders();
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The commands of the page, and the exit code that each block ends with. */
function blocks(page: string): readonly { readonly script: string; readonly exit: number }[] {
  return [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, script = '']) => {
    return { script, exit: Number(/# exit (\d)\n$/.exec(script)?.[1] ?? 0) };
  });
}

// Its commands of npm are tried by test/e2e/standard-tutorial.mjs.
test('every command of the tutorial does what it says', () => {
  const cwd = folder();
  const bin = join(folder(), 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'irsa-forge'), `#!/bin/sh\nexec "${process.execPath}" "${builtProgram()}" "$@"\n`);
  chmodSync(join(bin, 'irsa-forge'), 0o755);
  const found = blocks(readFileSync(join(ROOT, 'docs/standard.md'), 'utf8')).filter(
    ({ script }) => !/^npm /m.test(script),
  );
  expect(found.length).toBeGreaterThan(10);
  for (const { script, exit } of found) {
    const run = spawnSync('bash', ['-e', '-c', script], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${bin}:${process.env['PATH']}` },
    });
    expect({ script, code: run.status, said: run.status === exit ? '' : run.stdout + run.stderr }).toEqual({
      script,
      code: exit,
      said: '',
    });
  }
  expect(readFileSync(join(cwd, 'shop/generated/.irsa-forge.json'), 'utf8')).toContain('"name": "platform"');
});
