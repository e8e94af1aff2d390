import { entry, list, map, type Node } from '../node.js';
import type { Span } from '../text/source-text.js';

/** A plain value as a node that stands at a place; `textNode` makes those of its texts. */
export function plainNode(value: unknown, textNode: (text: string) => Node, place: Span): Node {
  if (Array.isArray(value))
    return list(
      value.map((item) => plainNode(item, textNode, place)),
      place,
    );
  if (typeof value !== 'object' || value === null) return textNode(String(value));
  const entries = Object.entries(value).map(([key, item]) =>
    entry(key, place, plainNode(item, textNode, place)),
  );
  return map(entries, place);
}
