import { foldersAround } from '../readers/paths.js';
import { refuseKind } from './failures.js';
import type { FileOps } from './file-ops.js';
import { type Direction, type Journal, loadJournal, type Step, stagePath } from './journal.js';
import { below } from './paths.js';

/**
 * What is left to do for one step of an interrupted run: put the staged content or the backup in its place,
 * remove the file, nothing, or hands off, because the file has been edited since the run was killed.
 */
export type Remainder = 'replace' | 'restore' | 'remove' | 'nothing' | 'hands-off';

/** An interrupted run and what is left of each of its steps. */
export interface InterruptedRun {
  readonly direction: Direction;
  readonly journal: Journal;
  readonly remainders: readonly { readonly step: Step; readonly remainder: Remainder }[];
}

/** The interrupted run of a folder; nothing when there is none, or when it had not touched any file yet. */
export function loadInterruptedRun(ops: FileOps, root: string): InterruptedRun | undefined {
  const kind = ops.look(stagePath(root))?.kind;
  if (kind === undefined) return undefined;
  if (kind !== 'folder') throw refuseKind(stagePath(root), kind, 'folder');
  const found = loadJournal(ops, root);
  if (found === undefined) return undefined;
  const { direction, ...journal } = found;
  const skipped = new Set<string>();
  const remainders = journal.steps.map((step) => {
    guardPath(ops, root, step.path);
    const remainder = skipped.has(step.path) ? 'hands-off' : assess(ops, root, step, direction);
    // Without its copy in place, a file must not be replaced.
    if (remainder === 'hands-off' && step.copyOf !== undefined) skipped.add(step.copyOf);
    return { step, remainder };
  });
  return { direction, journal, remainders };
}

/** Where each path's content is, as if the run had been finished or taken back: elsewhere, or `null` for nowhere. */
export function listMoved(root: string, run: InterruptedRun): ReadonlyMap<string, string | null> {
  const moved = new Map<string, string | null>();
  for (const { step, remainder } of run.remainders) {
    if (remainder === 'replace') moved.set(step.path, stagePath(root, step.staged));
    if (remainder === 'restore') moved.set(step.path, stagePath(root, step.backup));
    if (remainder === 'remove') moved.set(step.path, null);
  }
  return moved;
}

function assess(ops: FileOps, root: string, step: Step, direction: Direction): Remainder {
  const now = ops.look(below(root, step.path))?.stamp ?? null;
  const isStaged = (name: string): boolean => ops.look(stagePath(root, name)) !== undefined;
  return direction === 'redo' ? assessRedo(step, now, isStaged) : assessUndo(step, now, isStaged);
}

function assessRedo(step: Step, now: string | null, isStaged: (name: string) => boolean): Remainder {
  const { staged, before } = step;
  if (staged === undefined ? now === null : !isStaged(staged)) return 'nothing';
  if (now !== before) return 'hands-off';
  return staged === undefined ? 'remove' : 'replace';
}

function assessUndo(step: Step, now: string | null, isStaged: (name: string) => boolean): Remainder {
  const { backup, before, after } = step;
  if (backup === undefined ? now === null : !isStaged(backup)) return 'nothing';
  // Before `before`: of two files of one size and one moment the stamps are the same, and to restore does no harm.
  if (now === after || now === null) return backup === undefined ? 'remove' : 'restore';
  return now === before ? 'nothing' : 'hands-off';
}

/** A journal is data from outside: nothing in it may lead through a symbolic link. */
function guardPath(ops: FileOps, root: string, path: string): void {
  for (const part of [...foldersAround(path), path]) {
    if (ops.look(below(root, part))?.kind === 'link')
      throw refuseKind(below(root, part), 'link', part === path ? 'file' : 'folder');
  }
}
