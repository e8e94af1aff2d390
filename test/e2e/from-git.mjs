/** The hooks as pre-commit has them: a global install of the last commit, from git. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const prefix = mkdtempSync(join(tmpdir(), 'irsa-forge-git-'));

try {
  const source = `git+file://${root}`;
  execFileSync('npm', ['install', '--global', '--install-links', '--prefix', prefix, '--no-audit', source], {
    stdio: 'inherit',
  });
  const spec = join(root, 'examples/s3-web-app/irsa.yaml');
  const said = execFileSync(join(prefix, 'bin/irsa-forge'), ['validate', '-f', spec], { encoding: 'utf8' });
  assert.match(said, /: valid$/m);
} finally {
  rmSync(prefix, { recursive: true, force: true });
}
