import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exampleNames } from './examples.mjs';

/** Renders every example into `generated/`, and each standard's fixtures, with the built tool, as a user would; the tests compare. */
const root = fileURLToPath(new URL('..', import.meta.url));
let failed = false;
function run(...args) {
  const { status } = spawnSync(process.execPath, ['bin/irsa-forge.js', ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  failed ||= status !== 0;
}

for (const example of exampleNames(root))
  run('generate', '-f', `examples/${example}/irsa.yaml`, '-o', `generated/${example}`);
for (const example of readdirSync(`${root}/examples`).sort())
  if (existsSync(`${root}/examples/${example}/standard.yaml`))
    run('standard', 'check', `examples/${example}`, '--update');
process.exit(failed ? 1 : 0);
