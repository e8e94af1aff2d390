import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { builtProgram } from '../support/built.js';
import { tempFolders, writeFiles } from '../support/temp-folder.js';

const tempFolder = tempFolders();

const ROLE = `resource "aws_iam_role" "app" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_iam_role_policy" "app" {
  role   = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })
}
`;

/** Modules of Node that take a part of its own start to load. */
const HEAVY = ['crypto', 'fs/promises', 'stream', 'v8', 'zlib'];

const PROBE = `process.on('exit', () => {
  const loaded = ${JSON.stringify(HEAVY)}.filter((name) => process.moduleLoadList.includes('NativeModule ' + name));
  require('node:fs').writeFileSync(process.env.LOADED, JSON.stringify(loaded));
});`;

/** What a run loads: heavy modules of Node, and parts of the program. */
const load = (...args: readonly string[]) => {
  const folder = tempFolder();
  writeFiles(folder, { 'role.tf': ROLE, 'probe.cjs': PROBE });
  const loaded = join(folder, 'loaded.json');
  spawnSync(process.execPath, ['--require', join(folder, 'probe.cjs'), builtProgram(), ...args], {
    cwd: folder,
    env: { XDG_CACHE_HOME: folder, LOADED: loaded },
  });
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const made = `${version}-node-${process.version}-${process.arch}`;
  const cache = readFileSync(join(folder, 'irsa-forge', made, args[0] === '--help' ? 'help' : `${args[0]}`));
  const { lengths } = JSON.parse(cache.subarray(0, cache.indexOf('\n')).toString());
  const parts = (lengths as readonly (readonly [string])[]).map(([name]) => name.replace(/\.cjs$/, ''));
  return { heavy: JSON.parse(readFileSync(loaded, 'utf8')) as readonly string[], parts };
};

const SPEC = join(process.cwd(), 'examples/s3-web-app/irsa.yaml');

test('help loads the first part alone, and nothing heavy', () => {
  expect(load('--help')).toEqual({ heavy: [], parts: ['start', 'rolldown-runtime'] });
});

test('a spec is judged, and its files are written, without anything heavy', () => {
  expect(load('validate', '-f', SPEC).heavy).toEqual([]);
  expect(load('generate', '-f', SPEC, '-o', 'out').heavy).toEqual([]);
});

test('lint of Terraform unpacks nothing, reads without promises, and loads nothing that only generate needs', () => {
  const { heavy, parts } = load('lint', 'role.tf');
  // The tiers of WebAssembly are set through `v8`, which loads `stream`.
  expect(heavy).toEqual(['stream', 'v8']);
  expect(parts).toEqual(expect.arrayContaining(['engine', 'shared', 'web-tree-sitter']));
  expect(parts).not.toContain('hot');
});

test.each([[[]], [['--preserve-symlinks-main']]])(
  'a link to the program is the program with %j',
  (options) => {
    const link = join(tempFolder(), 'irsa-forge');
    symlinkSync(builtProgram(), link);
    const { stdout, stderr } = spawnSync(process.execPath, [...options, link, 'catalog'], {
      encoding: 'utf8',
      env: { NODE_DISABLE_COMPILE_CACHE: '1' },
    });
    expect(stderr).toBe('');
    expect(stdout).toContain('external-dns');
  },
);
