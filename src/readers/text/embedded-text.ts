import type { Piece, UnknownNode } from '../node.js';
import type { SourceText, Span } from './source-text.js';

/** Text to be parsed in which some characters stand for unknown values. */
export interface EmbeddedText {
  readonly text: string;
  /** Offset → what is unknown there; the text has one placeholder character at that offset. */
  readonly holes: ReadonlyMap<number, UnknownNode>;
  /** Whether all of it stands in files character by character. */
  readonly exact: boolean;
  /** Where a stretch of the text comes from. */
  span(start: number, end: number): Span;
}

/** Characters from which on a text is more than anybody writes by hand: what a program printed of all that it has. */
export const LARGE_TEXT = 1_000_000;

/** The whole of a file as text to be parsed; in a large one nothing is mended where it stands. */
export function wholeText(source: SourceText): EmbeddedText {
  const exact = source.text.length < LARGE_TEXT;
  return { text: source.text, holes: new Map(), exact, span: (start, end) => source.span(start, end) };
}

/** A string that was put together from pieces as text to be parsed. */
export function joinPieces(pieces: readonly Piece[]): EmbeddedText {
  const holes = new Map<number, UnknownNode>();
  const starts: number[] = [];
  const texts: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    starts.push(length);
    if ('hole' in piece) holes.set(length, piece.hole);
    const part = 'hole' in piece ? '\uFFFC' : piece.text;
    texts.push(part);
    length += part.length;
  }
  const span = (start: number, end: number) => spanIn(pieces, starts, start, end);
  const exact = pieces.every((piece) => 'hole' in piece || piece.source !== undefined);
  return { text: texts.join(''), holes, exact, span };
}

function spanIn(pieces: readonly Piece[], starts: readonly number[], start: number, end: number): Span {
  const first = indexAt(starts, start);
  const piece = pieces[first];
  if (piece === undefined) throw new RangeError('an embedded text has at least one piece');
  if ('hole' in piece) return piece.hole.place;
  if (piece.source === undefined) return piece.place;
  const from = piece.place.start + (start - (starts[first] ?? 0));
  return piece.source.span(from, Math.max(from, endIn(pieces, starts, first, from, end)));
}

function endIn(
  pieces: readonly Piece[],
  starts: readonly number[],
  first: number,
  from: number,
  end: number,
): number {
  const last = indexAt(starts, Math.max(end - 1, starts[first] ?? 0));
  const piece = pieces[last];
  const begin = pieces[first];
  if (piece === undefined || begin === undefined || 'hole' in begin) return from;
  if ('hole' in piece) return piece.hole.place.file === begin.place.file ? piece.hole.place.end : from;
  if (piece.place.file !== begin.place.file) return begin.place.end;
  const within = end - (starts[last] ?? 0);
  return piece.source === undefined || within === piece.text.length
    ? piece.place.end
    : piece.place.start + within;
}

function indexAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
