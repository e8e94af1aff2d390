import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { readStdin } from '../../src/cli/stdin.js';
import { RULES } from '../../src/lint/registry.js';
import { runBuilt, runCli } from '../support/run-cli.js';
import { tempFolders } from '../support/temp-folder.js';

const folderWith = tempFolders();

const BAD = JSON.stringify(
  {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos' }],
  },
  null,
  2,
);
const RISKY = BAD.replace('arn:aws:s3:::photos', '*');
const GOOD = BAD.replace(':::photos', ':::photos/*');

const run = (cwd: string, ...args: readonly string[]) => runCli(cwd, ['lint', ...args]);

describe('the exit code', () => {
  test.each([
    ['0 for clean files', GOOD, [], 0],
    ['1 for errors', BAD, [], 1],
    ['0 for warnings', RISKY, [], 0],
    ['1 for warnings with --fail-on warning', RISKY, ['--fail-on', 'warning'], 1],
  ])('is %s', async (_what, content, args, want) => {
    expect((await run(folderWith({ 'policy.json': content }), ...args)).code).toBe(want);
  });

  test.each([
    ['a path that is not there', ['nowhere'], 'there is no nowhere'],
    ['an unknown rule', ['--explain', 'IRSA999'], 'IRSA999'],
    ['--yes without --fix', ['--yes'], '--yes goes with --fix'],
    ['a format that is none', ['--format', 'xml'], 'text, json, sarif, github'],
  ])('is 2 for %s', async (_what, args, reason) => {
    const { code, out, err } = await run(folderWith(), ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(reason);
  });
});

describe('text', () => {
  test('shows place, message, rule, the line with carets, help and fix', async () => {
    const { out, err } = await run(folderWith({ 'app/policy.json': BAD }), 'app');
    expect(
      out,
    ).toBe(`app/policy.json:7:19: error: s3:GetObject never applies: "arn:aws:s3:::photos" is a bucket, not its objects [IRSA031 object-action-on-bucket]
  7 |       "Resource": "arn:aws:s3:::photos"
    |                   ^^^^^^^^^^^^^^^^^^^^^
  help: add /* to it for the objects
  fix: add /* to the bucket's ARN (lint --fix shows it)

`);
    expect(err).toBe('1 error; 1 of 1 file holds something to check\n');
  });

  test('cuts long lines and takes the sting out of escape sequences', async () => {
    const long = JSON.stringify(JSON.parse(BAD)).replace(
      '"Version"',
      `"Id":"${'x'.repeat(300)}\u009b2J","Version"`,
    );
    const { out } = await run(folderWith({ 'policy.json': long }));
    const [, code = '', carets = ''] = out.split('\n');
    expect(code.length).toBeLessThan(180);
    expect(code.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('"arn:aws:s3:::photos"');
    expect(out).not.toContain('\u009b');
  });

  test('says what was not checked, and with --quiet only errors', async () => {
    const files = {
      'main.tf': 'variable "x" {}\nresource "aws_iam_role" "a" {\n  name = var.x\n}\n',
      'p.json': RISKY,
    };
    expect((await run(folderWith(files))).err).toMatch(/not checked: \d+ values?[\s\S]*variable "x"/);
    const quiet = await run(folderWith(files), '--quiet');
    expect(quiet).toEqual({ code: 0, out: '', err: '' });
  });
});

test('JSON is the whole result', async () => {
  const { out } = await run(folderWith({ 'policy.json': BAD }), '--format', 'json');
  expect(JSON.parse(out)).toMatchObject({
    ok: false,
    files: { read: 1, relevant: 1, leftOut: [] },
    findings: [
      { code: 'IRSA031', severity: 'error', place: { line: 7 }, end: { line: 7 }, fix: { edits: [{}] } },
    ],
    suppressed: [],
    notChecked: [],
  });
});

describe('SARIF', () => {
  const schema = JSON.parse(
    readFileSync(fileURLToPath(new URL('../fixtures/sarif-schema-2.1.0.json', import.meta.url)), 'utf8'),
  ) as object;
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

  async function sarifOf(files: Readonly<Record<string, string>>) {
    const { out } = await run(folderWith(files), '--format', 'sarif');
    const log = JSON.parse(out);
    expect(validate(log) ? [] : validate.errors).toEqual([]);
    return log.runs[0];
  }

  test('is valid, with every rule and the region of each finding', async () => {
    const { tool, results, columnKind } = await sarifOf({ 'a b/policy.json': BAD });
    expect(columnKind).toBe('utf16CodeUnits');
    const ids = tool.driver.rules.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(expect.arrayContaining(RULES.map(({ id }) => id)));
    expect(results).toHaveLength(1);
    const [result] = results;
    expect(ids[result.ruleIndex]).toBe(result.ruleId);
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'a%20b/policy.json' },
      region: { startLine: 7, startColumn: 19, endLine: 7, endColumn: 40 },
    });
    expect(result.fixes[0].artifactChanges[0].replacements[0]).toEqual({
      deletedRegion: { startLine: 7, startColumn: 39, endLine: 7, endColumn: 39 },
      insertedContent: { text: '/*' },
    });
  });

  test('is valid for the bad examples of all rules, and for broken files', async () => {
    const files = Object.fromEntries(
      RULES.flatMap(({ id, examples }) =>
        examples.bad.map(({ path, content }) => [`${id}/${path}`, content]),
      ),
    );
    const { results } = await sarifOf({ ...files, 'broken.json': '{ "Statement": [' });
    expect(results.length).toBeGreaterThan(RULES.length / 2);
  });

  test('keeps what a comment accepts, as suppressed', async () => {
    const { results } = await sarifOf({
      'policy.json': BAD,
      '.irsa-forge-ignore': 'policy.json irsa-forge-ignore IRSA031: the bucket is empty\n',
    });
    expect(results).toMatchObject([
      { suppressions: [{ kind: 'inSource', justification: 'the bucket is empty' }] },
    ]);
  });

  test('of nothing is valid', async () => {
    expect((await sarifOf({ 'policy.json': GOOD })).results).toEqual([]);
  });
});

test('GitHub annotations are one line each, whatever the message holds', async () => {
  const broken = BAD.replace('s3:GetObject', 's3:Get%0A::error::x,y');
  const { out, code } = await run(folderWith({ 'p,1.json': broken }), '--format', 'github');
  expect(code).toBe(1);
  const lines = out.trimEnd().split('\n');
  expect(lines).toEqual([
    expect.stringMatching(
      /^::error file=p%2C1\.json,line=6,col=17,endLine=6,endColumn=\d+,title=IRSA025 action-format::/,
    ),
  ]);
  expect(lines[0]).toContain('%250A');
});

describe('--fix', () => {
  test('shows the diff and writes nothing', async () => {
    const folder = folderWith({ 'policy.json': BAD });
    const { code, out, err } = await run(folder, '--fix');
    expect(code).toBe(1);
    expect(out).toContain(
      '-      "Resource": "arn:aws:s3:::photos"\n+      "Resource": "arn:aws:s3:::photos/*"',
    );
    expect(err).toContain('--fix --yes');
    expect(readFileSync(join(folder, 'policy.json'), 'utf8')).toBe(BAD);
  });

  test('with --yes writes complete files, keeps their permissions and reports what is left', async () => {
    const folder = folderWith({ 'policy.json': BAD, 'other.json': RISKY });
    chmodSync(join(folder, 'policy.json'), 0o640);
    const { code, out } = await run(folder, '--fix', '--yes');
    expect(code).toBe(0);
    expect(out).toContain('IRSA040');
    expect(readFileSync(join(folder, 'policy.json'), 'utf8')).toBe(GOOD);
    expect(statSync(join(folder, 'policy.json')).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(['other.json', 'policy.json']);
  });

  test('mends a spec in the file in which the value stands', async () => {
    const spec = (...statements: readonly string[]) =>
      `workloads:\n  - name: app\n    statements:\n${statements.map((each) => `      - ${each}\n`).join('')}`;
    const bad = (bucket: string) => `{ actions: [s3:GetObject], resources: ["arn:aws:s3:::${bucket}"] }`;
    const base = `version: 1\ncluster: { provision: false }\n${spec(bad('base'))}`;
    const files = {
      'base/irsa.yaml': base,
      'dev/irsa.yaml': `extends: ../base/irsa.yaml\n${spec(bad('dev')).replace('app', 'other')}`,
    };
    const folder = folderWith(files);
    expect((await run(folder, 'dev/irsa.yaml', '--fix', '--yes')).code).toBe(0);
    for (const [path, text] of Object.entries(files))
      expect(readFileSync(join(folder, path), 'utf8')).toBe(text.replace(/s3:::\w+/, '$&/*'));
  });

  test('leaves the files of generate alone, and says which spec to change', async () => {
    const manifest = (files: object) =>
      JSON.stringify({ version: 1, tool: '0.1.0', spec: 'a'.repeat(64), files, lines: [] });
    const folder = folderWith({
      'irsa.yaml': 'version: 1\n',
      'generated/.irsa-forge.json': manifest({
        'policies/policy.json': { sha256: createHash('sha256').update(BAD).digest('hex') },
        'policies/edited.json': { sha256: 'b'.repeat(64) },
      }),
      'generated/policies/policy.json': BAD,
      'generated/policies/edited.json': BAD,
      'generated/policies/mine.json': BAD,
    });
    const { out } = await run(folder, '--fix', '--yes');
    expect(out).toMatch(
      /edited\.json:.*[\s\S]*generate owns this file, which was edited: run `irsa-forge generate`[\s\S]*policy\.json:[\s\S]*generate owns this file: change irsa\.yaml/,
    );
    expect(readFileSync(join(folder, 'generated/policies/edited.json'), 'utf8')).toBe(BAD);
    expect(readFileSync(join(folder, 'generated/policies/policy.json'), 'utf8')).toBe(BAD);
    expect(readFileSync(join(folder, 'generated/policies/mine.json'), 'utf8')).toBe(GOOD);
  });

  test('leaves a file alone that is not exactly what was read', async () => {
    const folder = folderWith({});
    const path = join(folder, 'policy.json');
    // Latin-1, which is not valid UTF-8.
    const broken = Buffer.from(BAD.replace('"Version"', '"Id": "é", "Version"'), 'latin1');
    writeFileSync(path, broken);
    expect((await run(folder, '--fix', '--yes')).code).toBe(2);
    expect(readFileSync(path).equals(broken)).toBe(true);
  });
});

describe('standard input', () => {
  const POD = (name: string) =>
    `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: ${name}\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::1:role/x\n`;
  const ROLE = `resource "aws_iam_policy" "p" {\n  policy = jsonencode(${BAD})\n}\n`;

  test.each([
    ['JSON', BAD, '<stdin>:', 'IRSA031'],
    ['HCL', ROLE, '<stdin>:', 'IRSA031'],
    ['several documents of YAML', `${POD('a')}---\n${POD('b')}`, '<stdin>:13:', 'IRSA067'],
  ])('is read as what it holds: %s', async (_what, input, place, rule) => {
    const { code, out } = await runCli(folderWith(), ['lint', '-'], { input });
    expect(code).toBe(1);
    expect(out).toContain(place);
    expect(out).toContain(rule);
  });

  test('has fixes, which --fix makes in files', async () => {
    const { out } = await runCli(folderWith(), ['lint', '-'], { input: BAD });
    expect(out).toContain('(lint --fix shows it for a file)');
  });

  test('may be a spec that extends a file', async () => {
    const statement = '{ actions: [s3:GetObject], resources: ["arn:aws:s3:::photos"] }';
    const base = `version: 1\ncluster: { provision: false }\nworkloads:\n  - name: app\n    statements: [${statement}]\n`;
    const cwd = folderWith({ 'base/irsa.yaml': base });
    const input = 'extends: base/irsa.yaml\nworkloads:\n  - name: web\n';
    expect((await runCli(cwd, ['lint', '-'], { input })).out).toContain('base/irsa.yaml:5:');
  });

  test('stands beside files', async () => {
    const cwd = folderWith({ 'policy.json': BAD });
    const { out } = await runCli(cwd, ['lint', '-', '.', '--format', 'json'], { input: ROLE });
    expect(JSON.parse(out)).toMatchObject({ files: { read: 2, relevant: 2, leftOut: [] } });
  });

  test.each([
    ['empty', [], '\n', 'it is empty'],
    ['binary', [], Buffer.from([0, 1, 2]), 'it is binary'],
    ['given twice', ['-'], BAD, '- is given 2 times'],
    ['to be changed', ['--fix'], BAD, '--fix changes files'],
    ['without anything to check', [], 'a: 1\n', 'nothing to check in <stdin>'],
  ])('is refused when it is %s', async (_what, args, input, reason) => {
    const { code, out, err } = await runCli(folderWith(), ['lint', '-', ...args], { input });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(reason);
  });

  test('that is a terminal is refused, not waited for', async () => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    await expect(readStdin(stdin)).rejects.toThrow('it is a terminal');
  });
});

describe('the standard of the spec in the working directory', () => {
  const standard = (rules: string) => ({
    'irsa.yaml': 'version: 1\nstandard: ./platform\n',
    'platform/standard.yaml': `version: 1\nname: acme\nrules: ${rules}\n`,
    'policy.json': BAD,
  });

  test('sets severities', async () => {
    expect((await run(folderWith(standard('{ IRSA031: off }')), 'policy.json')).code).toBe(0);
    expect((await run(folderWith(standard('{ IRSA031: warning }')), 'policy.json')).out).toContain('warning');
  });

  test('that cannot be used is a failure', async () => {
    const folder = folderWith({ 'irsa.yaml': 'version: 1\nstandard: ./nowhere\n', 'policy.json': BAD });
    expect(await run(folder, 'policy.json')).toMatchObject({ code: 2, out: '' });
  });

  test('may not weaken what its base calls final', async () => {
    const folder = folderWith({
      ...standard('{ IRSA031: off }\nextends: ../base'),
      'base/standard.yaml': 'version: 1\nname: base\nfinal: ["rules.IRSA031"]\n',
    });
    const { code, err } = await run(folder, 'policy.json');
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('"rules.IRSA031" is final') });
  });
});

describe('rules', () => {
  test('--list-rules has a line for each', async () => {
    const { out } = await run(folderWith(), '--list-rules');
    expect(out.trimEnd().split('\n')).toHaveLength(RULES.length);
  });

  test.each(['IRSA031', 'irsa031', 'object-action-on-bucket'])(
    '--explain %s tells all about one',
    async (name) => {
      const { out, code } = await run(folderWith(), '--explain', name);
      expect(code).toBe(0);
      for (const text of ['IRSA031', 'Why', 'Without it', 'How to fix it', 'Wrong', 'Right'])
        expect(out).toContain(text);
    },
  );
});

test('the built program lints Terraform, and loads the HCL parser from beside itself', () => {
  const folder = folderWith({
    'main.tf':
      'resource "aws_iam_policy" "p" {\n  name   = "p"\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3::photos/*" }] })\n}\n',
  });
  const { code, out } = runBuilt(folder, ['lint', '.', '--no-color']);
  expect(code).toBe(1);
  expect(out).toContain('IRSA016');
});

describe('what was read', () => {
  const OTHER = {
    'package.json': '{"name": "x"}',
    'tsconfig.json': '{ // a\n}',
    'cdk.json': '{"app": "node app.js"}',
  };

  test('is counted, and what was not is named in text', async () => {
    const { code, err, out } = await run(folderWith({ 'policy.json': GOOD, ...OTHER }));
    expect(code).toBe(0);
    expect(out).toContain('cdk.json:1:1: info: an app of CDK is recognised and not read yet');
    expect(err).toMatch(/not read: 2 files\n {2}cdk.json: .*\n {2}tsconfig.json: JSON with comments.*\n/);
    expect(err).toContain('1 info; 1 of 3 files holds something to check; 2 files not read\n');
  });

  test('is in JSON, SARIF and annotations as well', async () => {
    const folder = folderWith({ 'policy.json': GOOD, ...OTHER });
    const json = JSON.parse((await run(folder, '--format', 'json')).out);
    expect(json).toMatchObject({
      ok: true,
      files: { read: 3, relevant: 1, leftOut: [{ file: 'cdk.json' }, { file: 'tsconfig.json' }] },
    });
    const sarif = JSON.parse((await run(folder, '--format', 'sarif')).out);
    expect(sarif.runs[0].invocations).toMatchObject([
      {
        executionSuccessful: true,
        toolExecutionNotifications: [
          { level: 'note', locations: [{ physicalLocation: { artifactLocation: { uri: 'cdk.json' } } }] },
          { message: { text: expect.stringContaining('not read: JSON with comments') } },
        ],
        properties: { read: 3, relevant: 1 },
      },
    ]);
    expect((await run(folder, '--format', 'github')).out).toMatch(
      /^::notice title=2 files not read::1 of 3 files holds.*%0Acdk\.json: .*%0Atsconfig\.json: /m,
    );
  });

  test('is a failure when it holds nothing that is checked, unless that is allowed', async () => {
    for (const files of [OTHER, { 'README.md': '' }]) {
      const folder = folderWith(files);
      const { code, err } = await run(folder);
      expect(code).toBe(2);
      expect(err).toMatch(/error: nothing to check in \.: .*\n {2}help: .*--allow-empty\n$/);
      expect((await run(folder, '--allow-empty')).code).toBe(0);
      expect(JSON.parse((await run(folder, '--format', 'json')).out).ok).toBe(false);
      expect(JSON.parse((await run(folder, '--format', 'json', '--allow-empty')).out).ok).toBe(true);
    }
  });

  test('is for validate where it is a spec without anything in the terms of IAM', async () => {
    const spec = 'version: 1\ncluster: { name: a }\nworkloads: []\n';
    const { code, err } = await run(folderWith({ 'irsa.yaml': spec }), 'irsa.yaml');
    expect(code).toBe(2);
    expect(err).toContain(
      'irsa.yaml is a spec: `irsa-forge validate -f irsa.yaml` looks at all of it, or take',
    );
    expect((await runCli(folderWith(), ['lint', '-'], { input: spec })).err).toContain('validate -f -`');
  });

  test('is not shown where secrets stand beside it', async () => {
    const role = { address: 'a', type: 'aws_iam_role', values: { name: 'a b', tags: { key: 'hunter2' } } };
    const plan = { format_version: '1.2', planned_values: { root_module: { resources: [role] } } };
    const { out } = await run(folderWith({ 'plan.json': JSON.stringify(plan) }));
    expect(out).toContain('plan.json:1:');
    expect(out).not.toContain('hunter2');
  });

  test('is never silently without a file that is too large', async () => {
    const folder = folderWith({ 'policy.json': GOOD });
    writeFileSync(join(folder, 'big.tf'), `locals {\n  a = "${'x'.repeat(5_000_000)}"\n}\n`);
    const { code, out } = await run(folder, '--quiet');
    expect(code).toBe(2);
    expect(out).toContain('big.tf:1:1: error: is not read: ');
  });
});
