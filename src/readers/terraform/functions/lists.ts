import { compareText } from '../../../collections.js';
import { list, type Node, type ScalarNode, scalar, type UnknownNode } from '../../node.js';
import { isNull, plainValue } from '../../node-access.js';
import { asItems, asNumber, asText, asTexts, isExact, isKnownNonNull, restOf } from './arguments.js';
import { hasLongNumber, jsonText } from './documents.js';
import type { TerraformFunction } from './function.js';

/** Functions on lists and sets. */
export const listFunctions: Readonly<Record<string, TerraformFunction>> = {
  concat: ({ args, place }) => {
    if (args.some((argument) => argument.kind === 'scalar' || argument.kind === 'map')) return undefined;
    const items = args.flatMap((argument) => asItems(argument) ?? []);
    return list(items, place, args.flatMap(restOf));
  },
  flatten: ({ args: [value], place }) => {
    if (value?.kind !== 'list') return undefined;
    const items: Node[] = [];
    const rest = [...value.rest];
    const visit = (node: Node): void => {
      if (node.kind !== 'list') items.push(node);
      else {
        rest.push(...node.rest);
        node.items.forEach(visit);
      }
    };
    value.items.forEach(visit);
    return list(items, place, rest);
  },
  toset: ({ args: [value], place }) => {
    const items = asItems(value);
    if (value === undefined || items === undefined) return undefined;
    return setOf(items, place, restOf(value));
  },
  tolist: ({ args: [value] }) => (value?.kind === 'list' ? value : undefined),
  distinct: ({ args: [value], place }) => {
    const items = distinct(asItems(value) ?? []);
    return value?.kind !== 'list' || items === undefined ? undefined : list(items, place, value.rest);
  },
  compact: ({ args: [value], place }) => {
    const items = asItems(value);
    if (value === undefined || items === undefined) return undefined;
    const kept = items.filter((item) => !isNull(item) && !(item.kind === 'scalar' && item.value === ''));
    return list(kept, place, restOf(value));
  },
  sort: ({ args: [value], place }) => {
    if (asTexts(value) === undefined) return undefined;
    return list([...(asItems(value) ?? [])].sort(order), place);
  },
  reverse: ({ args: [value], place }) => {
    if (value?.kind !== 'list' || value.rest.length > 0) return undefined;
    return list([...value.items].reverse(), place);
  },
  element: ({ args: [value, index] }) => {
    const [items, at] = [asItems(value), asNumber(index)];
    if (value === undefined || items === undefined || at === undefined || restOf(value).length > 0)
      return undefined;
    return items.length === 0 ? undefined : items[at % items.length];
  },
  slice: ({ args: [value, start, end], place }) => {
    const [items, from, to] = [asItems(value), asNumber(start), asNumber(end)];
    if (value === undefined || items === undefined || restOf(value).length > 0) return undefined;
    return from === undefined || to === undefined ? undefined : list(items.slice(from, to), place);
  },
  one: ({ args: [value], place }) => {
    if (value?.kind !== 'list' || value.rest.length > 0 || value.items.length > 1) return undefined;
    return value.items[0] ?? scalar(null, place);
  },
  index: ({ args: [value, wanted], place }) => {
    const words = asTexts(value);
    const at = words?.indexOf(asText(wanted) ?? '') ?? -1;
    return at === -1 ? undefined : scalar(at, place);
  },
  range: ({ args, place }) => range(args, place),
  setunion: ({ args, place }) => {
    if (args.some((argument) => asItems(argument) === undefined)) return undefined;
    return setOf(
      args.flatMap((argument) => asItems(argument) ?? []),
      place,
      args.flatMap(restOf),
    );
  },
  setintersection: ({ args, place }) => {
    const items = asItems(args[0]);
    const sets = args.map(asTexts);
    if (items === undefined || sets.some((set) => set === undefined)) return undefined;
    return setOf(
      items.filter((item) => sets.every((set) => set?.includes(asText(item) ?? ''))),
      place,
    );
  },
  setsubtract: ({ args: [value, minus], place }) => {
    const cut = asTexts(minus);
    const items = asItems(value);
    if (asTexts(value) === undefined || cut === undefined || items === undefined) return undefined;
    return setOf(
      items.filter((item) => !cut.includes(asText(item) ?? '')),
      place,
    );
  },
  anytrue: ({ args: [value], place }) => all(value, place, false),
  alltrue: ({ args: [value], place }) => all(value, place, true),
};

/** Each value once; undefined where a number is too long, or it and its text would be one, since Terraform makes all of one type. */
function distinct(items: readonly Node[]): Node[] | undefined {
  const seen = new Map<string, string>();
  const kept: Node[] = [];
  for (const item of items) {
    const plain = plainValue(item);
    if (hasLongNumber(plain?.value)) return undefined;
    const key = plain === undefined ? undefined : jsonText(plain.value);
    const untyped = key?.replaceAll('"', '');
    const before = untyped === undefined ? undefined : seen.get(untyped);
    if (before !== undefined && before !== key) return undefined;
    if (before !== undefined) continue;
    kept.push(item);
    if (key !== undefined && untyped !== undefined) seen.set(untyped, key);
  }
  return kept;
}

/** Terraform goes through a set in the order of its values, which are of one type; what it would convert is not. */
function setOf(
  items: readonly Node[],
  place: Node['place'],
  rest: readonly UnknownNode[] = [],
): Node | undefined {
  const types = items
    .filter(isKnownNonNull)
    .map((item) => (item.kind === 'scalar' ? typeof item.value : item.kind));
  const each = new Set(types).size > 1 ? undefined : distinct(items);
  return each && list(each.sort(order), place, rest);
}

function order(a: Node, b: Node): number {
  if (isNumber(a) && isNumber(b)) return a.value - b.value;
  return isKnownNonNull(a) && isKnownNonNull(b) ? compareText(asText(a) ?? '', asText(b) ?? '') : 0;
}

const isNumber = (node: Node): node is ScalarNode & { readonly value: number } =>
  node.kind === 'scalar' && typeof node.value === 'number';

function range(args: readonly Node[], place: Node['place']): Node | undefined {
  const numbers = args.map(asNumber);
  const [first, second, third] = numbers;
  if (first === undefined || numbers.some((value) => value === undefined)) return undefined;
  const [start, end] = second === undefined ? [0, first] : [first, second];
  const step = third ?? (start <= end ? 1 : -1);
  if (![start, end, step].every(isExact) || step === 0 || Math.abs((end - start) / step) > 1024)
    return undefined;
  const items: Node[] = [];
  for (let at = start; step > 0 ? at < end : at > end; at += step) items.push(scalar(at, place));
  return list(items, place);
}

function all(value: Node | undefined, place: Node['place'], want: boolean): Node | undefined {
  if (value?.kind !== 'list') return undefined;
  const items = value.items.map((item) => (item.kind === 'scalar' ? String(item.value ?? false) : undefined));
  if (items.includes(String(!want))) return scalar(!want, place);
  return items.includes(undefined) || value.rest.length > 0 ? undefined : scalar(want, place);
}
