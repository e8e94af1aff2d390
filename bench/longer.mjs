import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { KINDS, writeManifest, writeRepository } from './files.mjs';
import { writeSpec, writeStandard } from './fleet.mjs';
import { BIN, interleave, measureNode, printTable, seconds } from './measure.mjs';
import { LOOKS, reviewCases } from './wizard.mjs';

/** Files that a lint in full has. */
const FULL = 20_000;

const WORKLOADS = 50;

/** What people wait for, on every Node: CPU time against the aim. */
export function benchLonger({ nodes, rounds, files }) {
  const work = mkdtempSync(join(tmpdir(), 'irsa-forge-longer-'));
  try {
    const rows = rowsIn(work, files);
    const cases = nodes.flatMap(({ node, version }) =>
      rows.flatMap(({ runs }) =>
        Object.entries(runs).map(([name, run]) => ({ name: `${version} ${name}`, run: () => run(node) })),
      ),
    );
    const results = interleave(cases, rounds);
    printTable(
      'What takes longer, CPU time',
      ['what', 'aim', ...nodes.map(({ version }) => version)],
      rows.map(({ what, aim, figure }) => [
        what,
        aim,
        ...nodes.map(({ version }) => figure((name) => results[`${version} ${name}`].cpu)),
      ]),
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Each row with its runs by name, and the figure that is made of their CPU times. */
function rowsIn(work, files) {
  const call = (args, more) => (node) => measureNode([BIN, ...args()], { node, ...more });
  const single = (what, aim, args, more) => ({
    what,
    aim,
    runs: { [what]: call(args, more) },
    figure: (cpu) => seconds(cpu(what)),
  });
  const { repository, manifest, specs } = writeInput(work, files);
  let run = 0;
  const out = () => ['-o', join(work, 'out', String(run++))];
  const generate = (spec) => call(() => ['generate', '--quiet', ...out(), '-f', spec]);
  const init = () => ['init', '--yes', ...out()];
  const table = () => ['explain', '--matrix', '--quiet', '-f', specs.wide];
  return [
    reviewRow(work, 200, '≤ 0.3 s'),
    reviewRow(work, 1000, '≤ 1.5 s'),
    single('init --yes, 400 workloads', '≤ 1.5 s', init, { cwd: dirname(specs.long) }),
    single('explain --matrix, 300 × 300', '≤ 3 s', table),
    {
      what: `${WORKLOADS} workloads under a standard with a template, × without`,
      aim: '≤ 2',
      runs: { plain: generate(specs.plain), under: generate(specs.under) },
      figure: (cpu) => (cpu('under') / cpu('plain')).toFixed(2),
    },
    single(`lint of ${files} files`, files === FULL ? '≤ 10 s' : '', () => ['lint', '--quiet', repository]),
    single('lint of a file of 20 MB, refused', '', () => ['lint', '--quiet', manifest], { status: 2 }),
  ];
}

/** A change of the review and the look at it; what starting and reading the file take is not in it. */
function reviewRow(work, count, aim) {
  const [once, more] = reviewCases(work, count);
  return {
    what: `init: a change and a look, ${count} workloads`,
    aim,
    runs: { [once.name]: once.run, [more.name]: more.run },
    figure: (cpu) => seconds((cpu(more.name) - cpu(once.name)) / LOOKS),
  };
}

function writeInput(work, files) {
  const repository = join(work, 'repository');
  writeRepository(repository, files, Object.keys(KINDS));
  const manifest = join(work, 'accounts.yaml');
  writeManifest(manifest, 20_000_000);
  writeStandard(join(work, 'platform'));
  const spec = (name, workloads, standard) => writeSpec(join(work, name), 0, workloads, 'hcl', standard);
  for (const count of [200, 1000]) spec(String(count), count);
  return {
    repository,
    manifest,
    specs: {
      long: spec('long', 400),
      wide: spec('wide', 300),
      plain: spec('plain', WORKLOADS),
      under: spec('under', WORKLOADS, '../platform'),
    },
  };
}
