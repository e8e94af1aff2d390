import { Failure } from '../diagnostics.js';
import { folderOf } from '../readers/paths.js';
import { type Change, listChanges } from './changes.js';
import type { FileOps } from './file-ops.js';
import { dropJournal, type Journal, stagePath } from './journal.js';
import { below } from './paths.js';
import { undoRun } from './recover.js';
import { removeStage, stageChanges } from './stage.js';
import { foldersOfRemoved, makeFolders, makeStep, removeEmptyFolders } from './steps.js';
import type { DiskFile, DiskState, WritePlan } from './write-plan.js';

/**
 * Carries out a plan, all of it or nothing; the caller holds the lock and has read the disk under it.
 *
 * 1. Stage: new contents are written into `.irsa-forge.tmp`, and what will be replaced gets a second name there.
 *    Killed here, the next run throws the stage away.
 * 2. Commit: the journal appears under its name, by a rename.
 * 3. Each file, or each new folder, is put in its place by one rename, so that a file is always either old or
 *    new. Killed here, the next run finishes. When an operation fails, the journal is turned round and everything
 *    is put back, by this run or, if that is killed too, by the next.
 * 4. The journal is dropped, then the stage.
 *
 * This holds against the end of the process at any instant. Against a power failure only what cannot be rendered
 * again is flushed to the disk: merged files. Copies that `--force` keeps are the old files themselves under a
 * new name. Generated content that a power failure damages is no longer what was recorded, and reported like an edit:
 * `--force` renders it again.
 */
export function applyPlan(
  ops: FileOps,
  root: string,
  plan: WritePlan,
  found: { readonly disk: DiskState; readonly manifestFile: DiskFile | undefined },
): void {
  const changes = listChanges(plan, found.manifestFile);
  try {
    const journal = stageChanges(ops, root, changes, found.disk.names);
    makeChanges(ops, root, changes, journal);
    dropJournal(ops, root, 'redo');
  } catch (error) {
    takeBack(ops, root, error);
  }
  try {
    removeStage(ops, root);
  } catch {
    // All files are new; without its journal the stage is rubbish that the next run removes.
  }
}

function makeChanges(ops: FileOps, root: string, changes: readonly Change[], journal: Journal): void {
  const { steps, folders } = journal;
  const moved = moveNewFolders(ops, root, folders);
  makeFolders(
    ops,
    root,
    folders.filter((folder) => !moved.has(folder)),
  );
  for (const [index, step] of steps.entries()) {
    if (moved.has(folderOf(step.path))) continue;
    checkUntouched(ops, root, changes[index] as Change);
    makeStep(ops, root, step, step.staged === undefined ? 'remove' : 'replace');
  }
  removeEmptyFolders(ops, root, foldersOfRemoved(steps));
  const precious = changes.filter((change) => change.precious).map((change) => folderOf(change.path));
  for (const folder of new Set(precious)) ops.flush(below(root, folder));
}

/** Puts new folders in their place, each with all that is in it, and lists them and those below them. */
function moveNewFolders(ops: FileOps, root: string, folders: readonly string[]): ReadonlySet<string> {
  const moved = new Set<string>();
  const isNew = new Set(folders);
  for (const folder of folders) {
    if (isNew.has(folderOf(folder))) {
      if (moved.has(folderOf(folder))) moved.add(folder);
    } else if (ops.look(below(root, folder)) === undefined) {
      ops.rename(stagePath(root, `new/${folder}`), below(root, folder));
      moved.add(folder);
    }
  }
  return moved;
}

/** An editor takes no lock: look once more, at the last moment, before a file is replaced or removed. */
function checkUntouched(ops: FileOps, root: string, { path, before }: Change): void {
  if (ops.look(below(root, path))?.stamp === before?.stamp) return;
  throw new Failure(
    'output-changed',
    'environment',
    `${below(root, path)} was edited while files were being written; every other file is as it was`,
    {
      help: 'run again',
    },
  );
}

function takeBack(ops: FileOps, root: string, error: unknown): never {
  try {
    undoRun(ops, root);
  } catch (second) {
    throw new Failure(
      'output-half-way',
      'environment',
      `${root}: writing failed, and so did putting things back`,
      {
        help: 'the next run goes on from here: nothing is lost',
        cause: new AggregateError([error, second]),
      },
    );
  }
  throw error;
}
