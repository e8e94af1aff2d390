import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BIN, interleave, measureNode, printTable, seconds } from './measure.mjs';
import { writeSnapshot } from './snapshot-folder.mjs';

const SIZES = [
  { roles: 1000, pods: 2500 },
  { roles: 2000, pods: 5000 },
  { roles: 4000, pods: 10_000 },
];

/** Roles of which 2,000 are of service accounts. */
const PAGE = { roles: 3334, pods: 2000 };

/** One question, the table and the page over what `aws` and `kubectl` say of an account and a cluster. */
export function benchSnapshot({ rounds }) {
  const work = mkdtempSync(join(tmpdir(), 'irsa-forge-snapshot-'));
  try {
    const folders = SIZES.map((size) => {
      const folder = join(work, String(size.roles));
      return { ...size, folder, question: writeSnapshot(folder, size) };
    });
    const asked = ({ folder, question: { serviceAccount, action, resource } }) => [
      ...[folder, '--service-account', serviceAccount, '--action', action, '--resource', resource],
    ];
    printSizes('explain on a snapshot', '≤ 2 s, ≤ 500 MB', rounds, folders, (each) => asked(each));
    const table = ({ folder }) => [folder, '--matrix', '--format', 'csv'];
    printSizes('explain --matrix on a snapshot', '≤ 20 s, ≤ 500 MB', Math.min(rounds, 3), folders, table);
    benchPage(join(work, 'page'), Math.min(rounds, 3));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function printSizes(title, aim, rounds, folders, argumentsFor) {
  const cases = folders.map((each) => ({
    name: String(each.roles),
    run: () => measureNode([BIN, 'explain', ...argumentsFor(each)]),
  }));
  const results = interleave(cases, rounds);
  const [first] = SIZES;
  const ratio = (of, roles) => (results[roles][of] / results[first.roles][of]).toFixed(2);
  printTable(
    title,
    ['roles', 'pods', 'wall', 'CPU', 'peak', `CPU, of ${first.roles} roles`, 'peak, of the same', 'aim'],
    SIZES.map(({ roles, pods }) => [
      ...[String(roles), String(pods), ...figures(results[roles])],
      ...[ratio('cpu', roles), ratio('memory', roles), roles === 2000 ? aim : ''],
    ]),
  );
}

const figures = ({ wall, cpu, memory }) => [...[seconds(wall, 1), seconds(cpu), `${memory.toFixed(0)} MB`]];

function benchPage(folder, rounds) {
  writeSnapshot(folder, PAGE);
  const run = () => measureNode([BIN, 'report', folder, '-o', '-']);
  const { page } = interleave([{ name: 'page', run }], rounds);
  printTable(
    'report on a snapshot',
    ['service accounts', 'pods', 'wall', 'CPU', 'peak', 'page'],
    [['2000', String(PAGE.pods), ...figures(page), `${(page.bytes / 1e6).toFixed(1)} MB`]],
  );
}
