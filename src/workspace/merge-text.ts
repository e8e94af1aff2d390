import { diffArrays } from 'diff/lib/diff/array.js';
import { MARKER_BETWEEN, MARKER_MINE, MARKER_THEIRS, type MergedText } from './markers.js';

/** Lines `[start, end)` of the base, and what one side has there instead. */
interface Change {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/**
 * Merges line by line. Changes of different lines are all taken, even side by side; only where both sides
 * changed the same lines, or put different lines at the same place, conflict markers are left.
 * Windows line ends of `mine` are kept throughout.
 */
export function mergeText(base: string, mine: string, theirs: string): MergedText {
  const windows = mine.includes('\r\n');
  const baseLines = base.split('\n');
  const own = findChanges(baseLines, (windows ? mine.replaceAll('\r\n', '\n') : mine).split('\n'));
  const merged = joinChanges(baseLines, own, findChanges(baseLines, theirs.split('\n')));
  const text = merged.lines.join(windows ? '\r\n' : '\n');
  return { text, conflicts: merged.conflicts };
}

/** Beyond this many changed lines a side counts as rewritten: the time to compare grows with their square. */
const MAX_EDITS = 4000;

function findChanges(base: readonly string[], side: readonly string[]): readonly Change[] {
  const changes: { start: number; end: number; lines: string[] }[] = [];
  let at = 0;
  let open: (typeof changes)[number] | undefined;
  const parts = diffArrays([...base], [...side], { maxEditLength: MAX_EDITS });
  if (parts === undefined) return [{ start: 0, end: base.length, lines: side }];
  for (const part of parts) {
    if (!part.added && !part.removed) {
      at += part.value.length;
      open = undefined;
      continue;
    }
    if (open === undefined) {
      open = { start: at, end: at, lines: [] };
      changes.push(open);
    }
    if (part.added) open.lines.push(...part.value);
    else at = open.end = at + part.value.length;
  }
  return changes;
}

function joinChanges(base: readonly string[], mine: readonly Change[], theirs: readonly Change[]) {
  const lines: string[] = [];
  const queues = { mine: [...mine], theirs: [...theirs] };
  let conflicts = 0;
  let at = 0;
  for (let group = takeGroup(queues); group !== undefined; group = takeGroup(queues)) {
    lines.push(...base.slice(at, group.start));
    const left = replay(base, group, group.mine);
    const right = replay(base, group, group.theirs);
    if (group.theirs.length === 0 || sameLines(left, right)) lines.push(...left);
    else if (group.mine.length === 0) lines.push(...right);
    else {
      lines.push(MARKER_MINE, ...left, MARKER_BETWEEN, ...right, MARKER_THEIRS);
      conflicts++;
    }
    at = group.end;
  }
  lines.push(...base.slice(at));
  return { lines, conflicts };
}

interface Group {
  readonly start: number;
  end: number;
  readonly mine: Change[];
  readonly theirs: Change[];
}

/** Takes the next change, and with it every change of either side that meets it, and so on. */
function takeGroup(queues: { readonly mine: Change[]; readonly theirs: Change[] }): Group | undefined {
  const first = earlier(queues.mine[0], queues.theirs[0]);
  if (first === undefined) return undefined;
  const group: Group = { start: first.start, end: first.end, mine: [], theirs: [] };
  const sides = ['mine', 'theirs'] as const;
  const own = queues.mine[0] === first ? 'mine' : 'theirs';
  group[own].push(...queues[own].splice(0, 1));
  for (let grown = true; grown; ) {
    grown = false;
    for (const side of sides) {
      const next = queues[side][0];
      const other = side === 'mine' ? 'theirs' : 'mine';
      if (next === undefined || !group[other].some((change) => meet(change, next))) continue;
      group[side].push(next);
      queues[side].shift();
      group.end = Math.max(group.end, next.end);
      grown = true;
    }
  }
  return group;
}

function earlier(left: Change | undefined, right: Change | undefined): Change | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  if (left.start !== right.start) return left.start < right.start ? left : right;
  return left.end <= right.end ? left : right;
}

/** Replaced lines meet where they overlap, an insertion meets what surrounds it, and two at one place meet. */
function meet(left: Change, right: Change): boolean {
  const insertions = left.start === left.end && right.start === right.end;
  return insertions ? left.start === right.start : left.start < right.end && right.start < left.end;
}

/** The group's lines of the base with one side's changes made. */
function replay(base: readonly string[], group: Group, changes: readonly Change[]): readonly string[] {
  const lines: string[] = [];
  let at = group.start;
  for (const change of changes) {
    lines.push(...base.slice(at, change.start), ...change.lines);
    at = change.end;
  }
  return [...lines, ...base.slice(at, group.end)];
}

function sameLines(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((line, index) => line === right[index]);
}
