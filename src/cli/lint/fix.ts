import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../../diagnostics.js';
import type { Repair } from '../../lint/repair.js';
import type { TextFile } from '../../readers/index.js';
import { saveText } from '../../workspace/save-text.js';
import type { CommandContext } from '../command.js';
import { count } from '../summary.js';

/** Prints what the fixes would change, as a diff; writes nothing. */
export async function showRepair(
  files: readonly TextFile[],
  { changed, fixed }: Repair,
  { output }: CommandContext,
): Promise<void> {
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff');
  const options = { headerOptions: FILE_HEADERS_ONLY };
  const diffs = files.flatMap(({ path, content }) => {
    const after = changed.get(path);
    if (after === undefined) return [];
    return [
      {
        path,
        diff: createTwoFilesPatch(`a/${path}`, `b/${path}`, content, after, undefined, undefined, options),
      },
    ];
  });
  output.json({ ok: fixed.length === 0, written: false, fixed, files: diffs });
  for (const { diff } of diffs) output.result(diff.trimEnd().split('\n'));
  if (fixed.length === 0)
    output.note('nothing that --fix could change; lint without it says what is left to do by hand');
  else output.note(`${fixed.length} fixed in ${count(diffs.length, 'file')}; --fix --yes makes the changes`);
}

/** Writes the fixed files, each complete or not at all; one that has changed since it was read is left alone. */
export async function writeRepair(
  files: readonly TextFile[],
  { changed, fixed }: Repair,
  { cwd, output }: CommandContext,
): Promise<void> {
  for (const { path, content } of files) {
    const after = changed.get(path);
    if (after !== undefined) replaceFile(resolve(cwd, path), content, after, path);
  }
  output.note(`${fixed.length} fixed in ${count(changed.size, 'file')}`);
}

function replaceFile(full: string, before: string, after: string, path: string): void {
  if (!readFileSync(full).equals(Buffer.from(before)))
    throw new Failure('changed-meanwhile', 'user', `${path} has changed since it was read`, {
      help: 'run lint again',
    });
  saveText(full, after, { name: path });
}
