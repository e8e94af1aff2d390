import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchFleet } from './fleet.mjs';
import { benchLint } from './lint.mjs';
import { benchSnapshot } from './snapshot.mjs';
import { benchStart } from './start.mjs';
import { benchWizard } from './wizard.mjs';

const rounds = Number(process.env.ROUNDS ?? 15);
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0].model}; medians of interleaved rounds`);
if (process.env.NODE_EXTRA_CA_CERTS !== undefined)
  console.log('NODE_EXTRA_CA_CERTS is set: Node 20 reads the certificates at each start, bare or not');
// What V8 compiled, which the uncounted first round leaves.
const cache = mkdtempSync(join(tmpdir(), 'irsa-forge-cache-'));
process.env.XDG_CACHE_HOME = cache;
try {
  benchStart(rounds);
  benchFleet({ rounds: Math.min(rounds, 5), size: Number(process.env.FLEET ?? 200) });
  benchLint({ rounds: Math.min(rounds, 5), files: Number(process.env.FILES ?? 2000) });
} finally {
  rmSync(cache, { recursive: true, force: true });
}
benchSnapshot({ rounds: Math.min(rounds, 5) });
benchWizard({ rounds: Math.min(rounds, 3) });
