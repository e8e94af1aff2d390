import type { TextPiece } from '../node.js';
import type { SourceText } from '../text/source-text.js';

/** Which sides of a text a strip marker (`~`) next to it trims of white space. */
export interface Trim {
  readonly left: boolean;
  readonly right: boolean;
}

const QUOTED_ESCAPE = /\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])|\$\$\{|%%\{/g;
const HEREDOC_ESCAPE = /\$\$\{|%%\{/g;
const LETTERS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** The text of a quoted template between two offsets, escapes resolved. */
export function readQuotedText(
  source: SourceText,
  start: number,
  end: number,
  trim: Trim,
): readonly TextPiece[] {
  return readEscaped(source, trimmed(source, start, end, trim), QUOTED_ESCAPE);
}

/** The text of a heredoc between two offsets, with `indent` characters taken off each line's start. */
export function readHeredocText(
  source: SourceText,
  start: number,
  end: number,
  indent: number,
  trim: Trim,
): readonly TextPiece[] {
  const range = trimmed(source, start, end, trim);
  if (indent === 0) return readEscaped(source, range, HEREDOC_ESCAPE);
  const pieces: TextPiece[] = [];
  let at = range.start;
  while (at < range.end) {
    const newline = source.text.indexOf('\n', at);
    const lineEnd = newline === -1 || newline >= range.end ? range.end : newline + 1;
    const from = at === 0 || source.text[at - 1] === '\n' ? skipIndent(source.text, at, lineEnd, indent) : at;
    pieces.push(...readEscaped(source, { start: from, end: lineEnd }, HEREDOC_ESCAPE));
    at = lineEnd;
  }
  return pieces;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** A marker trims the next line of the text only, its line break included: `terraform console` says so. */
function trimmed(source: SourceText, start: number, end: number, trim: Trim): Range {
  const text = source.text.slice(start, end);
  const first = text.slice(0, text.indexOf('\n') + 1 || text.length);
  const last = text.slice(text.length < 2 ? 0 : text.lastIndexOf('\n', text.length - 2) + 1);
  const from = trim.left ? start + (first.length - first.trimStart().length) : start;
  const to = trim.right ? end - (last.length - last.trimEnd().length) : end;
  return { start: from, end: Math.max(from, to) };
}

function skipIndent(text: string, at: number, end: number, indent: number): number {
  let from = at;
  while (from < at + indent && from < end && (text[from] === ' ' || text[from] === '\t')) from += 1;
  return from;
}

function readEscaped(source: SourceText, range: Range, escapes: RegExp): TextPiece[] {
  const pieces: TextPiece[] = [];
  const text = source.text.slice(range.start, range.end);
  let at = 0;
  for (const match of text.matchAll(escapes)) {
    if (match.index > at) pieces.push(exact(source, range.start + at, range.start + match.index));
    const from = range.start + match.index;
    pieces.push({ text: unescaped(match[0]), place: source.span(from, from + match[0].length) });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push(exact(source, range.start + at, range.end));
  return pieces;
}

function exact(source: SourceText, start: number, end: number): TextPiece {
  return { text: source.text.slice(start, end), place: source.span(start, end), source };
}

function unescaped(sequence: string): string {
  if (sequence.endsWith('{')) return sequence.slice(1);
  const letter = sequence[1] ?? '';
  if (sequence.length > 2) {
    const code = Number.parseInt(sequence.slice(2), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
  }
  return LETTERS[letter] ?? sequence;
}
