import { type FieldPath, formatPath } from '../diagnostics.js';
import {
  fieldOf,
  itemsWithRest,
  type ListNode,
  type MapNode,
  type Node,
  type Span,
} from '../readers/index.js';
import { valueText } from './canonical.js';

/** One place in which a document says something else than another. */
export interface Difference {
  readonly how: 'added' | 'changed' | 'removed';
  /** As people write it; elements of a list by their name where they have one: `spec.containers[proxy]`. */
  readonly path: string;
  /** What is there now; what was there where it is gone. */
  readonly node: Node;
  readonly place: Span;
}

/** What one document says otherwise than another; what is new as a whole is one difference. */
export function differencesOf(before: Node | undefined, after: Node, path = ''): readonly Difference[] {
  // Of a new list of named things each is named: variables, volumes, containers.
  if (before === undefined && path !== '' && isNamedList(after))
    return ofLists([], itemsWithRest(after), path);
  if (before === undefined) return [{ how: 'added', path, node: after, place: after.place }];
  if (before.kind === 'map' && after.kind === 'map') return ofMaps(before, after, path);
  if (before.kind === 'list' && after.kind === 'list')
    return ofLists(itemsWithRest(before), itemsWithRest(after), path);
  if (valueText(before) === valueText(after)) return [];
  return [{ how: 'changed', path, node: after, place: after.place }];
}

/** Every scalar at or below a node, by path. */
export function leavesOf(
  node: Node,
  path: string,
): readonly { readonly path: string; readonly text: string }[] {
  if (node.kind === 'map') return node.entries.flatMap(({ key, value }) => leavesOf(value, below(path, key)));
  if (node.kind === 'list')
    return node.items.flatMap((item, index) => leavesOf(item, `${path}[${nameOf(item, index)}]`));
  return [{ path, text: valueText(node) }];
}

function ofMaps(before: MapNode, after: MapNode, path: string): readonly Difference[] {
  return [
    ...after.entries.flatMap(({ key, value }) => {
      const old = key === undefined ? undefined : fieldOf(before, key);
      // Nearly everything is the same, and needs no path.
      return old !== undefined && isSame(old, value) ? [] : differencesOf(old, value, below(path, key));
    }),
    ...gone(
      before.entries.filter(({ key }) => key !== undefined && fieldOf(after, key) === undefined),
      ({ key, value }) => [below(path, key), value],
      after,
    ),
    ...ofLists(before.rest, after.rest, path),
  ];
}

function ofLists(before: readonly Node[], after: readonly Node[], path: string): readonly Difference[] {
  const known = new Map(before.map((item, index) => [nameOf(item, index), item]));
  const kept = new Set(after.map(nameOf));
  return [
    ...after.flatMap((item, index) => {
      const name = nameOf(item, index);
      return differencesOf(known.get(name), item, `${path}[${name}]`);
    }),
    ...gone(
      [...known].filter(([name]) => !kept.has(name)),
      ([name, item]) => [`${path}[${name}]`, item],
      after[0],
    ),
  ];
}

/** Whether two nodes say the same in the same order, as far as that is told at once. */
function isSame(node: Node, other: Node): boolean {
  if (node.kind === 'scalar') return other.kind === 'scalar' && node.value === other.value;
  if (node.kind === 'map' && other.kind === 'map')
    return (
      node.entries.length === other.entries.length &&
      node.rest.length + other.rest.length === 0 &&
      node.entries.every(({ key, value }, index) => {
        const entry = other.entries[index];
        return key !== undefined && key === entry?.key && isSame(value, entry.value);
      })
    );
  if (node.kind !== 'list' || other.kind !== 'list' || node.items.length !== other.items.length) return false;
  if (node.rest.length + other.rest.length > 0) return false;
  return node.items.every((item, index) => isSame(item, other.items[index] as Node));
}

function gone<T>(
  items: readonly T[],
  read: (item: T) => readonly [string, Node],
  near: Node | undefined,
): readonly Difference[] {
  return items.map((item) => {
    const [path, node] = read(item);
    return { how: 'removed', path, node, place: near?.place ?? node.place };
  });
}

function isNamedList(node: Node): node is ListNode {
  return (
    node.kind === 'list' &&
    node.items.length > 0 &&
    node.items.every((item) => fieldOf(item, 'name')?.kind === 'scalar')
  );
}

/** What tells an element of a list from the others: its name, or itself where it is one value. */
function nameOf(item: Node, index: number): string {
  if (item.kind !== 'map') return item.kind === 'list' ? String(index) : valueText(item);
  const name = fieldOf(item, 'name') ?? fieldOf(item, 'mountPath');
  return name?.kind === 'scalar' ? String(name.value) : String(index);
}

function below(path: string, key: string | undefined): string {
  const field: FieldPath = [key ?? '?'];
  const text = formatPath(field);
  return path === '' || text.startsWith('[') ? `${path}${text}` : `${path}.${text}`;
}
