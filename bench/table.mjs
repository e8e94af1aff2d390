import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSpec } from './fleet.mjs';
import { BIN, interleave, measureNode, printTable, seconds } from './measure.mjs';

const SIDES = [300, 1000];
const AIMS = { 300: '≤ 3 s' };

/** The table of specs with as many buckets as service accounts: without the pairs of which nothing is granted, and with all of them. */
export function benchTable({ rounds }) {
  const work = mkdtempSync(join(tmpdir(), 'irsa-forge-table-'));
  try {
    const cases = SIDES.flatMap((side) => {
      const folder = join(work, String(side));
      writeSpec(folder, 0, side);
      return [
        { name: `${side}`, args: [] },
        { name: `${side}, every pair`, args: ['--service-account', '*'] },
      ].map((each) => ({
        ...each,
        run: () =>
          measureNode([BIN, 'explain', '--matrix', '--format', 'json', ...each.args], {
            cwd: folder,
            stdout: 'ignore',
          }),
      }));
    });
    const results = interleave(cases, rounds);
    printTable(
      'explain --matrix --format json, of a spec',
      ['service accounts and buckets', 'CPU', 'peak', 'aim'],
      cases.map(({ name }) => {
        const { cpu, memory } = results[name];
        return [name, seconds(cpu), `${memory.toFixed(0)} MB`, AIMS[name] ?? ''];
      }),
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
