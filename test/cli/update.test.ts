import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runCli } from '../support/run-cli.js';
import { tempFolders } from '../support/temp-folder.js';

/**
 * What an update of the program alone does to a folder that an earlier release left. The fixture is what the first version of 0.1.0
 * committed for examples/s3-web-app, byte for byte; its record holds a hash of the spec, and lines by their numbers. The renderers have
 * changed since, so that it cannot be up to date: what is proved is that `--check` reports those files whose bytes differ from a
 * rendering of today into an empty folder and no other, that nothing else is said or touched, and that a folder whose bytes are
 * those of today is up to date whatever its record looks like.
 */
const FIXTURE = join(import.meta.dirname, '../fixtures/0.1.0');
const RECORD = '.irsa-forge.json';
const folder = tempFolders();

function project(): string {
  const cwd = folder();
  cpSync(FIXTURE, cwd, { recursive: true });
  return cwd;
}

function read(root: string): Readonly<Record<string, string>> {
  const paths = readdirSync(root, { recursive: true }).map(String);
  const files = paths.filter((path) => path !== RECORD && statSync(join(root, path)).isFile());
  return Object.fromEntries(files.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** What the program of today renders where nothing was. */
async function today(cwd: string): Promise<Readonly<Record<string, string>>> {
  const { code } = await runCli(cwd, ['generate', '-o', 'today']);
  expect(code).toBe(0);
  return read(join(cwd, 'today'));
}

function verdictOf(was: string | undefined, is: string | undefined): string {
  if (was === undefined) return 'create';
  if (is === undefined) return 'orphan';
  return was === is ? 'unchanged' : 'update';
}

describe('a folder of 0.1.0', () => {
  const own = { 'kubernetes/photo-site/own.yaml': '# ours\n', 'notes.md': 'ours\n' };

  test('is out of date by what is rendered otherwise, and by nothing else; files of other hands stay', async () => {
    const cwd = project();
    const out = join(cwd, 'generated');
    const [before, after] = [read(out), await today(cwd)];
    for (const [path, text] of Object.entries(own)) {
      mkdirSync(dirname(join(out, path)), { recursive: true });
      writeFileSync(join(out, path), text);
    }
    const expected = [...new Set([...Object.keys(before), ...Object.keys(after)])].map((path) => ({
      path,
      verdict: verdictOf(before[path], after[path]),
    }));
    const { code, out: printed } = await runCli(cwd, ['generate', '--check', '--format', 'json']);
    const [spec] = JSON.parse(printed).specs;
    const differs = expected.some(({ verdict }) => verdict !== 'unchanged');
    expect({ code, diagnostics: spec.diagnostics, change: spec.change }).toEqual({
      code: differs ? 1 : 0,
      diagnostics: [],
      change: undefined,
    });
    const byPath = (all: typeof expected) =>
      Object.fromEntries(all.map(({ path, verdict }) => [path, verdict]));
    expect(byPath(spec.files)).toEqual(byPath(expected));
    expect(read(out)).toEqual({ ...before, ...own });
    expect((await runCli(cwd, ['generate'])).code).toBe(0);
    expect(read(out)).toEqual({ ...after, ...own });
    expect((await runCli(cwd, ['generate', '--check'])).code).toBe(0);
  });

  test('keeps an edit by hand, joined with what is rendered today', async () => {
    const cwd = project();
    const path = join(cwd, 'generated/kubernetes/photo-site/deployment.yaml');
    const edited = 'imagePullPolicy: Never';
    writeFileSync(path, readFileSync(path, 'utf8').replace(/imagePullPolicy: \w+/, edited));
    expect((await runCli(cwd, ['generate'])).code).toBe(2);
    expect((await runCli(cwd, ['generate', '--merge'])).code).toBe(0);
    const after = (await today(cwd))['kubernetes/photo-site/deployment.yaml'];
    expect(readFileSync(path, 'utf8')).toBe(after?.replace(/imagePullPolicy: \w+/, edited));
  });

  test('is up to date, record and all, where its bytes are those of today', async () => {
    const cwd = project();
    const files = Object.entries(await today(cwd)).map(([path, text]) => {
      return [path, { sha256: createHash('sha256').update(text).digest('hex') }] as const;
    });
    const record = join(cwd, 'today', RECORD);
    const { spec, tool } = JSON.parse(readFileSync(join(FIXTURE, 'generated', RECORD), 'utf8'));
    const old = JSON.stringify({ version: 1, tool, spec, files: Object.fromEntries(files), lines: [] });
    writeFileSync(record, old);
    for (const args of [['--check'], []])
      expect((await runCli(cwd, ['generate', '-o', 'today', ...args])).code).toBe(0);
    expect(readFileSync(record, 'utf8')).toBe(old);
  });
});
