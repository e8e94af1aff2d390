/** Builds what a checkout or a git dependency runs: `npm run prepare`, which npm calls after it has installed. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const { npm_config_global: isGlobal, npm_execpath: npm = '' } = process.env;

// Of a global install from git, such as pre-commit's, npm installs nothing of what the build needs.
if (isGlobal === 'true' && !existsSync('node_modules'))
  execFileSync(process.execPath, [npm, 'ci', '--no-global', '--ignore-scripts'], { stdio: 'inherit' });

await import('./build.mjs');
