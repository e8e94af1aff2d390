import type { HclExpression, HclTemplatePart } from '../hcl/syntax.js';
import { type Node, type Piece, unknown } from '../node.js';
import { MAX_STRING } from '../parts.js';
import { pieceOf, withPieces } from '../pieces.js';
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
