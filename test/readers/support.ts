import { type Node, readFiles, type UnknownNode } from '../../src/readers/index.js';

/** What files say, given by path. */
export const readTexts = (files: Readonly<Record<string, string>>) =>
  readFiles(Object.entries(files).map(([path, content]) => ({ path, content })));

/** A node as plain data that is easy to compare: unknown values as `?reason`, unknown keys as `?symbol`. */
export function plain(node: Node | undefined): unknown {
  if (node === undefined) return undefined;
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'unknown':
      return shown(node);
    case 'list':
      return [...node.items, ...node.rest].map(plain);
    case 'map': {
      const entries = node.entries.map((item) => [
        item.key ?? (item.keyNode.kind === 'unknown' ? shown(item.keyNode) : '?'),
        plain(item.value),
      ]);
      const rest = node.rest.map((item) => ['…', shown(item)]);
      return Object.fromEntries([...entries, ...rest]);
    }
  }
}

const shown = (node: UnknownNode) => `?${node.symbol ?? node.reason}`;

/** A place as `line:column`. */
export const at = (place: { readonly line: number; readonly column: number } | undefined) =>
  place === undefined ? undefined : `${place.line}:${place.column}`;

/** A known value, or `?symbol` (`?reason` without one). */
export function value(known: { readonly known: boolean } | undefined): unknown {
  if (known === undefined) return undefined;
  const fact = known as { known: true; value: unknown } | UnknownNode;
  return fact.known ? fact.value : shown(fact);
}
