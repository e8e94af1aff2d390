import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpuOf, median } from './measure.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 21);
const BIN = fileURLToPath(new URL('../bin/irsa-forge.js', import.meta.url));
const SPEC = fileURLToPath(new URL('../examples/s3-web-app/irsa.yaml', import.meta.url));

const work = mkdtempSync(join(tmpdir(), 'irsa-forge-bench-'));
const generate = (out) => [BIN, 'generate', '-f', SPEC, '--quiet', '-o', out];

/** `fresh` folders are removed before each round, so that each run writes everything. */
const CASES = [
  { name: 'bare node', args: ['-e', '0'] },
  { name: '--help', args: [BIN, '--help'], aim: 1.3 },
  {
    name: 'generate s3-web-app (HCL)',
    args: generate(join(work, 'fresh')),
    fresh: join(work, 'fresh'),
    aim: 1.7,
  },
  { name: 'generate again, nothing to do', args: generate(join(work, 'again')) },
  { name: 'validate', args: [BIN, 'validate', '-f', SPEC] },
];

const samples = new Map(CASES.map(({ name }) => [name, []]));
try {
  // Interleaved, so that a change of the machine's mood meets all cases alike.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name, args, fresh } of CASES) {
      if (fresh) rmSync(fresh, { recursive: true, force: true });
      const time = cpuOf(args);
      if (round > 0) samples.get(name).push(time);
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

const bare = median(samples.get('bare node'));
console.log(
  `Node ${process.version}, ${cpus()[0].model}; CPU time, medians of ${ROUNDS} interleaved rounds\n`,
);
console.log(`${'case'.padEnd(32)}${'ms'.padStart(7)}${'× bare'.padStart(9)}   aim`);
for (const { name, aim } of CASES) {
  const time = median(samples.get(name));
  const ratio = (time / bare).toFixed(2);
  console.log(
    `${name.padEnd(32)}${time.toFixed(0).padStart(7)}${ratio.padStart(9)}   ${aim ? `≤ ${aim}` : ''}`,
  );
}
