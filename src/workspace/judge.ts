import { type MergeSides, mergeSides } from '../text/git-conflict.js';
import { isRendered, type ManifestFile, sameRendered, textOf } from './manifest.js';
import { MARKER_MINE, MARKER_THEIRS, type MergedText } from './markers.js';
import { decodeText, sha256, spells } from './text.js';
import type { ConflictReason, DiskFile, KeptReason, PlanEntry } from './write-plan.js';

/** A way out of conflicts, as the user asked for it; `mergeText` is passed in so that plain runs never load it. */
export type Resolution =
  | { readonly by: 'force' }
  | { readonly by: 'adopt' }
  | {
      readonly by: 'merge';
      readonly mergeText: (base: string, mine: string, theirs: string) => MergedText;
      /** Whether files that we never wrote are taken over as they are, as `adopt` does. */
      readonly adopt: boolean;
    };

/** What is known of one path before it is judged. */
export interface Subject {
  readonly path: string;
  /** The file on disk. */
  readonly disk: DiskFile | undefined;
  /** What the last run recorded of it. */
  readonly record: ManifestFile | undefined;
  readonly resolution: Resolution | undefined;
  /** Whether a path is in use, so that no copy lands there. */
  readonly taken: (path: string) => boolean;
  /** In a git merge, where neither branch had an accepted edit: every line that either of them rendered. */
  readonly mergedLines: ReadonlySet<string> | undefined;
}

/** A verdict, and what the manifest is to record of the file: nothing when it is not ours (any more). */
export interface Judgement {
  readonly entry: PlanEntry | undefined;
  readonly record: ManifestFile | undefined;
}

/**
 * Judges a file that is rendered. In the order of the rows, the first that fits:
 *
 * | on disk                                            | plain     | --merge              | --force       | --adopt |
 * |----------------------------------------------------|-----------|----------------------|---------------|---------|
 * | nothing                                            | create    | create               | create        | create  |
 * | what is rendered now                               | unchanged | unchanged            | unchanged     | unchanged |
 * | what we wrote last                                 | update    | update               | update        | update  |
 * | what git made of what two branches rendered        | update    | update               | update        | update  |
 * | conflict markers of our last merge                 | conflict  | conflict             | update + copy | kept    |
 * | conflict markers of git, beside an edit            | conflict  | conflict             | update + copy | kept    |
 * | an accepted edit; nothing new is rendered          | kept      | kept                 | update + copy | kept    |
 * | an edit, accepted or not; nothing new is rendered  | conflict  | kept (accepts it)    | update + copy | kept    |
 * | an edit, accepted or not; something new is rendered| conflict  | merge, update or kept| update + copy | kept    |
 * | a file that we never wrote                         | conflict  | conflict             | update + copy | kept    |
 *
 * `--merge --adopt` is `--merge`, and keeps files that we never wrote.
 *
 * An edit is accepted by `--merge` and `--adopt`: the manifest records the content on disk beside the rendered
 * one, which is the base of the next merge. A merge that left markers counts as accepted once no marker is left.
 * A file that the user deleted comes back: deleting is no way to keep it out (changing the spec is).
 */
export function judgeRendered(subject: Subject, content: string): Judgement {
  const { path, disk, record, resolution } = subject;
  const plain = { rendered: { text: content } };
  if (disk === undefined) {
    return { entry: { verdict: 'create', path, content, again: record !== undefined }, record: plain };
  }
  if (spells(disk.content, content)) return { entry: { verdict: 'unchanged', path }, record: plain };
  if (isOurs(subject, disk)) {
    return { entry: { verdict: 'update', path, content, before: disk }, record: plain };
  }
  if (resolution?.by === 'force') {
    const keepAs = nameCopy(path, subject.taken);
    return { entry: { verdict: 'update', path, content, before: disk, keepAs }, record: plain };
  }
  if (resolution?.by === 'adopt') return keep(path, disk, content, 'adopted');
  return judgeEdit(subject, disk, content);
}

function judgeEdit(subject: Subject, disk: DiskFile, content: string): Judgement {
  const { path, record, resolution } = subject;
  const conflict = (reason: ConflictReason): Judgement => ({
    entry: { verdict: 'conflict', path, reason, before: disk, content },
    record,
  });
  if (record === undefined) {
    return resolution?.by === 'merge' && resolution.adopt
      ? keep(path, disk, content, 'adopted')
      : conflict('not-ours');
  }
  if (record.unresolved && hasMarkers(disk)) return conflict('unresolved');
  if (gitSides(disk) !== undefined) return conflict('git-conflict');
  const nothingNew = sameRendered(record.rendered, { text: content });
  if (nothingNew && (record.unresolved || isAccepted(disk.content, record)))
    return keep(path, disk, content, 'accepted');
  if (resolution?.by !== 'merge') return conflict('edited');
  if (nothingNew) return keep(path, disk, content, 'merged');
  const base = textOf(record);
  const mine = decodeText(disk.content);
  if (base === undefined || mine === undefined) return conflict('edited');
  return settle(path, disk, content, resolution.mergeText(base, mine, content));
}

function settle(path: string, disk: DiskFile, content: string, merged: MergedText): Judgement {
  if (spells(disk.content, merged.text)) return keep(path, disk, content, 'merged');
  if (merged.text === content) {
    return {
      entry: { verdict: 'update', path, content, before: disk },
      record: { rendered: { text: content } },
    };
  }
  return {
    entry: { verdict: 'merge', path, content: merged.text, before: disk, markers: merged.conflicts },
    record: recordOfMerge(merged, content),
  };
}

/** What the manifest records of a file that holds an edit and what is rendered now. */
export function recordOfMerge({ text, conflicts }: MergedText, content: string): ManifestFile {
  return {
    rendered: { text: content },
    edited: sha256(text),
    ...(conflicts === 0 ? {} : { unresolved: true }),
  };
}

/** Whether a file is as it was when an edit in it was accepted. */
export function isAccepted(content: Uint8Array, { edited }: ManifestFile): boolean {
  return edited !== undefined && edited === sha256(content);
}

/**
 * Judges a file that we wrote once and no longer render: removed when untouched; an edited one is a conflict,
 * which `--force` removes (keeping a copy) and `--adopt` leaves to the user for good.
 */
export function judgeOrphan(subject: Subject): Judgement {
  const { path, disk, record, resolution } = subject;
  if (disk === undefined) return { entry: undefined, record: undefined };
  const removed = { verdict: 'orphan', path, before: disk } as const;
  if (isOurs(subject, disk)) return { entry: removed, record: undefined };
  if (resolution?.by === 'force') {
    return { entry: { ...removed, keepAs: nameCopy(path, subject.taken) }, record: undefined };
  }
  if (resolution?.by === 'adopt') {
    return { entry: { verdict: 'kept', path, reason: 'released', before: disk }, record: undefined };
  }
  return { entry: { verdict: 'conflict', path, reason: 'edited-orphan', before: disk }, record };
}

/** Keeps a file that we no longer render, since what it made needs it; it is forgotten once it is gone. */
export function judgeRetained({ path, disk, record }: Subject): Judgement {
  if (disk === undefined) return { entry: undefined, record: undefined };
  return { entry: { verdict: 'kept', path, reason: 'retained', before: disk }, record };
}

function keep(path: string, disk: DiskFile, content: string, reason: KeptReason): Judgement {
  return {
    entry: { verdict: 'kept', path, reason, before: disk },
    record: { rendered: { text: content }, edited: sha256(disk.content) },
  };
}

/** Where the copy of a replaced file goes: `<path>.orig`, then `.orig.2`, `.orig.3` … so that no copy is lost. */
function nameCopy(path: string, taken: (path: string) => boolean): string {
  let name = `${path}.orig`;
  for (let number = 2; taken(name); number++) name = `${path}.orig.${number}`;
  return name;
}

function hasMarkers(disk: DiskFile): boolean {
  const lines = decodeText(disk.content)?.split(/\r?\n/) ?? [];
  return lines.some((line) => line === MARKER_MINE || line === MARKER_THEIRS);
}

/** Whether a file holds nothing that cannot be rendered again: it is as we wrote it last, or as git made it of that. */
function isOurs(subject: Subject, disk: DiskFile): boolean {
  const { record } = subject;
  return (record !== undefined && isRendered(disk.content, record.rendered)) || isMadeByGit(subject, disk);
}

/**
 * Whether a file holds nothing but what was rendered on either side of a git merge: without losing anything it can be rendered
 * again. So it is when all its lines were rendered by a branch, or when the side of a conflict is what we wrote last.
 */
function isMadeByGit({ record, mergedLines }: Subject, disk: DiskFile): boolean {
  if (record === undefined || record.edited !== undefined) return false;
  const sides = gitSides(disk);
  const texts = sides === undefined ? [decodeText(disk.content)] : [sides.ours, sides.theirs];
  if (
    sides !== undefined &&
    texts.some((text) => text !== undefined && sameRendered({ text }, record.rendered))
  )
    return true;
  return (
    mergedLines !== undefined &&
    texts.every((text) => text?.split(/\r?\n/).every((line) => mergedLines.has(line)) === true)
  );
}

function gitSides(disk: DiskFile): MergeSides | undefined {
  const text = decodeText(disk.content);
  return text === undefined ? undefined : mergeSides(text);
}
