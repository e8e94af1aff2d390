import {
  list,
  map,
  type Node,
  type Piece,
  type TextPiece,
  text,
  type UnknownNode,
  unknown,
} from '../node.js';
import { fieldOf, isString, nodeAt } from '../node-access.js';
import { pieceOf, withPieces } from '../pieces.js';
import type { Span } from '../text/source-text.js';

const HOLE = /\{\{-?\s*(.*?)\s*-?\}\}/g;

/** `name`, `.name`, `.path.basename`: what both languages of templates have in common. */
const NAME = /^\.?[\w-]+(?:\.[\w-]+)*$/;

/** What an ApplicationSet makes of its template with one set of parameters. */
export function substituted(node: Node, parameters: Node): Node {
  if (node.kind === 'list')
    return list(
      node.items.map((item) => substituted(item, parameters)),
      node.place,
      node.rest,
    );
  if (node.kind === 'map') {
    const entries = node.entries.map((item) => ({ ...item, value: substituted(item.value, parameters) }));
    return map(entries, node.place, node.rest);
  }
  if (!isString(node) || !node.value.includes('{{')) return node;
  const pieces = node.pieces ?? [{ text: node.value, place: node.place }];
  return withPieces(
    pieces.flatMap((piece) => ('hole' in piece ? [piece] : filled(piece, parameters))),
    node.place,
    false,
  );
}

function filled(piece: TextPiece, parameters: Node): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of piece.text.matchAll(HOLE)) {
    const [whole, name = ''] = found;
    pieces.push(...textOf(piece, at, found.index));
    at = found.index + whole.length;
    pieces.push(pieceOf(parameter(name, parameters, piece.place), piece.place));
  }
  return [...pieces, ...textOf(piece, at, piece.text.length)];
}

function textOf(piece: TextPiece, start: number, end: number): readonly Piece[] {
  if (start === end) return [];
  const { place, source } = piece;
  const part = { text: piece.text.slice(start, end) };
  if (source === undefined) return [{ ...part, place }];
  return [{ ...part, place: source.span(place.start + start, place.start + end), source }];
}

/** A parameter by its name; an expression that does more is not worked out. */
function parameter(name: string, parameters: Node, place: Span): Node {
  const symbol = { symbol: `{{${name}}}` };
  if (!NAME.test(name)) return unknown(`{{${name}}} is not worked out`, place, symbol);
  const key = name.replace(/^\./, '');
  const found = fieldOf(parameters, key) ?? nodeAt(parameters, key.split('.'));
  if (found !== undefined) return found.kind === 'scalar' ? { ...found, place } : found;
  const [open] = openIn(parameters, key);
  return unknown(open?.reason ?? `the generators give no parameter ${key}`, place, symbol);
}

function openIn(parameters: Node, key: string): readonly UnknownNode[] {
  if (parameters.kind === 'unknown') return [parameters];
  return parameters.kind === 'map' ? [...parameters.rest, ...openIn(inner(parameters, key), '')] : [];
}

const inner = (parameters: Node, key: string): Node =>
  fieldOf(parameters, key.split('.')[0] ?? '') ?? text('', parameters.place);
