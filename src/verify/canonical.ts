import type { Known, Node, UnknownNode } from '../readers/index.js';

/** A value as text; what only AWS knows as the expression that stands for it. */
export function valueText(value: Known<unknown> | Node | undefined): string {
  if (value === undefined) return 'none';
  if ('kind' in value) return value.kind === 'unknown' ? unknownText(value) : nodeText(value);
  return value.known ? String(value.value) : unknownText(value);
}

function unknownText({ symbol, parts, reason }: UnknownNode): string {
  const text = symbol === undefined ? `\${${reason}}` : parts === undefined ? `\${${symbol}}` : symbol;
  // Of one ClusterConfig there is one account and one issuer, whatever its file is called.
  return text.replace(/\b(issuer-host|account)\([^)]*\)/g, '$1');
}

/** A document as text in which neither order nor the choice between one value and a list matters. */
function nodeText(node: Node): string {
  if (node.kind === 'unknown') return unknownText(node);
  if (node.kind === 'scalar') return String(node.value);
  const rest = node.rest.map((more) => `… ${unknownText(more)}`);
  if (node.kind === 'list') return listText([...node.items.map(nodeText), ...rest]);
  const entries = node.entries.map(({ key, keyNode, value }) =>
    entryText(key ?? valueText(keyNode), nodeText(value)),
  );
  return mapText([...entries, ...rest]);
}

/** Plain data in the same form. */
export function plainText(value: unknown): string {
  if (Array.isArray(value)) return listText(value.map(plainText));
  if (typeof value !== 'object' || value === null) return String(value);
  return mapText(Object.entries(value).map(([key, item]) => entryText(key, plainText(item))));
}

function entryText(key: string, value: string): string {
  return `${JSON.stringify(key)}: ${value}`;
}

function listText(items: readonly string[]): string {
  const [only, ...others] = [...new Set(items)].sort();
  return only !== undefined && others.length === 0 ? only : `[${[only, ...others].join(', ')}]`;
}

function mapText(entries: readonly string[]): string {
  return `{ ${[...entries].sort().join(', ')} }`;
}
