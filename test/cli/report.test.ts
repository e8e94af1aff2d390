import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { REPORT_MARK } from '../../src/report/index.js';
import { runCli } from '../support/run-cli.js';
import { tempFolders } from '../support/temp-folder.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const makeFolder = tempFolders();
const SPEC = ['-f', join(root, 'examples/s3-web-app/irsa.yaml')];

describe('irsa-forge report', () => {
  test('writes one page, and writes it anew', async () => {
    const folder = makeFolder();
    for (const _ of ['first', 'again']) {
      const { code, out, err } = await runCli(folder, ['report', ...SPEC]);
      expect([code, out, err]).toEqual([0, '', 'report.html: 1 service account, 1 pair, 0 findings\n']);
      expect(readFileSync(join(folder, 'report.html'), 'utf8').startsWith(REPORT_MARK)).toBe(true);
    }
  });

  test('never writes over what it did not make', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'report.html'), '<p>my own</p>');
    const refused = await runCli(folder, ['report', ...SPEC]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('report.html is there, and irsa-forge did not make it');
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toBe('<p>my own</p>');
    expect((await runCli(folder, ['report', ...SPEC, '--force'])).code).toBe(0);
  });

  test('never puts a file in the place of what is none, --force or not', async () => {
    const folder = makeFolder();
    mkdirSync(join(folder, 'out'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    for (const [name, kind] of [
      ['out', 'it is a folder, not a file'],
      ['pipe', 'it is a named pipe, not a file'],
    ] as const) {
      const kept = await runCli(folder, ['report', ...SPEC, '-o', name]);
      expect([kept.code, kept.err]).toEqual([2, expect.stringContaining('irsa-forge did not make it')]);
      const forced = await runCli(folder, ['report', ...SPEC, '-o', name, '--force']);
      expect([forced.code, forced.err]).toEqual([2, expect.stringContaining(kind)]);
    }
    expect(readdirSync(folder).sort()).toEqual(['out', 'pipe']);
  });

  test('says what cannot be: a folder that is not there, an invalid spec, nothing to look at', async () => {
    const folder = makeFolder();
    const lost = await runCli(folder, ['report', ...SPEC, '-o', 'no/such/report.html']);
    expect([lost.code, lost.err]).toEqual([2, expect.stringContaining('cannot write')]);
    writeFileSync(join(folder, 'irsa.yaml'), 'version: 1\n');
    expect((await runCli(folder, ['report'])).code).toBe(2);
    expect(existsSync(join(folder, 'report.html'))).toBe(false);
    writeFileSync(join(folder, 'a.txt'), 'a');
    expect((await runCli(folder, ['report', 'a.txt'])).err).toContain('nothing to check');
  });

  test('has the findings of files, with their rules and lines, but no line that may hold a secret', async () => {
    const folder = makeFolder();
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    writeFileSync(
      join(folder, 'pod.yaml'),
      `apiVersion: v1
kind: ServiceAccount
metadata:
  name: web
  namespace: shop
  annotations: { eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/web" }
---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  serviceAccountName: web
  containers:
    - name: web
      image: registry.example/web:1
      env:
        - { name: AWS_SECRET_ACCESS_KEY, value: ${secret} }
        - { name: AWS_ACCESS_KEY_ID, value: AKIAIOSFODNN7EXAMPLE }
`,
    );
    const { out } = await runCli(folder, ['report', 'pod.yaml', '--format', 'json']);
    const { findings, rules } = JSON.parse(out);
    expect(findings.length).toBeGreaterThan(0);
    expect(Object.keys(rules)).toEqual(expect.arrayContaining([findings[0].code]));
    expect(out).not.toContain(secret);
  });

  test('copies no line of a state, which holds secrets beside everything', async () => {
    const { out } = await runCli(root, [
      'report',
      'test/fixtures/formats/terraform-state/bad',
      '--format',
      'json',
    ]);
    const { links, findings, texts } = JSON.parse(out);
    const told = [
      ...links.map(({ place, code }: { place: number; code?: number }) => [texts[place], code]),
      ...findings.map(({ file, source }: { file: string; source?: string }) => [`${file}:`, source]),
    ];
    const ofState = told.filter(([place]) => /\.tfstate:/.test(place ?? ''));
    expect(ofState.length).toBeGreaterThan(0);
    expect(ofState.filter(([, line]) => line !== undefined)).toEqual([]);
  });

  test('is called after the folder that it is of, where its path is dots', async () => {
    const cwd = resolve(root, 'test/fixtures/formats/terraform-state/bad');
    const { out } = await runCli(cwd, ['report', '.', '--format', 'markdown']);
    expect(out).toMatch(/^#+ Who may do what: bad\n/);
  });

  test('is Markdown on standard output for a pull request', async () => {
    const { code, out } = await runCli(resolve(root), ['report', ...SPEC, '--format', 'markdown']);
    expect(code).toBe(0);
    expect(out).toContain('# Who may do what: demo-k8s');
    expect(out).toContain('```mermaid\ngraph LR\n');
    expect(out).toContain('| `default/sa-app` | `lightlytics-s3-bucket` | ✓ allowed: get |');
  });
});
