import { compareText } from '../../collections.js';
import { type Node, scalar } from '../node.js';
import { asNumber } from './functions/arguments.js';

/** One round of a loop: the key (or index) and the value. */
export interface Iteration {
  readonly key: Node;
  readonly value: Node;
}

/** What a loop runs over, maps in the order of their keys; undefined when that is unknown. */
export function iterate(node: Node): readonly Iteration[] | undefined {
  if (node.kind === 'list') {
    return node.items.map((value, index) => ({ key: scalar(index, value.place), value }));
  }
  if (node.kind !== 'map') return undefined;
  const entries = [...node.entries].sort((a, b) => compareText(a.key ?? '', b.key ?? ''));
  return entries.map((item) => ({ key: item.keyNode, value: item.value }));
}

/** The truth of a condition; undefined when it is unknown or no boolean. */
export function truth(node: Node): boolean | undefined {
  if (node.kind !== 'scalar') return undefined;
  if (typeof node.value === 'boolean') return node.value;
  if (node.value === 'true') return true;
  return node.value === 'false' ? false : undefined;
}

/** Whether two values are equal; undefined when that is unknown. */
export function sameValue(a: Node, b: Node): boolean | undefined {
  if (a.kind === 'unknown' || b.kind === 'unknown') return undefined;
  if (a.kind === 'scalar' && b.kind === 'scalar') {
    const isNumeric = typeof a.value === 'number' && a.value === b.value;
    return isNumeric && asNumber(a) === undefined ? undefined : a.value === b.value;
  }
  if (a.kind !== b.kind) return false;
  if (a.kind === 'list' && b.kind === 'list') {
    if (a.rest.length > 0 || b.rest.length > 0) return undefined;
    if (a.items.length !== b.items.length) return false;
    return a.items.length === 0 ? true : undefined;
  }
  if (a.kind === 'map' && b.kind === 'map') {
    if (a.rest.length > 0 || b.rest.length > 0) return undefined;
    return a.entries.length === 0 && b.entries.length === 0 ? true : undefined;
  }
  return undefined;
}
