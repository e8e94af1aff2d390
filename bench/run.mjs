import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { benchFleet } from './fleet.mjs';
import { benchLint } from './lint.mjs';
import { benchLonger } from './longer.mjs';
import { benchPeers } from './peers.mjs';
import { benchSnapshot } from './snapshot.mjs';
import { benchStart } from './start.mjs';
import { benchTable } from './table.mjs';

const { ROUNDS = 15, FLEET = 200, FILES = 2000, NODES = '', NODE_EXTRA_CA_CERTS } = process.env;
const rounds = Number(ROUNDS);
const files = Number(FILES);
const nodes = [process.execPath, ...NODES.split(delimiter).filter(Boolean)].map((node) => ({
  node,
  version: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim(),
}));
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0].model}; medians of interleaved rounds`);
if (NODE_EXTRA_CA_CERTS !== undefined)
  console.log('NODE_EXTRA_CA_CERTS is set: Node 20 reads the certificates at each start, bare or not');
// What V8 compiled, which the uncounted first round leaves.
const cache = mkdtempSync(join(tmpdir(), 'irsa-forge-cache-'));
process.env.XDG_CACHE_HOME = cache;
try {
  benchStart({ nodes, rounds });
  benchLonger({ nodes, rounds: Math.min(rounds, 3), files: 10 * files });
  benchPeers({ rounds: Math.min(rounds, 5) });
  benchFleet({ rounds: Math.min(rounds, 5), size: Number(FLEET) });
  benchLint({ rounds: Math.min(rounds, 5), files });
  benchSnapshot({ rounds: Math.min(rounds, 5) });
  benchTable({ rounds: Math.min(rounds, 3) });
} finally {
  rmSync(cache, { recursive: true, force: true });
}
