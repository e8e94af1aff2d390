import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { type CliRun, runCli } from '../support/run-cli.js';
import { tempFolders } from '../support/temp-folder.js';

const newFolder = tempFolders();
const CASES = fileURLToPath(new URL('../fixtures/cases/attacks', import.meta.url));

/** What a terminal obeys, or what changes how a line looks without being seen. */
const RAW =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;
const COMMAND = /^\s*::|##\w*\[/m;

function expectHarmless({ code, out, err }: CliRun, commands = false): void {
  expect([0, 1, 2]).toContain(code);
  expect(out).not.toMatch(RAW);
  expect(err).not.toMatch(RAW);
  if (!commands) expect(out).not.toMatch(COMMAND);
  expect(err).not.toMatch(COMMAND);
}

/** A folder whose names and contents are an attack, beside the cases. */
function hostileFolder(): string {
  const folder = newFolder();
  cpSync(CASES, join(folder, 'attacks'), { recursive: true });
  const name = 'x\n::error::pwn\u001b[2J\u202e\u200b##[group]';
  mkdirSync(join(folder, name));
  const policy = {
    Version: '2012-10-17\u001b',
    Statement: [
      { Effect: 'Allow', Action: 's3:Get\u202eObject\n::error::a', Resource: 'arn:aws:s3:::b##[group]' },
    ],
  };
  writeFileSync(join(folder, name, `${name}.json`), JSON.stringify(policy, null, 2));
  writeFileSync(join(folder, name, 'broken.json'), '{"Statement": [\u0000\u001b');
  writeFileSync(
    join(folder, name, 'Statement.yaml'),
    'apiVersion: v1\nkind: "a\u009b\u200b\n::error::b"\n x: [',
  );
  writeFileSync(
    join(folder, `${name}.tf`),
    'resource "aws_iam_role" "r\u001b" {\n  name = "\u202e\n::error::c"\n',
  );
  return folder;
}

describe('terminal and log', () => {
  const paths = [['attacks/term', 'attacks/quote'], ['.']];
  test.each(['text', 'github', 'json', 'sarif'])(
    'lint obeys nothing that a file says: %s',
    async (format) => {
      for (const given of paths) {
        const run = await runCli(hostileFolder(), ['lint', ...given, '--format', format]);
        expectHarmless(run, format === 'github');
        if (format === 'github') {
          for (const line of run.out.trimEnd().split('\n'))
            expect(line).toMatch(/^::(?:error|warning|notice) (?:file|title)=/);
        }
      }
    },
  );

  test('lint --fix shows nothing raw', async () => {
    expectHarmless(await runCli(hostileFolder(), ['lint', '--fix', '.']));
  });

  test.each(['text', 'json'])('explain obeys nothing: %s', async (format) => {
    const question = ['--action', 's3:GetObject', '--resource', 'arn:aws:s3:::b\u001b/\n::error::x'];
    for (const account of ['shop/web', 'ns\u009b\u202e/sa\u001b[31m'])
      expectHarmless(
        await runCli(hostileFolder(), [
          'explain',
          '.',
          '--service-account',
          account,
          ...question,
          '--format',
          format,
        ]),
      );
  });

  test.each(['text', 'json', 'csv', 'markdown'])('a table obeys nothing: %s', async (format) => {
    const run = await runCli(hostileFolder(), ['explain', '.', '--matrix', '--format', format]);
    expectHarmless({ ...run, out: format === 'csv' ? run.out.replaceAll('\r\n', '\n') : run.out });
  });

  test.each(['text', 'json'])('simulate obeys nothing: %s', async (format) => {
    const run = await runCli(hostileFolder(), [
      'simulate',
      'attacks/simulate-spoof.json',
      '--format',
      format,
    ]);
    expectHarmless(run);
    if (format === 'text')
      expect(run.out.split('\n').filter((line) => line.startsWith('"prod: '))).toHaveLength(1);
  });

  test('generate shows files of others without obeying them', async () => {
    const folder = newFolder();
    cpSync(
      fileURLToPath(new URL('../../examples/s3-web-app/irsa.yaml', import.meta.url)),
      join(folder, 'irsa.yaml'),
    );
    mkdirSync(join(folder, 'generated/eksctl'), { recursive: true });
    writeFileSync(
      join(folder, 'generated/README.md'),
      'a\u001b]52;c;AA\u0007\u202e\n::error::x\n ##[group]y\n',
    );
    writeFileSync(join(folder, 'generated/eksctl/cluster.yaml'), '\u009b2J\r::stop-commands::x\n');
    for (const options of [
      ['--diff', '--dry-run'],
      ['--check'],
      [],
      ['--diff', '--dry-run', '--format', 'json'],
    ])
      expectHarmless(await runCli(folder, ['generate', ...options]));
  });

  test('a path or an option that does not exist is named and not obeyed', async () => {
    const folder = newFolder();
    const name = 'x\n::error::pwn\u001b[2J##[group]';
    for (const args of [
      ['lint', name],
      ['validate', '-f', name],
      ['simulate', name],
      ['explain', name],
      [name],
      ['lint', `--${name}`],
    ])
      expectHarmless(await runCli(folder, args));
  });
});

describe('what hangs or gets stuck', () => {
  test('a pattern of a standard that takes exponential time is refused', async () => {
    const { code, err } = await runCli(join(CASES, 'redos'), ['validate']);
    expect(code).toBe(2);
    expect(err).toContain('naming.roleName.pattern: "^([a-z0-9]+-?)+$" takes too long');
  });

  test('a name that is too long for the file system leaves the folder as it was', async () => {
    const folder = newFolder();
    cpSync(join(CASES, 'longname'), folder, { recursive: true });
    // Each name is as long as it may be, and the path is longer than any system takes.
    const standard = join(folder, 'std/standard.yaml');
    const deep = readFileSync(standard, 'utf8').replace(
      '{tags.purpose}',
      Array(20).fill('{tags.purpose}').join('/'),
    );
    writeFileSync(standard, deep);
    const spec = readFileSync(join(folder, 'irsa.yaml'), 'utf8');
    const long = spec
      .replace('purpose: short', `purpose: ${'x'.repeat(250)}`)
      .replace('access: read', 'access: full');
    writeFileSync(join(folder, 'long.yaml'), long);
    const generate = (file: string) => runCli(folder, ['generate', '-f', file, '-o', 'out']);
    expect((await generate('irsa.yaml')).code).toBe(0);
    expect(await generate('long.yaml')).toMatchObject({
      code: 2,
      err: expect.stringContaining('the name is too long for this file system; every file is as it was'),
    });
    expect(await generate('irsa.yaml')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+ files: \d+ unchanged\n$/),
    });
  });

  test('a pipe that nobody writes to and a device without an end are refused by every command', async () => {
    const folder = newFolder();
    execFileSync('mkfifo', [join(folder, 'pipe.json')]);
    for (const path of ['pipe.json', '/dev/zero']) {
      for (const args of [
        ['lint', path],
        ['explain', path, '--matrix'],
        ['validate', '-f', path],
        ['generate', '-f', path],
        ['simulate', path],
        ['init', '--yes', '--from', path],
        ['lint', '.', '--var-file', path],
      ]) {
        const { code, out, err } = await runCli(folder, args);
        expect([args[0], code, `${out}${err}`]).toEqual([
          args[0],
          2,
          expect.stringMatching(/cannot (?:be )?read.*it is a/),
        ]);
      }
    }
  });
});

/** What a template of a standard adds that the spec does not ask for. */
const HOLES: Readonly<Record<string, RegExp>> = {
  'kustomize-replacement': /kustomization\.yaml:14:1: error: kubernetes: changes manifests by replacements/,
  'kustomize-transformer': /kustomization\.yaml:14:1: error: kubernetes: changes manifests by transformers/,
  'tf-provider-alias': /assume_role = \{ "role_arn": arn:aws:iam::999999999999:role\/x \}/,
  'tf-provider-source': /takes the provider aws from registry\.evil\.example\/evil\/aws/,
  'tf-provisioner': /lets aws_iam_role\.us_east_1_demo_shop_web run a program/,
};

describe('templates that change more than they may', () => {
  test.each(readdirSync(join(CASES, 'verify-holes')))('%s', async (name) => {
    const { code, err } = await runCli(join(CASES, 'verify-holes', name, 'shop'), ['generate', '--dry-run']);
    expect(code).toBe(2);
    expect(err).toMatch(HOLES[name] ?? /^$/);
  });
});

test('each of the folder has its answer, here or in the attacks on simulate', () => {
  const here = ['longname', 'quote', 'redos', 'term', 'verify-holes'];
  const there = ['iam', 'simulate-deep.json', 'simulate-spoof.json'];
  expect([...here, ...there].sort()).toEqual(readdirSync(CASES).sort());
});
