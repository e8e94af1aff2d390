import { type Node, type Piece, type StringNode, type UnknownNode, unknown } from './node.js';
import { isNull, scalarText } from './node-access.js';
import { joinParts } from './parts.js';
import type { SourceText, Span } from './text/source-text.js';

/** A string made of pieces, which keeps them when a document may be in it. */
export function withPieces(
  pieces: readonly Piece[],
  place: Span,
  literal: boolean,
): StringNode | UnknownNode {
  const node = joinParts(
    pieces.map((piece) => ('hole' in piece ? piece.hole : piece.text)),
    place,
  );
  if (!mayHoldDocument(pieces)) return node.kind === 'scalar' ? { ...node, literal } : node;
  return node.kind === 'scalar' ? { ...node, literal, pieces } : { ...node, pieces };
}

/** The text of a file, with its own places. */
export function textOfFile(source: SourceText): StringNode | UnknownNode {
  const place = source.span(0, source.text.length);
  return withPieces([{ text: source.text, place, source }], place, false);
}

function mayHoldDocument(pieces: readonly Piece[]): boolean {
  const first = pieces.find((piece) => 'hole' in piece || piece.text.trim() !== '');
  if (first === undefined) return false;
  return 'hole' in first ? pieces.length > 1 : looksLikeDocument(first.text);
}

/** Whether a text begins as JSON or YAML may. */
export const looksLikeDocument = (text: string): boolean =>
  /^\s*(?:[[{]|---|#|["']?[\w.-]+["']?:(?:\s|$))/.test(text);

/** A value as a part of a string; what is no text is unknown. */
export function pieceOf(value: Node, place: Span): Piece {
  if (value.kind === 'unknown') return { hole: value };
  if (value.kind === 'scalar' && !isNull(value)) return { text: scalarText(value), place: value.place };
  return { hole: unknown(`a ${value.kind === 'scalar' ? 'null' : value.kind} is no text`, place) };
}
