import { DeferredMap } from './json/deferred.js';
import type {
  Known,
  ListNode,
  MapEntry,
  MapNode,
  Node,
  ScalarNode,
  StringNode,
  UnknownNode,
} from './node.js';
import { unknown } from './node.js';
import type { Span } from './text/source-text.js';

/** The last entry with a key, which is the one that parsers keep. */
export function entryOf(node: Node | undefined, key: string): MapEntry | undefined {
  if (node?.kind !== 'map') return undefined;
  return node instanceof DeferredMap ? node.entryOf(key) : node.entries.findLast((item) => item.key === key);
}

/** The value of a key, if it is there. */
export function fieldOf(node: Node | undefined, key: string): Node | undefined {
  return entryOf(node, key)?.value;
}

/** Whether a map has a key. */
export function hasKey(node: Node | undefined, key: string): boolean {
  return entryOf(node, key) !== undefined;
}

/** Follows keys and list indexes; undefined where a step leads nowhere. */
export function nodeAt(node: Node | undefined, path: readonly (string | number)[]): Node | undefined {
  let at = node;
  for (const step of path) {
    if (typeof step === 'string') at = fieldOf(at, step);
    else at = at?.kind === 'list' ? at.items[step] : undefined;
  }
  return at;
}

/** Whether a key may be there although no entry shows it: the map is unknown or has unknown parts. */
export function mayHave(node: Node | undefined, key: string): boolean {
  if (node === undefined) return false;
  if (node.kind === 'unknown') return true;
  if (node.kind !== 'map' || entryOf(node, key) !== undefined) return node.kind === 'map';
  return node.rest.length > 0 || node.entries.some((item) => item.key === undefined);
}

/** The items of a list; a single value counts as a list of one, an absent one as empty. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  if (node === undefined || isNull(node)) return [];
  return node.kind === 'list' ? node.items : [node];
}

/** The same with what stands for further items, which could not be resolved. */
export function itemsWithRest(node: Node | undefined): readonly Node[] {
  return node?.kind === 'list' ? [...node.items, ...node.rest] : itemsOf(node);
}

export const isString = (node: Node | undefined): node is StringNode =>
  node?.kind === 'scalar' && typeof node.value === 'string';

export const isNull = (node: Node | undefined): boolean => node?.kind === 'scalar' && node.value === null;

/** The node, unless it is absent or null. */
export const present = (node: Node | undefined): Node | undefined => (isNull(node) ? undefined : node);

export const isMap = (node: Node | undefined): node is MapNode => node?.kind === 'map';

export const isList = (node: Node | undefined): node is ListNode => node?.kind === 'list';

/** A text fact: numbers and booleans count with the text they are written as; null counts as absent. */
export function knownString(node: Node | undefined): Known<string> | undefined {
  if (node === undefined || isNull(node)) return undefined;
  if (node.kind === 'unknown') return node;
  if (node.kind !== 'scalar') return unknown(`expected text, found a ${node.kind}`, node.place);
  return knownOf(node, scalarText(node));
}

/** A boolean fact; the words `"true"` and `"false"` count as well. */
export function knownBoolean(node: Node | undefined): Known<boolean> | undefined {
  if (node === undefined || isNull(node)) return undefined;
  if (node.kind === 'unknown') return node;
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return knownOf(node, node.value);
  if (isString(node) && (node.value === 'true' || node.value === 'false')) {
    return knownOf(node, node.value === 'true');
  }
  return unknown('expected true or false', node.place);
}

/** A number fact; digits in quotes count as well. */
export function knownNumber(node: Node | undefined): Known<number> | undefined {
  if (node === undefined || isNull(node)) return undefined;
  if (node.kind === 'unknown') return node;
  const value = node.kind === 'scalar' && node.value !== '' ? Number(node.value) : Number.NaN;
  if (node.kind !== 'scalar' || typeof node.value === 'boolean' || Number.isNaN(value)) {
    return unknown('expected a number', node.place);
  }
  return knownOf(node, value);
}

/** A fact that is known. */
export function known<T>(value: T, place: Span): Known<T> {
  return { known: true, value, place };
}

/** Whether a text is known to be this one. */
export function isText(value: Known<string>, text: string): boolean {
  return value.known && value.value === text;
}

/** A text for people, `?` where it is not known. */
export function textOrMark(value: Known<string>): string {
  return value.known ? value.value : '?';
}

/** A scalar as text, the way it is written. */
export function scalarText(node: ScalarNode): string {
  return typeof node.value === 'string' ? node.value : (node.raw ?? String(node.value));
}

/** The document as plain data, or undefined when any part of it is unknown; the last of duplicate keys wins. */
export function plainValue(node: Node): { readonly value: unknown } | undefined {
  if (node.kind === 'unknown') return undefined;
  if (node.kind === 'scalar') return { value: node.value };
  if (node.rest.length > 0) return undefined;
  return node.kind === 'list' ? plainList(node) : plainMap(node);
}

/** Every unknown value in a document. */
export function unknownsIn(node: Node, isLeftOut = (_: Node) => false): readonly UnknownNode[] {
  const found: UnknownNode[] = [];
  const visit = (at: Node): void => {
    if (isLeftOut(at)) return;
    if (at.kind === 'unknown') found.push(at);
    if (at.kind === 'list' || at.kind === 'map') found.push(...at.rest);
    if (at.kind === 'list') at.items.forEach(visit);
    if (at.kind === 'map') {
      for (const item of at.entries) {
        if (item.keyNode.kind === 'unknown') found.push(item.keyNode);
        visit(item.value);
      }
    }
  };
  visit(node);
  return found;
}

function knownOf<T>(node: ScalarNode, value: T): Known<T> {
  const { place, reference } = node;
  return { known: true, value, place, ...(reference === undefined ? {} : { reference }) };
}

function plainList(node: ListNode): { readonly value: unknown } | undefined {
  const values: unknown[] = [];
  for (const item of node.items) {
    const plain = plainValue(item);
    if (plain === undefined) return undefined;
    values.push(plain.value);
  }
  return { value: node.unwraps && values.length === 1 ? values[0] : values };
}

function plainMap(node: MapNode): { readonly value: unknown } | undefined {
  const values = new Map<string, unknown>();
  for (const item of node.entries) {
    const plain = plainValue(item.value);
    if (plain === undefined || item.key === undefined) return undefined;
    values.set(item.key, plain.value);
  }
  return { value: Object.fromEntries(values) };
}
