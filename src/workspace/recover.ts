import { foldersAround } from '../readers/paths.js';
import { type InterruptedRun, loadInterruptedRun } from './assess.js';
import type { FileOps } from './file-ops.js';
import { dropJournal, type Step, stagePath, turnJournal } from './journal.js';
import { type Manifest, renderManifest } from './manifest.js';
import { parseManifest } from './parse-manifest.js';
import { MANIFEST_NAME } from './paths.js';
import { removeStage } from './stage.js';
import { foldersOfRemoved, makeFolders, makeStep, removeEmptyFolders } from './steps.js';

/** Brings a folder whose last run was interrupted to a whole state: that run's end or its beginning. */
export function recoverFolder(ops: FileOps, root: string): void {
  const run = loadInterruptedRun(ops, root);
  if (run?.direction === 'redo') finish(ops, root, run);
  else undoRun(ops, root);
}

/** Takes an unfinished run back: every file that has not been edited since is as it was before. */
export function undoRun(ops: FileOps, root: string): void {
  if (ops.look(stagePath(root)) === undefined) return;
  if (loadInterruptedRun(ops, root)?.direction === 'redo') turnJournal(ops, root);
  const run = loadInterruptedRun(ops, root);
  if (run !== undefined) {
    for (const { step, remainder } of [...run.remainders].reverse()) {
      if (remainder === 'restore') makeFolders(ops, root, foldersAround(step.path));
      makeStep(ops, root, step, remainder);
    }
    removeEmptyFolders(ops, root, [...run.journal.folders].reverse());
    dropJournal(ops, root, 'undo');
  }
  removeStage(ops, root);
}

function finish(ops: FileOps, root: string, run: InterruptedRun): void {
  makeFolders(ops, root, run.journal.folders);
  const files = run.remainders.filter(({ step }) => step.path !== MANIFEST_NAME);
  for (const { step, remainder } of files) makeStep(ops, root, step, remainder);
  const edited = files.filter(({ remainder }) => remainder === 'hands-off').map(({ step }) => step.path);
  for (const { step, remainder } of run.remainders) {
    if (step.path !== MANIFEST_NAME || remainder !== 'replace') continue;
    if (edited.length > 0) amendManifest(ops, root, step, new Set(edited));
    makeStep(ops, root, step, remainder);
  }
  removeEmptyFolders(ops, root, foldersOfRemoved(run.journal.steps));
  dropJournal(ops, root, 'redo');
  removeStage(ops, root);
}

/** Files that the user edited before the run could be finished keep what was recorded of them before it. */
function amendManifest(ops: FileOps, root: string, step: Step, edited: ReadonlySet<string>): void {
  const load = (name: string | undefined): Manifest | undefined => {
    const stored = name === undefined ? undefined : ops.read(stagePath(root, name));
    return stored === undefined ? undefined : parseManifest(Buffer.from(stored).toString());
  };
  const last = load(step.backup);
  const next = load(step.staged);
  if (next === undefined) return;
  const files = new Map(next.files);
  for (const path of edited) {
    const record = last?.files.get(path);
    if (record === undefined) files.delete(path);
    else files.set(path, record);
  }
  const amended = stagePath(root, 'manifest.draft');
  if (ops.look(amended) !== undefined) ops.remove(amended);
  ops.write(amended, renderManifest({ ...next, files }));
  ops.rename(amended, stagePath(root, step.staged));
}
