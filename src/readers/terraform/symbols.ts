import type { Node } from '../node.js';
import { isNull } from '../node-access.js';

const MAX_SYMBOL = 400;
const MAX_TEXT = 100;

/** A value's canonical form: its symbol, or a plain value as HCL writes it; undefined when it has none. */
function spelledValue(node: Node): string | undefined {
  if (node.kind === 'unknown') return node.symbol;
  if (isNull(node)) return 'null';
  if (node.kind !== 'scalar') return undefined;
  const { value } = node;
  return typeof value === 'string' && value.length > MAX_TEXT ? undefined : JSON.stringify(value);
}

/** The symbol of a value that was computed from others, for spreading into an unknown node. */
export function symbolFrom(
  nodes: readonly Node[],
  spell: (...parts: readonly string[]) => string,
): { readonly symbol?: string } {
  const parts: string[] = [];
  for (const node of nodes) {
    const part = spelledValue(node);
    if (part === undefined) return {};
    parts.push(part);
  }
  const symbol = spell(...parts);
  return symbol.length > MAX_SYMBOL ? {} : { symbol };
}
