import type { Manifest, StandardStamp } from './manifest.js';

/** One file as a run found it. */
export interface DiskFile {
  readonly content: Uint8Array;
  /** Permission bits. */
  readonly mode: number;
  /** Size and modification time in one string: tells whether the file was touched since. */
  readonly stamp: string;
}

/** What a run found in the folders that matter to it. */
export interface DiskState {
  readonly files: ReadonlyMap<string, DiskFile>;
  /** Every name in those folders, ours or not, as a path below the output folder. */
  readonly names: ReadonlySet<string>;
}

/** Why a file cannot be written or removed without being told so. */
export type ConflictReason = 'edited' | 'not-ours' | 'edited-orphan' | 'unresolved' | 'git-conflict';

/** Why a file that differs from what is rendered stays as it is. */
export type KeptReason = 'accepted' | 'adopted' | 'merged' | 'released' | 'retained';

/** What happens to one file, and what is needed to do it and to show it. */
export type PlanEntry =
  /** Not there; `again` when it was generated before and has been deleted since, `edit` when it takes over that of a renamed file. */
  | {
      readonly verdict: 'create';
      readonly path: string;
      readonly content: string;
      readonly again: boolean;
      readonly edit?: { readonly from: string; readonly markers: number };
    }
  /** Untouched since we wrote it, or taken by force: then the old content is kept at `keepAs`. */
  | {
      readonly verdict: 'update';
      readonly path: string;
      readonly content: string;
      readonly before: DiskFile;
      readonly keepAs?: string;
    }
  | { readonly verdict: 'unchanged'; readonly path: string }
  /** Differs from what is rendered, and that has been accepted; `released` files are no longer ours. */
  | {
      readonly verdict: 'kept';
      readonly path: string;
      readonly reason: KeptReason;
      readonly before: DiskFile;
    }
  /** Both sides in one file; `markers` counts the places left to resolve by hand. */
  | {
      readonly verdict: 'merge';
      readonly path: string;
      readonly content: string;
      readonly before: DiskFile;
      readonly markers: number;
    }
  /** We wrote it and no longer render it: removed. */
  | { readonly verdict: 'orphan'; readonly path: string; readonly before: DiskFile; readonly keepAs?: string }
  /** Stops the whole plan; `content` is what would be written, absent for an orphan. */
  | {
      readonly verdict: 'conflict';
      readonly path: string;
      readonly reason: ConflictReason;
      readonly before: DiskFile;
      readonly content?: string;
    };

/** The seven things that can happen to a file. */
export type Verdict = PlanEntry['verdict'];

/** What a run would do to one output folder; nothing has been done yet. */
export interface WritePlan {
  /** By path. */
  readonly entries: readonly PlanEntry[];
  /** What will be recorded; only meaningful when there is no conflict. */
  readonly manifest: Manifest;
  /** Whether the manifest itself has to be written. */
  readonly manifestChanged: boolean;
  /** What the spec said when the folder was written last; absent before the first run. */
  readonly lastSpec?: unknown;
  /** The standard that took part in the last run; absent without a manifest, undefined where none did. */
  readonly lastStandard?: StandardStamp | undefined;
}

/** Whether the plan must not be carried out. */
export function hasConflicts(plan: WritePlan): boolean {
  return plan.entries.some((entry) => entry.verdict === 'conflict');
}

/** Whether carrying out the plan would change anything on disk, the manifest included. */
export function hasChanges(plan: WritePlan): boolean {
  return plan.manifestChanged || plan.entries.some(changesDisk);
}

/** Whether this file would be written or removed. */
function changesDisk(entry: PlanEntry): boolean {
  return entry.verdict !== 'unchanged' && entry.verdict !== 'kept' && entry.verdict !== 'conflict';
}

/** The files in which a merge of the plan leaves conflict markers for the user to resolve. */
export function markedFiles(plan: WritePlan): readonly string[] {
  return plan.entries.filter((entry) => markersIn(entry) > 0).map(({ path }) => path);
}

/** The places that a merge leaves to resolve by hand. */
function markersIn(entry: PlanEntry): number {
  if (entry.verdict === 'merge') return entry.markers;
  return entry.verdict === 'create' ? (entry.edit?.markers ?? 0) : 0;
}
