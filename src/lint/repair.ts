import type { TextFile } from '../readers/index.js';
import type { Finding, LintResult, TextEdit } from './finding.js';

/** What fixing came to. */
export interface Repair {
  /** Path → new content, of the files that change. */
  readonly changed: ReadonlyMap<string, string>;
  /** The findings whose fixes were made. */
  readonly fixed: readonly Finding[];
}

/** One fix may open the way to another; nobody needs more rounds. */
const ROUNDS = 10;

/** Makes every safe fix, round by round until none is left; a file that would not be readable any more stays as it was. */
export async function repair(
  files: readonly TextFile[],
  first: LintResult,
  judge: (files: readonly TextFile[]) => Promise<LintResult>,
): Promise<Repair> {
  let current = new Map(files.map(({ path, content }) => [path, content]));
  let result = first;
  const fixed: Finding[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const chosen = chooseFixes(result.findings);
    if (chosen.length === 0) break;
    const edits = chosen.flatMap(({ fix }) => fix?.edits ?? []);
    const next = new Map([...current].map(([path, content]) => [path, applyEdits(path, content, edits)]));
    const judged = await judge([...next].map(([path, content]) => ({ path, content })));
    if (countBroken(judged) > countBroken(result)) break;
    fixed.push(...chosen);
    current = next;
    result = judged;
  }
  const before = new Map(files.map(({ path, content }) => [path, content]));
  return { changed: new Map([...current].filter(([path, content]) => before.get(path) !== content)), fixed };
}

/** The fixes that can be made at once: no two of them touch the same place. */
function chooseFixes(findings: readonly Finding[]): readonly Finding[] {
  const taken = new Map<string, TextEdit[]>();
  return findings.filter(({ fix }) => {
    if (fix === undefined || fix.unsafe === true) return false;
    if (fix.edits.some((edit) => (taken.get(edit.file) ?? []).some((other) => overlaps(edit, other))))
      return false;
    for (const edit of fix.edits) taken.set(edit.file, [...(taken.get(edit.file) ?? []), edit]);
    return true;
  });
}

/** Two insertions at one offset overlap as well: their order would matter. */
const overlaps = (a: TextEdit, b: TextEdit) => a.start <= b.end && b.start <= a.end;

/** A file's content with the edits that are about it. */
export function applyEdits(path: string, content: string, edits: readonly TextEdit[]): string {
  const own = edits.filter(({ file }) => file === path).sort((a, b) => b.start - a.start);
  let text = content;
  for (const { start, end, text: replacement } of own)
    text = text.slice(0, start) + replacement + text.slice(end);
  return text;
}

/** Files that cannot be read, and keys that stand twice: what no fix may bring about. */
const countBroken = ({ findings }: LintResult) =>
  findings.filter(({ code }) => code.startsWith('read/') || code === 'IRSA010').length;
