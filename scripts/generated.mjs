import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Renders every example into `generated/`, with the built tool and as a user would; the tests compare. */
const root = fileURLToPath(new URL('..', import.meta.url));
const build = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
if (build.status !== 0) process.exit(1);

let failed = 0;
for (const example of readdirSync(`${root}/examples`).sort()) {
  const args = [
    'bin/irsa-forge.js',
    'generate',
    '-f',
    `examples/${example}/irsa.yaml`,
    '-o',
    `generated/${example}`,
  ];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
