import { spawnSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { builtProgram } from '../support/built.js';
import { runBuilt, runCli } from '../support/run-cli.js';
import { tempFolders } from '../support/temp-folder.js';

const folder = tempFolders();
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('usage', () => {
  const cases: readonly [string, readonly string[], { readonly code: number; readonly text: RegExp }][] = [
    ['--help lists every command', ['--help'], { code: 0, text: /generate[\s\S]*validate[\s\S]*schema/ }],
    [
      '--version',
      ['--version'],
      {
        code: 0,
        text: /^\d+\.\d+\.\d+(?:-source)?\nactions of IAM as of 20\d\d-\d\d-\d\d, managed policies as of 20\d\d-/,
      },
    ],
    ['-v', ['-v'], { code: 0, text: /^\d+\.\d+\.\d+/ }],
    ['help', ['help'], { code: 0, text: /Usage: irsa-forge \[/ }],
    ['help of a command', ['help', 'generate'], { code: 0, text: /Usage: irsa-forge generate/ }],
    ['no command', [], { code: 2, text: /Usage: irsa-forge/ }],
    ['an unknown command', ['genrate'], { code: 2, text: /unknown command 'genrate'[\s\S]*generate/ }],
    [
      'help of an unknown command',
      ['help', 'genrate'],
      { code: 2, text: /unknown command 'genrate'[\s\S]*generate/ },
    ],
    [
      'an unknown option',
      ['generate', '--outt', 'x'],
      { code: 2, text: /unknown option '--outt'[\s\S]*--out/ },
    ],
    [
      'a missing value',
      ['generate', '-o'],
      { code: 2, text: /argument missing\n {2}help: see irsa-forge generate --help\n$/ },
    ],
    [
      'a missing argument',
      ['standard'],
      { code: 2, text: /argument 'action'\n {2}help: see irsa-forge standard --help\n$/ },
    ],
    ['a wrong format', ['validate', '--format', 'xml'], { code: 2, text: /Allowed choices are text, json/ }],
  ];
  test.each(cases)('%s', async (_name, args, want) => {
    const { code, out, err } = await runCli(folder(), args);
    expect(code).toBe(want.code);
    expect(want.code === 0 ? out : err).toMatch(want.text);
    expect(want.code === 0 ? err : out).toBe('');
  });

  test.each(COMMANDS.map(({ name }) => name))('%s --help has examples', async (name) => {
    const { code, out } = await runCli(folder(), [name, '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/Examples:\n {2}.*irsa-forge /);
  });

  test('a file for each command, and a line for each file', () => {
    const files = readdirSync(join(ROOT, 'src/cli/commands')).filter((file) => file !== 'index.ts');
    expect(files.map((file) => file.replace('.ts', '')).sort()).toEqual(
      COMMANDS.map(({ name }) => name).sort(),
    );
  });
});

describe('the built program', () => {
  test.each([
    ['--version', ['--version'], 0],
    ['a command', ['catalog', '--format', 'json'], 0],
    ['a usage error', ['genrate'], 2],
    ['a part of its own', ['completion', 'bash'], 0],
  ])('says the same as the sources, with the same exit code: %s', async (_name, args, code) => {
    const cwd = folder();
    const [built, sources] = [runBuilt(cwd, args), await runCli(cwd, args)];
    const version = readFileSync(join(ROOT, 'package.json'), 'utf8').match(/"version": "(.*)"/)?.[1] ?? '';
    expect(built.code).toBe(code);
    expect(built).toEqual({ ...sources, out: sources.out.replace('0.0.0-source', version) });
  });

  test('reads standard input', () => {
    const cwd = folder();
    const run = runBuilt(cwd, ['validate', '-f', '-'], { input: 'version: 2\n' });
    expect(run).toMatchObject({
      code: 2,
      err: expect.stringContaining('\n<stdin>:1:10: error: version: 2 '),
    });
  });

  test('a reader that has seen enough is no error', () => {
    const run = spawnSync(
      'bash',
      ['-c', `"${process.execPath}" "${builtProgram()}" schema | head -1; echo "\${PIPESTATUS[0]}"`],
      {
        cwd: ROOT,
        encoding: 'utf8',
      },
    );
    expect(run.stdout).toBe('{\n0\n');
    expect(run.stderr).toBe('');
  });

  test.each<[string, readonly string[], number]>([
    ['denied', ['--action', 's3:PutObject'], 1],
    ['allowed', ['--action', 's3:GetObject'], 0],
  ])('answers by its exit code where nobody reads any more: %s', (_name, action, code) => {
    const pipe = join(folder(), 'pipe');
    spawnSync('mkfifo', [pipe]);
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(pipe, constants.O_WRONLY);
    closeSync(reader);
    const spec = join(ROOT, 'examples/s3-web-app/irsa.yaml');
    const asked = [
      '--service-account',
      'default/sa-app',
      '--resource',
      'arn:aws:s3:::lightlytics-s3-bucket/a',
    ];
    const run = spawnSync(process.execPath, [builtProgram(), 'explain', '-f', spec, ...asked, ...action], {
      stdio: ['ignore', writer, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(writer);
    expect({ code: run.status, err: run.stderr }).toEqual({ code, err: '' });
  });

  test.each([
    ['schema > /dev/full', 'error: cannot write to stdout: ENOSPC: no space left on device, write\n'],
    ['lint generated/s3-web-app 2> /dev/full', ''],
  ])('a device that is full is no bug: %s', (args, told) => {
    // Linux has it.
    if (!existsSync('/dev/full')) return;
    const command = `"${process.execPath}" "${builtProgram()}" ${args}`;
    const run = spawnSync('bash', ['-c', command], { cwd: ROOT, encoding: 'utf8' });
    expect({ code: run.status, out: run.stdout, err: run.stderr }).toEqual({ code: 2, out: '', err: told });
  });
});

describe('output', () => {
  test('nothing is coloured without a terminal', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'irsa.yaml'), 'version: 2\n');
    expect((await runCli(cwd, ['validate'])).err).not.toContain('\u001b[');
  });

  test('validate --format json carries every finding on stdout alone', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'irsa.yaml'), 'version: 2\n');
    const { code, out, err } = await runCli(cwd, ['validate', '--format', 'json']);
    expect({ code, err }).toEqual({ code: 2, err: '' });
    const [spec] = JSON.parse(out).specs;
    expect(spec.diagnostics[0]).toEqual(
      expect.objectContaining({ severity: 'error', place: expect.objectContaining({ file: 'irsa.yaml' }) }),
    );
  });

  test('schema prints a JSON Schema', async () => {
    expect(JSON.parse((await runCli(folder(), ['schema'])).out)).toHaveProperty(
      'properties.cluster.properties.accountId',
    );
  });

  test('simulate answers cases and fails on what it cannot read', async () => {
    const cwd = folder();
    const cases = join(ROOT, 'test/iam/iam-decisions.json');
    const { code, out } = await runCli(cwd, ['simulate', cases, '--format', 'json']);
    const answers = Object.fromEntries(
      JSON.parse(out).map(({ id, decision }: Record<string, string>) => [id, decision]),
    );
    const wanted = JSON.parse(readFileSync(cases, 'utf8')).map(({ id, expected }: Record<string, string>) => [
      id,
      expected,
    ]);
    expect(code).toBe(0);
    expect(answers).toEqual(Object.fromEntries(wanted));
    expect((await runCli(cwd, ['simulate', 'nope.json'])).code).toBe(2);
    expect(existsSync(join(cwd, 'generated'))).toBe(false);
  });
});
