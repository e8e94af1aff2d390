import { decodeText } from './text.js';
import type { PlanEntry } from './write-plan.js';

/** The time to compare grows with the square of the changed lines; nobody reads a longer diff anyway. */
const MAX_EDITS = 4000;

/** What an entry would change as a unified diff without colours; empty when it changes nothing. */
export async function formatDiff(entry: PlanEntry): Promise<string> {
  const sides = sidesOf(entry);
  if (sides === undefined) return '';
  const before = sides.before === undefined ? '' : decodeText(sides.before);
  if (before === undefined) return `Binary file ${entry.path} differs\n`;
  // Loaded here, so that only who asks for a diff pays for it.
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff');
  const from = sides.before === undefined ? '/dev/null' : `a/${entry.path}`;
  const to = sides.after === undefined ? '/dev/null' : `b/${entry.path}`;
  const patch = createTwoFilesPatch(from, to, before, sides.after ?? '', undefined, undefined, {
    headerOptions: FILE_HEADERS_ONLY,
    maxEditLength:
      sides.before === undefined || sides.after === undefined ? Number.POSITIVE_INFINITY : MAX_EDITS,
  });
  return patch ?? `--- ${from}\n+++ ${to}\nmore than ${MAX_EDITS} lines differ\n`;
}

/** Old and new content; a conflict and a kept edit are shown as what `--force` would do. */
function sidesOf(entry: PlanEntry): { readonly before?: Uint8Array; readonly after?: string } | undefined {
  switch (entry.verdict) {
    case 'create':
      return { after: entry.content };
    case 'update':
    case 'merge':
      return { before: entry.before.content, after: entry.content };
    case 'orphan':
      return { before: entry.before.content };
    case 'conflict':
      return {
        before: entry.before.content,
        ...(entry.content === undefined ? {} : { after: entry.content }),
      };
    default:
      return undefined;
  }
}
