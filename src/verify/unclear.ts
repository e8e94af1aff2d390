import type { Node, Span } from '../readers/index.js';
import { quote } from '../text/quote.js';

/** A part of a document that we cannot read, or that programs read in different ways; and why. */
export interface Unclear {
  readonly reason: string;
  readonly place: Span;
}

/** All such parts at or below a node; what aliases share counts once. */
export function unclearParts(root: Node): readonly Unclear[] {
  const seen = new Set<Node>();
  const visit = (node: Node): readonly Unclear[] => {
    if (seen.has(node)) return [];
    seen.add(node);
    if (node.kind === 'unknown')
      return [{ reason: `cannot be read back: ${node.reason}`, place: node.place }];
    if (node.kind === 'list') return [...node.items, ...node.rest].flatMap(visit);
    if (node.kind !== 'map') return [];
    const keys = new Set<string>();
    const entries = node.entries.flatMap(({ key, keyNode, value }) => {
      const isSecond = key !== undefined && keys.has(key);
      if (key !== undefined) keys.add(key);
      const reason = `${quote(key)} stands twice in one map, which kustomize refuses`;
      return [
        ...(isSecond ? [{ reason, place: keyNode.place }] : []),
        ...(keyNode.kind === 'unknown' ? visit(keyNode) : []),
        ...visit(value),
      ];
    });
    return [...entries, ...node.rest.flatMap(visit)];
  };
  return visit(root);
}
