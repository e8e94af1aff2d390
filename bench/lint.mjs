import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KINDS, writeManifest, writeRepository } from './files.mjs';
import { BIN, interleave, measureNode, printTable } from './measure.mjs';

/** Files from which on the bench is one in full, which tries ten times as many and one large file as well. */
const FULL = 2000;

/** A repository of mixed files, a quarter of it HCL. */
export function benchLint({ rounds, files }) {
  const work = mkdtempSync(join(tmpdir(), 'irsa-forge-lint-'));
  const few = Math.round(files / 4);
  const counts = [few, files, ...(files < FULL ? [] : [10 * files])];
  const large = join(work, 'accounts.yaml');
  try {
    const cases = counts.map((count) => {
      const folder = join(work, String(count));
      writeRepository(folder, count, Object.keys(KINDS));
      return { name: String(count), run: () => measureNode([BIN, 'lint', '--quiet', folder]) };
    });
    if (files >= FULL) {
      writeManifest(large, 20_000_000);
      // Refused, and said so.
      cases.push({ name: 'large', run: () => measureNode([BIN, 'lint', '--quiet', large], { status: 2 }) });
    }
    const results = interleave(cases, rounds);
    const first = results[few];
    const row = (what, { wall, cpu, memory }, more = ['', '', '']) => [
      ...[what, `${wall.toFixed(0)} ms`, `${cpu.toFixed(0)} ms`, `${memory.toFixed(0)} MB`],
      ...more,
    ];
    const against = (count) => [`${few} files`, (results[count].cpu / first.cpu).toFixed(2)];
    printTable(
      'lint',
      ['what', 'wall', 'CPU', 'peak', 'held against', 'CPU, ratio', 'aim'],
      [
        row(`${few} mixed files`, first),
        row(`${files} mixed files`, results[files], [...against(files), '']),
        ...(files < FULL
          ? []
          : [
              row(`${10 * files} mixed files`, results[10 * files], [
                ...against(10 * files),
                files === FULL ? '≤ 10 s' : '',
              ]),
              row('a manifest of 20 MB, refused', results.large),
            ]),
      ],
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
