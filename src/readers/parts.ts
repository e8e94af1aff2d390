import { type StringNode, text, type UnknownNode, unknown, unknownAfter, unknownLike } from './node.js';
import type { Span } from './text/source-text.js';

/** The longest string that is put together; what is longer counts as unknown. */
export const MAX_STRING = 1_000_000;

/** The most fragments of a text that is unknown in part: values that double each other multiply them. */
const MAX_PARTS = 1000;

const MAX_SYMBOL = 400;

/** Puts text together from fragments: known when all are, else unknown with the fragments kept. */
export function joinParts(parts: readonly (string | UnknownNode)[], place: Span): StringNode | UnknownNode {
  const count = parts.reduce((sum, part) => sum + (typeof part === 'string' ? 1 : partsOf(part).length), 0);
  const open = parts.find((part) => typeof part !== 'string');
  if (count > MAX_PARTS && typeof open === 'object') return unknownAfter(open, place);
  const merged = merge(parts);
  const length = merged.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 1), 0);
  if (length > MAX_STRING) return unknown(`longer than ${MAX_STRING} characters`, place);
  const [only] = merged;
  if (merged.length === 0) return text('', place);
  if (merged.length === 1 && only !== undefined) {
    return typeof only === 'string' ? text(only, place) : { ...only, place };
  }
  const first = merged.find((part) => typeof part !== 'string');
  const symbol = symbolOf(merged);
  const cause = typeof first === 'object' ? first : undefined;
  return unknownLike('unknown in part', cause, place, {
    parts: merged,
    ...(symbol === undefined ? {} : { symbol }),
  });
}

/** The fragments of a value as text: one string when it is known. */
export function partsOf(node: StringNode | UnknownNode): readonly (string | UnknownNode)[] {
  return node.kind === 'scalar' ? [node.value] : (node.parts ?? [node]);
}

function merge(parts: readonly (string | UnknownNode)[]): (string | UnknownNode)[] {
  const merged: (string | UnknownNode)[] = [];
  for (const part of parts.flatMap((part) => (typeof part === 'string' ? part : partsOf(part)))) {
    const last = merged.at(-1);
    if (part === '') continue;
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else merged.push(part);
  }
  return merged;
}

/** The canonical form of a template, as `"${data.x.y}:sub"` without the quotes. */
function symbolOf(parts: readonly (string | UnknownNode)[]): string | undefined {
  let symbol = '';
  for (const part of parts) {
    if (typeof part === 'string') symbol += part;
    else if (part.symbol === undefined) return undefined;
    else symbol += `\${${part.symbol}}`;
    if (symbol.length > MAX_SYMBOL) return undefined;
  }
  return symbol;
}
