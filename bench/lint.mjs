import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KINDS, writeRepository } from './files.mjs';
import { BIN, interleave, measureNode, printTable } from './measure.mjs';

/** A repository of mixed files, a quarter of it HCL. */
export function benchLint({ rounds, files }) {
  const work = mkdtempSync(join(tmpdir(), 'irsa-forge-lint-'));
  const few = Math.round(files / 4);
  try {
    const cases = Object.entries({ few, many: files }).map(([name, count]) => {
      writeRepository(join(work, name), count, Object.keys(KINDS));
      return { name, run: () => measureNode([BIN, 'lint', '--quiet', join(work, name)]) };
    });
    const results = interleave(cases, rounds);
    const row = (what, { wall, cpu, memory }, against = '', other = undefined) => [
      what,
      `${wall.toFixed(0)} ms`,
      `${cpu.toFixed(0)} ms`,
      `${memory.toFixed(0)} MB`,
      against,
      other === undefined ? '' : (cpu / other.cpu).toFixed(2),
    ];
    printTable(
      'lint',
      ['what', 'wall', 'CPU', 'peak', 'held against', 'CPU, ratio'],
      [
        row(`${few} mixed files`, results.few),
        row(`${files} mixed files`, results.many, `${few} files`, results.few),
      ],
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
