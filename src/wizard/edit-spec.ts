import { diffArrays } from 'diff';
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Pair,
  parseDocument,
  Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { Failure, type FieldPath } from '../diagnostics.js';
import { yamlScalar } from '../emit/yaml.js';
import { isMap as isPlainMap, own } from '../plain-data.js';
import { fieldsAt } from '../spec/schema-tree.js';
import { sameValue } from './paths.js';
import { orderedEntries } from './write-spec.js';

/**
 * Changes a spec's text so that it says something else than before, touching only what differs: comments, order and
 * quotes of everything else stay. The text must be a spec that can be read.
 */
export function editSpec(text: string, before: unknown, wanted: Readonly<Record<string, unknown>>): string {
  if (sameValue(before, wanted)) return text;
  const plain = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const document = parseDocument(plain, { version: '1.2', logLevel: 'error' });
  if (!isMap(document.contents)) throw new Failure('edit-spec', 'internal', 'the spec is no map');
  editMap(document, document.contents, before, wanted, []);
  const written = document.toString({ lineWidth: 0, ...layoutOf(plain) });
  const edited = [keepLines(plain, written), written].find((candidate) => saysWhat(candidate, wanted));
  if (edited === undefined) {
    throw new Failure('edit-spec', 'internal', 'the edited spec does not say what was answered');
  }
  const lines = text.includes('\r\n') ? edited.replaceAll('\n', '\r\n') : edited;
  return text.startsWith('\ufeff') ? `\ufeff${lines}` : lines;
}

/** Lines that differ in their blanks alone stay as they were: aligned comments, padding, indentation. */
function keepLines(before: string, after: string): string {
  const old = before.split('\n');
  let at = 0;
  const squeezed = (line: string) => line.replace(/\s+/g, '');
  return diffArrays(old, after.split('\n'), { comparator: (a, b) => squeezed(a) === squeezed(b) })
    .flatMap(({ added, removed, value, count = value.length }) => {
      // The library sets some comments apart that were not.
      if (added) return value.every((line) => line.trim() === '') ? [] : value;
      at += count;
      return removed ? [] : old.slice(at - count, at);
    })
    .join('\n');
}

function saysWhat(text: string, wanted: unknown): boolean {
  const document = parseDocument(text, { version: '1.2', logLevel: 'silent' });
  return document.errors.length === 0 && sameValue(document.toJS(), wanted);
}

/** How the file is indented and pads its flow style. */
function layoutOf(text: string) {
  const indent = /^( +)[^\s#]/m.exec(text)?.[1]?.length ?? 2;
  return {
    indent: Math.min(Math.max(indent, 1), 8),
    indentSeq: !/^([^\S\n]*)[\w-]+:[^\S\n]*(?:#.*)?\n(?:[^\S\n]*(?:#.*)?\n)*\1- /m.test(text),
    flowCollectionPadding: !/\{[^\s{}]/.test(text),
  };
}

function editMap(document: Document, map: YAMLMap, before: unknown, wanted: object, path: FieldPath): void {
  const had = typeof before === 'object' && before !== null ? before : {};
  for (const key of Object.keys(had)) if (!Object.hasOwn(wanted, key)) map.delete(key);
  for (const [key, value] of orderedEntries(wanted as Readonly<Record<string, unknown>>, path)) {
    const below = [...path, key];
    const old = own(had, key);
    if (old === undefined) insert(map, key, createNode(document, value, below), path);
    else if (!sameValue(old, value)) map.set(key, editValue(document, map.get(key, true), old, value, below));
  }
}

/** The node that says the new value: the old one changed where that can be, or another in its place. */
function editValue(
  document: Document,
  node: unknown,
  before: unknown,
  wanted: unknown,
  path: FieldPath,
): unknown {
  if (isMap(node) && isPlainMap(wanted)) {
    editMap(document, node, before, wanted, path);
    return node;
  }
  if (isSeq(node) && Array.isArray(wanted)) {
    editList(document, node, before as readonly unknown[], wanted, path);
    return node;
  }
  const created = createNode(document, wanted, path);
  if (isScalar(node) && isScalar(created)) {
    created.comment = node.comment ?? null;
    created.commentBefore = node.commentBefore ?? null;
  }
  return created;
}

/** Elements of the same name belong together; without names, those at the same place. */
function editList(
  document: Document,
  list: YAMLSeq,
  before: readonly unknown[],
  wanted: readonly unknown[],
  path: FieldPath,
): void {
  const items = [...list.items];
  const used = new Set<number>();
  const match = (item: unknown, index: number): number => {
    const same = before.findIndex((old, at) => !used.has(at) && sameValue(old, item));
    const named = before.findIndex(
      (old, at) => !used.has(at) && nameOf(old) !== undefined && nameOf(old) === nameOf(item),
    );
    const found = same >= 0 ? same : named >= 0 ? named : before.length === wanted.length ? index : -1;
    return found >= 0 && !used.has(found) ? found : -1;
  };
  list.items = wanted.map((item, index) => {
    const at = match(item, index);
    if (at < 0) return spaced(createNode(document, item, [...path, index]), items);
    used.add(at);
    return sameValue(before[at], item)
      ? items[at]
      : editValue(document, items[at], before[at], item, [...path, index]);
  });
}

/** Set apart by a blank line where the others are. */
function spaced(node: Node, others: readonly unknown[]): Node {
  if (others.slice(1).some((other) => (other as Node | null)?.spaceBefore === true)) node.spaceBefore = true;
  return node;
}

function nameOf(item: unknown): unknown {
  return isPlainMap(item) ? (own(item, 'name') ?? own(item, 'id') ?? own(item, 'sid')) : undefined;
}

/** Before the first field that the schema puts after it; otherwise at the end. */
function insert(map: YAMLMap, key: string, node: Node, path: FieldPath): void {
  const order = fieldsAt(path);
  const later = new Set(order.slice(order.indexOf(key) + 1));
  const at = order.includes(key)
    ? map.items.findIndex(({ key: other }) => later.has(String(isScalar(other) ? other.value : other)))
    : -1;
  const pair = new Pair(new Scalar(key), node);
  if (at < 0) map.items.push(pair);
  else map.items.splice(at, 0, pair);
  if (path.length === 0 && map.items.length > 1) (pair.key as Scalar).spaceBefore = true;
}

/** Maps in the schema's order, as far down as they go. */
function inOrder(value: unknown, path: FieldPath): unknown {
  if (Array.isArray(value)) return value.map((item, index) => inOrder(item, [...path, index]));
  if (!isPlainMap(value)) return value;
  const entries = orderedEntries(value as Readonly<Record<string, unknown>>, path);
  return Object.fromEntries(entries.map(([key, child]) => [key, inOrder(child, [...path, key])]));
}

/** A node in block style, quoted as everything else that we write. */
function createNode(document: Document, value: unknown, path: FieldPath): Node {
  const node = document.createNode(inOrder(value, path), { aliasDuplicateObjects: false });
  visit(node, {
    Scalar: (_key, scalar) => {
      if (typeof scalar.value !== 'string') return;
      scalar.type = yamlScalar(scalar.value).startsWith('"') ? 'QUOTE_DOUBLE' : 'PLAIN';
    },
  });
  return node as Node;
}
