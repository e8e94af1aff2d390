import type { Scalar } from 'yaml';
import type { Piece } from '../node.js';
import { looksLikeDocument } from '../pieces.js';
import type { SourceText, Span } from '../text/source-text.js';

/** Where the text of a scalar stands, piece by piece, so that a document in it keeps its places. */
export function scalarPieces(
  { type }: Scalar,
  value: string,
  place: Span,
  source: SourceText,
): readonly Piece[] | undefined {
  if (type === 'PLAIN' || !looksLikeDocument(value)) return undefined;
  const lines = type === 'BLOCK_LITERAL' ? linePieces(value, place, source) : undefined;
  return lines ?? (mayBePolicy(value) ? wordPieces(value, place, source) : undefined);
}

/** Policies are JSON, and shorter than that even with all their white space. */
const mayBePolicy = (value: string) => value.length < 50_000 && /^\s*[[{]/.test(value);

/** A literal block has each line as it is, behind its indentation; the last one may lack its end. */
function linePieces(value: string, place: Span, source: SourceText): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  let at = source.text.indexOf('\n', place.start) + 1;
  for (const line of value.split(/(?<=\n)/)) {
    const next = source.text.indexOf('\n', at);
    const text = next === -1 ? line.replace(/\n$/, '') : line;
    const end = next === -1 ? source.text.length : next + (text.endsWith('\n') ? 1 : 0);
    const start = end - text.length;
    if (start < at || source.text.slice(start, end) !== text) return undefined;
    pieces.push({ text, place: source.span(start, end), source });
    at = end;
  }
  return pieces;
}

/** Folding, quotes and other ends of lines leave the words as they are; what stands between them differs, and escapes. */
function wordPieces(value: string, place: Span, source: SourceText): readonly Piece[] | undefined {
  const { text } = source;
  const quote = text[place.start];
  const gap = quote === '"' ? /(?:\s|\\[nrt \n])*/y : /\s*/y;
  const isQuoted = quote === '"' || quote === "'";
  // A fix within quotes might need escapes: an empty piece that stands nowhere keeps them out.
  const pieces: Piece[] = isQuoted ? [{ text: '', place }] : [];
  let at = isQuoted ? place.start + 1 : text.indexOf('\n', place.start);
  for (const [run] of value.matchAll(/\s+|\S+/g)) {
    if (/^\s/.test(run)) {
      pieces.push({ text: run, place: source.span(at, at) });
      continue;
    }
    gap.lastIndex = at;
    at += gap.exec(text)?.[0].length ?? 0;
    // What may be escaped ends a piece, so that the next one begins behind the escape.
    for (const part of run.split(/(?<=["'\\])/)) {
      const width = widthOf(part, text, at, quote);
      if (width === undefined) return undefined;
      pieces.push({ text: part, place: source.span(at, at + width), source });
      at += width;
    }
  }
  return pieces;
}

/** How many characters of the file a part of a word takes, of which only the last one may be escaped. */
function widthOf(part: string, text: string, at: number, quote: string | undefined): number | undefined {
  if (quote === '"' && /["\\]$/.test(part)) {
    const escaped = `${part.slice(0, -1)}\\${part.at(-1)}`;
    return text.startsWith(escaped, at) ? escaped.length : undefined;
  }
  const doubled = quote === "'" && part.endsWith("'") ? `${part}'` : part;
  return text.startsWith(doubled, at) ? doubled.length : undefined;
}
