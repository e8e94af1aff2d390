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
    const cases = [few, files].map((count) => {
      const folder = join(work, String(count));
      writeRepository(folder, count, Object.keys(KINDS));
      return { name: String(count), run: () => measureNode([BIN, 'lint', '--quiet', folder]) };
    });
    const results = interleave(cases, rounds);
    const row = (count, ...against) => {
      const { wall, cpu, memory } = results[count];
      const figures = [`${wall.toFixed(0)} ms`, `${cpu.toFixed(0)} ms`, `${memory.toFixed(0)} MB`];
      return [`${count} mixed files`, ...figures, ...against];
    };
    printTable(
      'lint',
      ['what', 'wall', 'CPU', 'peak', 'held against', 'CPU, ratio'],
      [row(few, '', ''), row(files, `${few} files`, (results[files].cpu / results[few].cpu).toFixed(2))],
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
