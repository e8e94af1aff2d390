import type { SourceText } from '../readers/index.js';

/** The word that begins every ignore. */
export const IGNORE = 'irsa-forge-ignore';

/**
 * One comment that accepts findings: `# irsa-forge-ignore IRSA012: reason`. On a line of its own it is about the next
 * line and what is nested in it, behind code about its line. `irsa-forge-ignore-file` is about the whole file.
 * In a file of exceptions, lines are `path irsa-forge-ignore IRSA012: reason`.
 */
export interface Ignore {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
  readonly rules: readonly string[];
  /** Empty when the comment gives none; it then accepts nothing. */
  readonly reason: string;
  readonly wholeFile: boolean;
  /** The lines that it is about, from 1, both included. */
  readonly first: number;
  readonly last: number;
  /** The file that it is about, in a file of exceptions. */
  readonly path?: string;
}

const COMMENT =
  /^(.*?)(#|\/\/|\/\*|"\/\/"\s*:\s*")?\s*irsa-forge-ignore(-file)?\b[ \t]*([^:\n]*?)[ \t]*(?::[ \t]*(.*?))?[ \t]*(?:\*\/|",?)?\r?$/gm;

/** The ignores of a text, in order. */
export function ignoresIn(source: SourceText): readonly Ignore[] {
  const found: Ignore[] = [];
  const lines = source.text.split('\n');
  for (const match of source.text.matchAll(COMMENT)) {
    const [whole, before = '', mark, file, rules = '', reason = ''] = match;
    const path = mark === undefined ? before.trim() : undefined;
    if (path === '') continue;
    found.push({
      source,
      start: match.index + before.length,
      end: match.index + whole.length,
      rules: rules.split(/[\s,]+/).filter((word) => word !== ''),
      reason: rules.trim() === '' ? '' : reason,
      wholeFile: file !== undefined,
      ...coveredLines(lines, source.span(match.index, match.index).line, before.trim() === ''),
      ...(path === undefined ? {} : { path }),
    });
  }
  return found;
}

/** The lines that a comment on line `own` is about. */
function coveredLines(lines: readonly string[], own: number, alone: boolean): Pick<Ignore, 'first' | 'last'> {
  if (!alone) return { first: own, last: own };
  let first = own + 1;
  while (first < lines.length && isCommentOrBlank(lines[first - 1] ?? '')) first += 1;
  return { first, last: lastNested(lines, first) };
}

const isCommentOrBlank = (line: string) => /^\s*(?:#|\/\/|$)/.test(line);

/** The last line of what a line opens: deeper indented lines, and heredocs that begin in them. */
function lastNested(lines: readonly string[], first: number): number {
  const depth = indentOf(lines[first - 1] ?? '');
  let last = heredocEnd(lines, first);
  for (let at = last + 1; at <= lines.length; at += 1) {
    const line = lines[at - 1] ?? '';
    if (line.trim() === '') continue;
    if (indentOf(line) <= depth) break;
    last = heredocEnd(lines, at);
    at = last;
  }
  return last;
}

const indentOf = (line: string) => line.length - line.trimStart().length;

function heredocEnd(lines: readonly string[], at: number): number {
  const word = /<<-?\s*(\w+)\s*$/.exec(lines[at - 1] ?? '')?.[1];
  if (word === undefined) return at;
  const end = lines.findIndex((line, index) => index >= at && line.trim() === word);
  return end === -1 ? at : end + 1;
}
