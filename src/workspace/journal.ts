import { Failure } from '../diagnostics.js';
import type { FileOps } from './file-ops.js';
import { below, findPathProblem, MANIFEST_NAME, STAGE_NAME } from './paths.js';

/** One file that a run replaces, makes or removes; `staged` and `backup` are names in the stage. */
export interface Step {
  readonly path: string;
  /** The new content; absent when the file is removed. */
  readonly staged?: string;
  /** The old content; absent when the file is new. */
  readonly backup?: string;
  /** The stamp of the old file, or `null`. */
  readonly before: string | null;
  /** The stamp of the new file, or `null`. */
  readonly after: string | null;
  /** Of a copy that is kept of a replaced file: that file's path. Its own step comes later. */
  readonly copyOf?: string;
}

/** What a run is about to do, complete before the first file is touched. */
export interface Journal {
  readonly steps: readonly Step[];
  /** Folders to be made, the outermost first. */
  readonly folders: readonly string[];
}

/** `redo`: the run goes on until it is done; `undo`: it failed, and everything goes back. */
export type Direction = 'redo' | 'undo';

const NAMES = { redo: 'journal.json', undo: 'undo.json' } as const;

/** Where a name in the stage is. */
export function stagePath(root: string, name = ''): string {
  return below(below(root, STAGE_NAME), name);
}

/** Commits to a journal: from here on the run is carried out, by this process or by the next. */
export function writeJournal(ops: FileOps, root: string, journal: Journal): void {
  const draft = stagePath(root, 'journal.draft');
  ops.write(draft, JSON.stringify({ version: 1, ...journal }));
  ops.rename(draft, stagePath(root, NAMES.redo));
}

/** Turns a run round: whoever goes on from here takes everything back. */
export function turnJournal(ops: FileOps, root: string): void {
  ops.rename(stagePath(root, NAMES.redo), stagePath(root, NAMES.undo));
}

/** Ends a run: what is on disk is final, the stage is rubbish. */
export function dropJournal(ops: FileOps, root: string, direction: Direction): void {
  ops.remove(stagePath(root, NAMES[direction]));
}

/** The journal of a run that did not end; nothing when no run had begun to touch files. */
export function loadJournal(
  ops: FileOps,
  root: string,
): (Journal & { readonly direction: Direction }) | undefined {
  for (const direction of ['redo', 'undo'] as const) {
    const stored = ops.read(stagePath(root, NAMES[direction]));
    if (stored !== undefined)
      return { ...parseJournal(Buffer.from(stored).toString(), stagePath(root)), direction };
  }
  return undefined;
}

function parseJournal(text: string, stage: string): Journal {
  try {
    const { version, steps, folders } = JSON.parse(text) as Record<string, unknown>;
    if (version === 1 && isList(steps, isStep) && isList(folders, isPath)) return { steps, folders };
  } catch {
    // Refused below, like every other journal that no run of ours wrote.
  }
  throw new Failure('output-journal', 'user', `the journal in ${stage} is not one that irsa-forge wrote`, {
    help: `delete the folder ${stage}, then run again`,
  });
}

function isStep(value: unknown): value is Step {
  if (typeof value !== 'object' || value === null) return false;
  const { path, staged, backup, before, after, copyOf } = value as Record<string, unknown>;
  const isPlace = path === MANIFEST_NAME || isPath(path);
  const hasNames =
    isStaged(staged, after, path) &&
    (backup === undefined ? before === null : /^\d+\.old$/.test(`${backup}`));
  return isPlace && hasNames && isStamp(before) && isStamp(after) && (copyOf === undefined || isPath(copyOf));
}

function isStaged(staged: unknown, after: unknown, path: unknown): boolean {
  if (staged === undefined) return after === null;
  return staged === `new/${path}` || (typeof staged === 'string' && /^\d+\.new$/.test(staged));
}

function isStamp(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

function isPath(value: unknown): value is string {
  return typeof value === 'string' && findPathProblem(value) === undefined;
}

function isList<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}
