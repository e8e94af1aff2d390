import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeRepository } from './files.mjs';
import { writeSpec } from './fleet.mjs';
import { BIN, interleave, measureProgram, printTable } from './measure.mjs';

const MANIFESTS = 250;
const ESLINT = "import yml from 'eslint-plugin-yml';\nexport default yml.configs.recommended;\n";
const SPECTRAL = 'extends: []\nrules: { kind: { given: $, then: { field: kind, function: truthy } } }\n';

/**
 * The same work by other programs, as far as they are here; those of npm in the folder `PEERS`, where somebody has run
 * `npm install eslint eslint-plugin-yml @stoplight/spectral-cli`. What npx takes stands beside them.
 */
export function benchPeers({ rounds }) {
  const work = mkdtempSync(join(tmpdir(), 'irsa-forge-peers-'));
  try {
    writeInput(work);
    const groups = groupsIn(work);
    const results = interleave(
      groups.flatMap(({ title, runs }) =>
        Object.entries(runs).map(([name, run]) => ({ name: `${title} ${name}`, run })),
      ),
      rounds,
    );
    printTable(
      'The same by others',
      ['what', 'wall', 'CPU', 'CPU, × ours'],
      groups.flatMap(({ title, runs }) => {
        const [first] = Object.keys(runs);
        const own = results[`${title} ${first}`].cpu;
        return Object.keys(runs).map((name, index) => {
          const found = results[`${title} ${name}`];
          const figures =
            found === undefined
              ? ['not here', '', '']
              : [`${found.wall.toFixed(0)} ms`, `${found.cpu.toFixed(0)} ms`, (found.cpu / own).toFixed(1)];
          return [index === 0 ? `${title}: ${name}` : `  ${name}`, ...figures];
        });
      }),
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** What is compared, ours first. */
function groupsIn(work) {
  const program =
    (cwd, command, ...args) =>
    () =>
      measureProgram(command, args, { cwd: join(work, cwd) });
  const bin = (name) => join(work, 'node_modules/.bin', name);
  const lint = (cwd) => program(cwd, process.execPath, BIN, 'lint', '--quiet', '.');
  return [
    {
      title: 'an HCL file',
      runs: {
        'irsa-forge lint': lint('module'),
        'terraform fmt -check': program('module', 'terraform', 'fmt', '-check'),
        // Where Terraform has no provider, there is nothing to compare.
        ...(existsSync(join(work, 'module/.terraform/providers'))
          ? { 'terraform validate': program('module', 'terraform', 'validate') }
          : {}),
      },
    },
    {
      title: `${MANIFESTS} manifests`,
      runs: {
        'irsa-forge lint': lint('manifests'),
        'eslint-plugin-yml': program('.', bin('eslint'), 'manifests'),
        spectral: program(
          '.',
          bin('spectral'),
          'lint',
          '--quiet',
          '-r',
          'spectral.yaml',
          'manifests/**/*.yaml',
        ),
      },
    },
    {
      title: 'generate',
      runs: {
        'node_modules/.bin/irsa-forge': program(
          'project',
          'node_modules/.bin/irsa-forge',
          'generate',
          '--quiet',
        ),
        'npm run --silent': program('project', 'npm', 'run', '--silent', 'generate'),
        'npx irsa-forge': program('project', 'npx', 'irsa-forge', 'generate', '--quiet'),
      },
    },
  ];
}

function writeInput(work) {
  writeRepository(work, 1, ['role.tf']);
  renameSync(join(work, 'service-0'), join(work, 'module'));
  for (const args of [['fmt'], ['init', '-input=false', '-no-color']])
    spawnSync('terraform', args, { cwd: join(work, 'module'), stdio: 'ignore' });
  writeRepository(join(work, 'manifests'), MANIFESTS, ['account.yaml']);
  writeFileSync(join(work, 'eslint.config.mjs'), ESLINT);
  writeFileSync(join(work, 'spectral.yaml'), SPECTRAL);
  if (process.env.PEERS !== undefined)
    symlinkSync(join(process.env.PEERS, 'node_modules'), join(work, 'node_modules'));
  const project = join(work, 'project');
  writeSpec(project, 0, 1);
  mkdirSync(join(project, 'node_modules/.bin'), { recursive: true });
  symlinkSync(BIN, join(project, 'node_modules/.bin/irsa-forge'));
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ scripts: { generate: 'irsa-forge generate --quiet' } }),
  );
}
