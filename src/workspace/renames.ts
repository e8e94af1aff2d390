import type { Contents } from './contents.js';
import { type Judgement, recordOfMerge } from './judge.js';
import type { MergedText } from './markers.js';
import { decodeText } from './text.js';

/** How much of a file's lines a renamed one shares with it at least; git's own measure. */
const SIMILARITY = 0.5;

/** What carrying edits along needs to know. */
export interface Renaming {
  readonly contents: Contents;
  /** What the last run rendered at a path. */
  readonly base: (path: string) => string | undefined;
  readonly mergeText: (base: string, mine: string, theirs: string) => MergedText;
}

/**
 * `--merge` follows renames: where an edited file is no longer rendered and a new one is like what it was, the edit goes into the
 * new file and the old one is removed. Changes `judged`.
 */
export function carryEdits(judged: Map<string, Judgement>, { contents, base, mergeText }: Renaming): void {
  for (const [path, { entry }] of judged) {
    if (entry?.verdict !== 'conflict' || entry.reason !== 'edited-orphan') continue;
    const before = base(path);
    const mine = decodeText(entry.before.content);
    const target = before === undefined ? undefined : closest(before, path, judged, contents);
    const rendered = target === undefined ? undefined : contents.get(target);
    if (before === undefined || mine === undefined || target === undefined || rendered === undefined)
      continue;
    const merged = mergeText(before, mine, rendered);
    const edit = { from: path, markers: merged.conflicts };
    judged.set(target, {
      entry: { verdict: 'create', path: target, content: merged.text, again: false, edit },
      record: recordOfMerge(merged, rendered),
    });
    judged.set(path, { entry: { verdict: 'orphan', path, before: entry.before }, record: undefined });
  }
}

function closest(
  before: string,
  path: string,
  judged: ReadonlyMap<string, Judgement>,
  contents: Contents,
): string | undefined {
  const lines = before.split('\n');
  const extension = extensionOf(path);
  let best: { readonly path: string; readonly shared: number } | undefined;
  for (const [candidate, { entry }] of judged) {
    if (entry?.verdict !== 'create' || entry.edit !== undefined || extensionOf(candidate) !== extension)
      continue;
    const shared = sharedLines(lines, (contents.get(candidate) ?? '').split('\n'));
    if (shared >= SIMILARITY && shared > (best?.shared ?? 0)) best = { path: candidate, shared };
  }
  return best?.path;
}

/** The part of the longer text's lines that both have, from 0 to 1. */
function sharedLines(left: readonly string[], right: readonly string[]): number {
  const remaining = new Map<string, number>();
  for (const line of left) remaining.set(line, (remaining.get(line) ?? 0) + 1);
  let shared = 0;
  for (const line of right) {
    const count = remaining.get(line) ?? 0;
    if (count === 0) continue;
    shared++;
    remaining.set(line, count - 1);
  }
  return shared / Math.max(left.length, right.length);
}

function extensionOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
