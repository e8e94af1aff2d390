import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Renders every example into `generated/` with the built tool, as a user would; the tests compare. */
const root = fileURLToPath(new URL('..', import.meta.url));

let failed = false;
const specs = readdirSync(`${root}/examples`).filter((name) =>
  existsSync(`${root}/examples/${name}/irsa.yaml`),
);
for (const example of specs.sort()) {
  const paths = ['-f', `examples/${example}/irsa.yaml`, '-o', `generated/${example}`];
  const { status } = spawnSync(process.execPath, ['bin/irsa-forge.js', 'generate', ...paths], {
    cwd: root,
    stdio: 'inherit',
  });
  failed ||= status !== 0;
}
process.exit(failed ? 1 : 0);
