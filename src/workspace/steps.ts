import { foldersAround } from '../readers/paths.js';
import type { Remainder } from './assess.js';
import { refuseKind } from './failures.js';
import type { FileOps } from './file-ops.js';
import { type Step, stagePath } from './journal.js';
import { below } from './paths.js';

/** Does what is left of a step; each case is one operation, so that a file is always either old or new. */
export function makeStep(ops: FileOps, root: string, step: Step, remainder: Remainder): void {
  const place = below(root, step.path);
  if (remainder === 'replace') ops.rename(stagePath(root, step.staged), place);
  if (remainder === 'restore') ops.rename(stagePath(root, step.backup), place);
  if (remainder === 'remove') ops.remove(place);
}

/** Makes folders that are not there, the outermost first. */
export function makeFolders(ops: FileOps, root: string, folders: readonly string[]): void {
  for (const folder of folders) {
    const kind = ops.look(below(root, folder))?.kind;
    if (kind === undefined) ops.makeFolder(below(root, folder), 0o777);
    else if (kind !== 'folder') throw refuseKind(below(root, folder), kind, 'folder');
  }
}

/** Removes those of the folders that are empty; give the innermost first. */
export function removeEmptyFolders(ops: FileOps, root: string, folders: Iterable<string>): void {
  for (const folder of folders) {
    if (ops.list(below(root, folder))?.size === 0) ops.removeFolder(below(root, folder));
  }
}

/** The folders above the files that are removed, the innermost first. */
export function foldersOfRemoved(steps: readonly Step[]): readonly string[] {
  const folders = new Set<string>();
  for (const { path, after } of steps) {
    if (after === null) for (const folder of foldersAround(path)) folders.add(folder);
  }
  return [...folders].sort((left, right) => right.split('/').length - left.split('/').length);
}
