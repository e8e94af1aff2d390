import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ACTIONS, policyOf, writeRepository } from './files.mjs';
import { BIN, interleave, measureNode, printTable } from './measure.mjs';

const SPEC = fileURLToPath(new URL('../examples/s3-web-app/irsa.yaml', import.meta.url));
const BARE = 'bare node';

/** In memory where that is possible: what a disk takes to make folders is not ours. */
const TEMPORARY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/**
 * What one call costs over bare Node: the price of every key press in a terminal and every hook in git.
 */
export function benchStart({ nodes, rounds }) {
  const work = mkdtempSync(join(TEMPORARY, 'irsa-forge-bench-'));
  try {
    writeInput(work);
    const cases = casesIn(work);
    const results = interleave(
      cases.flatMap(({ name, args, prepare, env }) =>
        nodes.map(({ node, version }) => ({
          name: `${version} ${name}`,
          prepare,
          run: () => measureNode(args, { node, env }),
        })),
      ),
      rounds,
    );
    printTable(
      'Start-up and one file, CPU time: ms, ms over bare Node, × bare Node',
      ['case', 'aim', ...nodes.flatMap(({ version }) => [version, '+', '×'])],
      cases.map(({ name, aim }) => [
        name,
        aim === undefined ? '' : `≤ ${aim}`,
        ...nodes.flatMap(({ version }) => {
          const { cpu } = results[`${version} ${name}`];
          const bare = results[`${version} ${BARE}`].cpu;
          return [cpu.toFixed(0), (cpu - bare).toFixed(0), (cpu / bare).toFixed(2)];
        }),
      ]),
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function writeInput(work) {
  for (const kind of ['account.yaml', 'role.tf']) writeRepository(join(work, kind), 1, [kind]);
  for (const services of [1, ACTIONS.length]) {
    const folder = join(work, `services-${services}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'policy.json'), policyOf(ACTIONS.slice(0, services)));
  }
}

function casesIn(work) {
  const fresh = join(work, 'fresh');
  const firstCache = join(work, 'first');
  const generate = (out) => [BIN, 'generate', '-f', SPEC, '--quiet', '-o', out];
  const lint = (folder) => [BIN, 'lint', '--quiet', join(work, folder)];
  const clear =
    (...folders) =>
    () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    };
  const question = ['--service-account', 'default/sa-app', '--action', 's3:GetObject'];
  return [
    { name: BARE, args: ['-e', '0'] },
    { name: '--help', args: [BIN, '--help'], aim: 1.15 },
    { name: 'generate s3-web-app (HCL)', args: generate(fresh), prepare: clear(fresh), aim: 1.6 },
    {
      name: 'the same, a first run',
      args: generate(fresh),
      prepare: clear(fresh, firstCache),
      env: { XDG_CACHE_HOME: firstCache },
    },
    { name: 'generate again, nothing to do', args: generate(join(work, 'again')), aim: 1.6 },
    { name: 'validate', args: [BIN, 'validate', '-f', SPEC] },
    { name: 'lint one manifest', args: lint('account.yaml') },
    { name: 'lint one HCL file', args: lint('role.tf'), aim: 2.7 },
    { name: 'lint a policy of one service', args: lint('services-1') },
    { name: 'lint a policy of ten services', args: lint(`services-${ACTIONS.length}`) },
    {
      name: 'explain, a spec',
      args: [BIN, 'explain', '-f', SPEC, ...question, '--resource', 'arn:aws:s3:::lightlytics-s3-bucket/key'],
      aim: 3.6,
    },
  ];
}
