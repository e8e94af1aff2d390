import { cpus } from 'node:os';
import { benchFleet } from './fleet.mjs';
import { benchLint } from './lint.mjs';
import { benchStart } from './start.mjs';

const rounds = Number(process.env.ROUNDS ?? 15);
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0].model}; medians of interleaved rounds`);
benchStart(rounds);
benchFleet({ rounds: Math.min(rounds, 5), size: Number(process.env.FLEET ?? 200) });
benchLint({ rounds: Math.min(rounds, 5), files: Number(process.env.FILES ?? 2000) });
