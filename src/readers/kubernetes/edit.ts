import { entry, list, type MapEntry, map, type Node, text } from '../node.js';
import { entryOf, isMap, isNull, isString } from '../node-access.js';
import type { Span } from '../text/source-text.js';

/** The same document with other places. */
export function withPlaces(root: Node, placeOf: (place: Span) => Span): Node {
  const done = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const found = done.get(node) ?? moved(node);
    done.set(node, found);
    return found;
  };
  const moved = (node: Node): Node => {
    const place = placeOf(node.place);
    if (node.kind === 'list') return { ...node, place, items: node.items.map(visit) };
    if (node.kind !== 'map') return { ...node, place };
    const entries = node.entries.map(({ key, keyNode, value }) => ({
      key,
      keyNode: { ...keyNode, place: placeOf(keyNode.place) },
      value: visit(value),
    }));
    return { ...node, place, entries };
  };
  return visit(root);
}

/** The same document with the value at a path of keys set; missing maps on the way are made. */
export function withValue(node: Node, path: readonly string[], value: Node): Node {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (node.kind !== 'map') return node;
  const found = entryOf(node, key);
  const inner = withValue(found?.value ?? map([], value.place), rest, value);
  if (found === undefined)
    return map([...node.entries, entry(key, value.place, inner)], node.place, node.rest);
  const entries = node.entries.map((item) => (item === found ? { ...item, value: inner } : item));
  return map(entries, node.place, node.rest);
}

/** The same document with a key of the map at a path taken away. */
function withoutKey(node: Node, path: readonly string[], key: string): Node {
  const [first, ...rest] = path;
  if (node.kind !== 'map') return node;
  if (first === undefined) {
    return map(
      node.entries.filter((item) => item.key !== key),
      node.place,
      node.rest,
    );
  }
  const entries = node.entries.map((item) =>
    item.key === first ? { ...item, value: withoutKey(item.value, rest, key) } : item,
  );
  return map(entries, node.place, node.rest);
}

/** A strategic merge: maps are merged, null deletes, lists of named objects are merged by name, others replaced. */
export function merged(base: Node, patch: Node): Node {
  if (base.kind === 'list' && patch.kind === 'list') return mergedLists(base.items, patch.items, patch.place);
  if (base.kind !== 'map' || patch.kind !== 'map') return patch;
  const entries: MapEntry[] = [];
  for (const item of base.entries) {
    const change = item.key === undefined ? undefined : entryOf(patch, item.key);
    if (change === undefined) entries.push(item);
    else if (!isNull(change.value)) entries.push({ ...item, value: merged(item.value, change.value) });
  }
  const added = patch.entries.filter(
    (item) =>
      item.key !== '$patch' &&
      !isNull(item.value) &&
      (item.key === undefined || entryOf(base, item.key) === undefined),
  );
  return map([...entries, ...added], base.place, [...base.rest, ...patch.rest]);
}

function mergedLists(base: readonly Node[], patch: readonly Node[], place: Span): Node {
  const names = patch.map(nameOf);
  if (names.some((name) => name === undefined)) return list(patch, place);
  const kept = base.map((item) => {
    const at = names.indexOf(nameOf(item));
    const change = at === -1 ? undefined : patch[at];
    return change === undefined ? item : merged(item, change);
  });
  const old = new Set(base.map(nameOf));
  return list([...kept, ...patch.filter((item) => !old.has(nameOf(item)))], place);
}

function nameOf(node: Node): string | undefined {
  const name = isMap(node) ? entryOf(node, 'name')?.value : undefined;
  return isString(name) ? name.value : undefined;
}

/** A JSON patch (RFC 6902): `add`, `replace` and `remove` on maps; other operations change nothing. */
export function patched(node: Node, operation: string, pointer: string, value: Node | undefined): Node {
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = path.at(-1);
  if (last === undefined || path.some((part) => /^(\d+|-)$/.test(part))) return node;
  if (operation === 'remove') return withoutKey(node, path.slice(0, -1), last);
  const sets = operation === 'add' || operation === 'replace';
  return sets && value !== undefined ? withValue(node, path, value) : node;
}

/** The same document with a text at a path, if that path has a text already. */
export function withText(node: Node, path: readonly string[], value: string, place: Span): Node {
  return withValue(node, path, text(value, place));
}
