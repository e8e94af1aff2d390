import { isDeferred } from '../json/deferred.js';
import { list, map, type Node, unknown } from '../node.js';
import { fieldOf, isNull } from '../node-access.js';

/** A value that is told, so that nothing may be mended where it stands; `secret` tells in the same shape what is not shown. */
export function observed(node: Node, secret?: Node): Node {
  if (secret?.kind === 'scalar' && secret.value === true) return unknown('is sensitive', node.place);
  if (secret === undefined && isDeferred(node)) return node;
  if (node.kind === 'scalar') return { ...node, literal: false };
  if (node.kind === 'list') {
    const items = secret?.kind === 'list' ? secret.items : [];
    return list(
      node.items.map((item, index) => observed(item, items[index])),
      node.place,
      node.rest,
    );
  }
  if (node.kind !== 'map') return node;
  const entries = node.entries.map((item) => ({
    ...item,
    value: observed(item.value, item.key === undefined ? undefined : fieldOf(secret, item.key)),
  }));
  const copy = map(entries, node.place, node.rest);
  return copy.kind === 'map' && node.faults !== undefined ? { ...copy, faults: node.faults } : copy;
}

/** Arguments without those that nobody set, which a state has as nothing. */
export function withoutEmpty(node: Node): Node {
  if (node.kind !== 'map') return node;
  return map(
    node.entries.filter(({ value }) => !isEmpty(value)),
    node.place,
    node.rest,
  );
}

const isEmpty = (node: Node) =>
  isNull(node) ||
  (node.kind === 'scalar' && node.value === '') ||
  (node.kind === 'list' && node.items.length + node.rest.length === 0) ||
  (node.kind === 'map' && node.entries.length + node.rest.length === 0);
