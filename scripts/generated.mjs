import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Renders every example into `generated/`, and each standard's fixtures, with the built tool, as a user would; the tests compare. */
const root = fileURLToPath(new URL('..', import.meta.url));
const examples = readdirSync(`${root}/examples`).sort();

let failed = false;
function run(...args) {
  const { status } = spawnSync(process.execPath, ['bin/irsa-forge.js', ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  failed ||= status !== 0;
}

for (const example of examples) {
  const has = (file) => existsSync(`${root}/examples/${example}/${file}`);
  if (has('irsa.yaml')) run('generate', '-f', `examples/${example}/irsa.yaml`, '-o', `generated/${example}`);
  if (has('standard.yaml')) run('standard', 'check', `examples/${example}`, '--update');
}
process.exit(failed ? 1 : 0);
