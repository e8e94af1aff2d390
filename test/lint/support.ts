import { type LintOptions, lint } from '../../src/lint/engine.js';
import type { LintResult } from '../../src/lint/finding.js';
import { readFiles, type TextFile } from '../../src/readers/index.js';

/** Reads files and judges them. */
export async function lintFiles(files: readonly TextFile[], options: LintOptions = {}): Promise<LintResult> {
  return lint(await readFiles(files, { placeholders: 'text' }), options);
}

/** Each finding as `IRSA001 main.tf:3:5 message`. */
export function shown({ findings }: LintResult): readonly string[] {
  return findings.map(
    ({ code, place, message }) => `${code} ${place.file}:${place.line}:${place.column} ${message}`,
  );
}
