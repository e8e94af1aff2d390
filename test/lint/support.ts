import { readdirSync, readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { lint } from '../../src/lint/engine.js';
import type { LintResult } from '../../src/lint/finding.js';
import type { LintOptions } from '../../src/lint/options.js';
import { loadCatalog, readFiles, type TextFile } from '../../src/readers/index.js';

/** Reads files and judges them. */
export async function lintFiles(
  files: readonly TextFile[],
  options: Partial<LintOptions> = {},
): Promise<LintResult> {
  return lint(await readFiles(files), { catalog: loadCatalog(), ...options });
}

/** Each finding as `IRSA001 main.tf:3:5 message`. */
export function shown({ findings }: LintResult): readonly string[] {
  return findings.map(
    ({ code, place, message }) => `${code} ${place.file}:${place.line}:${place.column} ${message}`,
  );
}

const goldens = new Map<string, readonly TextFile[]>();

/** The files of an example's output that lint reads. */
function goldenFiles(name: string): readonly TextFile[] {
  const folder = new URL(`../../generated/${name}/`, import.meta.url);
  const found =
    goldens.get(name) ??
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:tf|json|ya?ml)$/.test(path) && !path.includes('.irsa-forge'))
      .sort()
      .map((path) => ({ path, content: readFileSync(new URL(path, folder), 'utf8') }));
  goldens.set(name, found);
  return found;
}

/** One edit of a golden's file: what is replaced, where it first stands. */
export interface Edit {
  readonly golden: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** The rules that fire once the edit is made, which must change something. */
export async function codesAfter({ golden, file, from, to }: Edit): Promise<readonly string[]> {
  const files = goldenFiles(golden);
  expect(files.find(({ path }) => path === file)?.content ?? '').toContain(from);
  const edited = files.map((each) =>
    each.path === file ? { path: file, content: each.content.replace(from, () => to) } : each,
  );
  return (await lintFiles(edited)).findings.map(({ code }) => code);
}
