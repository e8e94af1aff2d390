import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PRELOAD = fileURLToPath(new URL('./report-cpu.cjs', import.meta.url));

/** CPU milliseconds of one Node process, so that other work on the machine matters little. */
export function cpuOf(args) {
  const child = spawnSync(process.execPath, ['--require', PRELOAD, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  if (child.status !== 0) throw new Error(`${args.join(' ')} ended with ${child.status}: ${child.stderr}`);
  return Number(child.output[3]) / 1000;
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
