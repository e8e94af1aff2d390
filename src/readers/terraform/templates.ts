import type { HclExpression, HclTemplatePart } from '../hcl/syntax.js';
import { type Node, type Piece, type StringNode, type UnknownNode, unknown } from '../node.js';
import { isNull, scalarText } from '../node-access.js';
import { joinParts, MAX_STRING } from '../parts.js';
import type { Span } from '../text/source-text.js';
import { type Bindings, loopBindings } from './bindings.js';
import { iterate, truth } from './values.js';

type Evaluate = (expression: HclExpression, bindings: Bindings) => Node;

/** Evaluates a quoted template or heredoc: text, unless it is one interpolation and nothing else. */
export function evaluateTemplate(
  template: HclExpression & { kind: 'template' },
  evaluate: Evaluate,
  bindings: Bindings,
): Node {
  const [only] = template.parts;
  if (template.quoted && template.parts.length === 1 && only?.kind === 'interpolation') {
    return evaluate(only.value, bindings);
  }
  const pieces: Piece[] = [];
  collect(template.parts, evaluate, bindings, pieces, template.place);
  return withPieces(pieces, template.place, template.quoted && isLiteral(template.parts));
}

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
  if (!looksLikeDocument(pieces)) return node.kind === 'scalar' ? { ...node, literal } : node;
  return node.kind === 'scalar' ? { ...node, literal, pieces } : { ...node, pieces };
}

function looksLikeDocument(pieces: readonly Piece[]): boolean {
  const first = pieces.find((piece) => 'hole' in piece || piece.text.trim() !== '');
  if (first === undefined) return false;
  return 'hole' in first ? pieces.length > 1 : /^\s*(?:[[{]|---|#|[\w."-]+:(?:\s|$))/.test(first.text);
}

const isLiteral = (parts: readonly HclTemplatePart[]) => parts.every((part) => part.kind === 'text');

function collect(
  parts: readonly HclTemplatePart[],
  evaluate: Evaluate,
  bindings: Bindings,
  pieces: Piece[],
  place: Span,
): void {
  for (const part of parts) {
    if (part.kind === 'text') pieces.push(...part.pieces);
    else if (part.kind === 'interpolation')
      pieces.push(pieceOf(evaluate(part.value, bindings), part.value.place));
    else if (part.kind === 'if') {
      const value = truth(evaluate(part.condition, bindings));
      if (value === undefined) pieces.push({ hole: unknown('the condition is unknown', part.place) });
      else collect(value ? part.whenTrue : part.otherwise, evaluate, bindings, pieces, place);
    } else loop(part, evaluate, bindings, pieces, place);
    if (pieces.length > MAX_STRING / 10) return;
  }
}

function loop(
  part: HclTemplatePart & { kind: 'for' },
  evaluate: Evaluate,
  bindings: Bindings,
  pieces: Piece[],
  place: Span,
): void {
  const over = evaluate(part.over, bindings);
  const items = iterate(over);
  if (items === undefined || (over.kind !== 'scalar' && over.kind !== 'unknown' && over.rest.length > 0)) {
    pieces.push({ hole: unknown('the loop runs over an unknown value', part.place) });
    return;
  }
  for (const item of items) {
    collect(part.body, evaluate, loopBindings(bindings, part.names, item.key, item.value), pieces, place);
    if (pieces.length > MAX_STRING / 10) return;
  }
}

function pieceOf(value: Node, place: Span): Piece {
  if (value.kind === 'unknown') return { hole: value };
  if (value.kind === 'scalar' && !isNull(value)) return { text: scalarText(value), place: value.place };
  return { hole: unknown(`a ${value.kind === 'scalar' ? 'null' : value.kind} is no text`, place) };
}
