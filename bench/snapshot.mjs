import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BIN, interleave, measureNode, printTable } from './measure.mjs';
import { writeSnapshot } from './snapshot-folder.mjs';

const SIZES = [
  { roles: 1000, pods: 2500 },
  { roles: 2000, pods: 5000 },
  { roles: 4000, pods: 10_000 },
];

/** One question over what `aws` and `kubectl` say of an account and a cluster. */
export function benchSnapshot({ rounds }) {
  const work = mkdtempSync(join(tmpdir(), 'irsa-forge-snapshot-'));
  try {
    const cases = SIZES.map((size) => {
      const folder = join(work, String(size.roles));
      const { serviceAccount, action, resource } = writeSnapshot(folder, size);
      const words = ['--service-account', serviceAccount, '--action', action, '--resource', resource];
      return { name: String(size.roles), run: () => measureNode([BIN, 'explain', folder, ...words]) };
    });
    const results = interleave(cases, rounds);
    const [first] = SIZES;
    printTable(
      'explain on a snapshot',
      ['roles', 'pods', 'wall', 'CPU', 'peak', `CPU, of ${first.roles} roles`, 'aim'],
      SIZES.map(({ roles, pods }) => {
        const { wall, cpu, memory } = results[roles];
        const ratio = (cpu / results[first.roles].cpu).toFixed(2);
        return [
          ...[roles, pods].map(String),
          `${(wall / 1000).toFixed(1)} s`,
          `${(cpu / 1000).toFixed(2)} s`,
          `${memory.toFixed(0)} MB`,
          ratio,
          roles === 2000 ? '≤ 2 s, ≤ 500 MB' : '',
        ];
      }),
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
