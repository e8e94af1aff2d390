import { entry, list, type MapEntry, type Node, text, unknown } from '../node.js';
import { isString, scalarText } from '../node-access.js';

/** Names that only hold inside an expression or block: `each`, `count`, loop variables. */
export type Bindings = ReadonlyMap<string, Node>;

/** The bindings inside one round of a loop. */
export function loopBindings(bindings: Bindings, names: readonly string[], key: Node, value: Node): Bindings {
  const inner = new Map(bindings);
  const [first, second] = names;
  if (first !== undefined) inner.set(first, second === undefined ? value : key);
  if (second !== undefined) inner.set(second, value);
  return inner;
}

/** An entry of an object constructor. */
export function keyed(key: Node, value: Node): MapEntry {
  if (key.kind === 'scalar' && key.value !== null) {
    const keyText = scalarText(key);
    return isString(key)
      ? { key: keyText, keyNode: key, value }
      : { key: keyText, keyNode: text(keyText, key.place, key.literal), value };
  }
  if (key.kind === 'unknown') return { key: undefined, keyNode: key, value };
  return { key: undefined, keyNode: unknown('a key must be text', key.place), value };
}

/** Entries with equal keys as one with the list of their values (`...` in a `for`). */
export function grouped(entries: readonly MapEntry[]): MapEntry[] {
  const groups = new Map<string, MapEntry[]>();
  const others: MapEntry[] = [];
  for (const item of entries) {
    if (item.key === undefined) others.push({ ...item, value: list([item.value], item.value.place) });
    else groups.set(item.key, [...(groups.get(item.key) ?? []), item]);
  }
  const joined = [...groups].flatMap(([key, items]) => {
    const [first] = items;
    if (first === undefined) return [];
    const values = items.map((item) => item.value);
    return [entry(key, first.keyNode.place, list(values, first.value.place))];
  });
  return [...joined, ...others];
}
