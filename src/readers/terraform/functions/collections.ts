import { absent, entry, list, type MapEntry, map, type Node, scalar, type UnknownNode } from '../../node.js';
import { entryOf, isNull, scalarText } from '../../node-access.js';
import { iterate, sameValue } from '../values.js';
import { asItems, asText, asTexts, restOf } from './arguments.js';
import type { TerraformFunction } from './function.js';

/** Functions on maps, and those that work on lists and maps alike. */
export const collectionFunctions: Readonly<Record<string, TerraformFunction>> = {
  merge: ({ args, place }) => {
    const known = args.filter((argument) => !isNull(argument));
    if (known.some((argument) => argument.kind === 'list' || argument.kind === 'scalar')) return undefined;
    return map(merged(known), place, known.flatMap(restOf));
  },
  keys: ({ args: [value], place }) => {
    if (value?.kind !== 'map') return undefined;
    return list(
      (iterate(value) ?? []).map((item) => item.key),
      place,
      value.rest,
    );
  },
  values: ({ args: [value], place }) => {
    if (value?.kind !== 'map') return undefined;
    return list(
      (iterate(value) ?? []).map((item) => item.value),
      place,
      value.rest,
    );
  },
  lookup: ({ args: [value, key, fallback] }) => {
    const name = asText(key);
    if (value?.kind !== 'map' || name === undefined) return undefined;
    const found = entryOf(value, name)?.value;
    if (found !== undefined) return found;
    const open = value.rest.length > 0 || value.entries.some((item) => item.key === undefined);
    return open ? undefined : fallback;
  },
  zipmap: ({ args: [keys, values], place }) => {
    const [names, items] = [asTexts(keys), asItems(values)];
    if (names === undefined || items === undefined || names.length !== items.length) return undefined;
    const entries = names.flatMap((name, index) => {
      const value = items[index];
      return value === undefined ? [] : [entry(name, value.place, value)];
    });
    return map(entries, place);
  },
  contains: ({ args: [value, wanted], place }) => {
    const items = asItems(value);
    if (value === undefined || items === undefined || wanted === undefined) return undefined;
    const results = items.map((item) => sameValue(item, wanted));
    if (results.includes(true)) return scalar(true, place);
    const open = results.includes(undefined) || restOf(value).length > 0;
    return open ? undefined : scalar(false, place);
  },
  length: ({ args: [value], place }) => {
    if (value === undefined || value.kind === 'unknown' || restOf(value).length > 0) return undefined;
    if (value.kind === 'list') return scalar(value.items.length, place);
    if (value.kind === 'map') return scalar(new Set(value.entries.map((item) => item.key)).size, place);
    return scalar([...scalarText(value)].length, place);
  },
  coalesce: ({ args, place }) => {
    for (const argument of args) {
      if (argument.kind === 'unknown') return undefined;
      if (!isNull(argument) && !(argument.kind === 'scalar' && argument.value === '')) return argument;
    }
    return absent('argument of coalesce() that is neither null nor empty', place);
  },
  coalescelist: ({ args, place }) => {
    for (const argument of args) {
      if (argument.kind === 'unknown' || restOf(argument).length > 0) return undefined;
      if (argument.kind === 'list' && argument.items.length > 0) return argument;
    }
    return absent('argument of coalescelist() that is not empty', place);
  },
  tomap: ({ args: [value] }) => (value?.kind === 'map' ? value : undefined),
  nonsensitive: ({ args: [value] }) => value,
  sensitive: ({ args: [value] }) => value,
  setproduct: ({ args, place }) => product(args, place),
};

/** Later maps win, each key in the place where it first stood. */
function merged(maps: readonly Node[]): MapEntry[] {
  const byKey = new Map<string, MapEntry>();
  const open: MapEntry[] = [];
  for (const each of maps) {
    if (each.kind === 'unknown') hide(byKey, each);
    if (each.kind !== 'map') continue;
    for (const item of each.entries) {
      if (item.key === undefined) open.push(item);
      else byKey.set(item.key, item);
    }
    for (const rest of each.rest) hide(byKey, rest);
  }
  return [...byKey.values(), ...open];
}

/** What comes before an unknown map may be overwritten by it. */
function hide(byKey: Map<string, MapEntry>, by: UnknownNode): void {
  for (const [key, item] of byKey) byKey.set(key, { ...item, value: { ...by, place: item.value.place } });
}

function product(args: readonly Node[], place: Node['place']): Node | undefined {
  let rows: Node[][] = [[]];
  for (const argument of args) {
    const items = asItems(argument);
    if (items === undefined || restOf(argument).length > 0) return undefined;
    if (rows.length * items.length > 10_000) return undefined;
    rows = rows.flatMap((row) => items.map((item) => [...row, item]));
  }
  return list(
    rows.map((row) => list(row, place)),
    place,
  );
}
