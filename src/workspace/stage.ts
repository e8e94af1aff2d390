import { folderOf, foldersAround } from '../readers/paths.js';
import { type Change, isRemoval } from './changes.js';
import type { FileOps } from './file-ops.js';
import { type Journal, type Step, stagePath, writeJournal } from './journal.js';
import { below } from './paths.js';

/**
 * Prepares every new content and a second name of every old one, then commits to the journal.
 * Until then nothing outside the stage has been touched, and the stage can simply be thrown away.
 * What goes into a folder that is not there yet is staged below `new/` in that folder, so that one rename
 * puts the whole folder in its place.
 */
export function stageChanges(
  ops: FileOps,
  root: string,
  changes: readonly Change[],
  names: ReadonlySet<string>,
): Journal {
  const folders = missingFolders(changes, names);
  const isMissing = new Set(folders);
  ops.makeFolder(stagePath(root), 0o700);
  for (const folder of withParents(folders)) ops.makeFolder(stagePath(root, folder), 0o777);
  const steps = changes.map((change, index) => {
    const staged = isMissing.has(folderOf(change.path)) ? `new/${change.path}` : `${index}.new`;
    return stageChange(ops, root, change, { staged, backup: `${index}.old` });
  });
  const journal = { steps, folders };
  writeJournal(ops, root, journal);
  return journal;
}

function stageChange(
  ops: FileOps,
  root: string,
  change: Change,
  { staged, backup }: { readonly staged: string; readonly backup: string },
): Step {
  const { path, before, content, copyOf } = change;
  const place = stagePath(root, staged);
  if (before !== undefined) ops.link(below(root, path), stagePath(root, backup));
  if (copyOf !== undefined) ops.link(below(root, copyOf), place);
  if (content !== undefined) {
    ops.write(place, content);
    if (before !== undefined) ops.setMode(place, before.mode);
    if (change.precious) ops.flush(place);
  }
  const after = ops.look(place)?.stamp ?? null;
  return {
    path,
    ...(after === null ? {} : { staged }),
    ...(before === undefined ? {} : { backup }),
    before: before?.stamp ?? null,
    after,
    ...(copyOf === undefined ? {} : { copyOf }),
  };
}

/** The folders that have to be made, the outermost first. */
function missingFolders(changes: readonly Change[], names: ReadonlySet<string>): readonly string[] {
  const missing = new Set<string>();
  for (const change of changes) {
    const { path } = change;
    if (isRemoval(change) || names.has(folderOf(path)) || missing.has(folderOf(path))) continue;
    for (const folder of foldersAround(path)) if (!names.has(folder)) missing.add(folder);
  }
  return [...missing];
}

function withParents(folders: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const folder of folders) {
    for (const parent of foldersAround(`new/${folder}/`)) all.add(parent);
  }
  return all;
}

/** Removes the stage and all that is left in it; only after the journal has gone. */
export function removeStage(ops: FileOps, root: string, folder = stagePath(root)): void {
  for (const [name, kind] of ops.list(folder) ?? []) {
    if (kind === 'folder') removeStage(ops, root, below(folder, name));
    else ops.remove(below(folder, name));
  }
  ops.removeFolder(folder);
}
