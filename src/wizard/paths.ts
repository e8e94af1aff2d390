import type { FieldPath } from '../diagnostics.js';
import { own, valueAt } from '../plain-data.js';

/** Plain data, as YAML and JSON hold it; null stands for "left out on purpose". */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** A map of plain data that may be changed. */
export type Draftable = Record<string, unknown>;

/** `workloads[].buckets[].access` with indexes `[0, 1]` as `workloads[0].buckets[1].access`. */
export function fillIndexes(template: string, indexes: readonly number[]): string {
  let position = 0;
  return template.replace(/\[\]/g, () => `[${indexes[position++] ?? 0}]`);
}

const PART = /^(?:(\.?)([A-Za-z_][\w-]*)|\[(\d{1,6})\]|\[("(?:[^"\\]|\\.)*")\])/;

/** Reads what `formatPath` writes, such as `workloads[0].pod.env["my.var"]`; undefined for anything else. */
export function parsePath(text: string): FieldPath | undefined {
  if (!PARSED.has(text)) {
    if (PARSED.size > 5000) PARSED.clear();
    PARSED.set(text, parseAnew(text));
  }
  return PARSED.get(text);
}

/** The same few paths are asked for all the time. */
const PARSED = new Map<string, FieldPath | undefined>();

function parseAnew(text: string): FieldPath | undefined {
  const path: (string | number)[] = [];
  let rest = text;
  while (rest !== '') {
    const match = PART.exec(rest);
    if (match === null) return undefined;
    const [whole, dot, name, index, quoted] = match;
    if (name !== undefined) {
      if ((dot === '') !== (path.length === 0)) return undefined;
      path.push(name);
    } else path.push(index === undefined ? readQuoted(quoted ?? '""') : Number(index));
    rest = rest.slice(whole.length);
  }
  return path.length === 0 ? undefined : path;
}

function readQuoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}

/** Puts a value at a path, making the maps and lists on the way; elements that a list lacks before it hold nothing. */
export function setAt(root: Draftable, path: FieldPath, value: unknown): void {
  let holder: Record<string | number, unknown> = root;
  path.forEach((part, depth) => {
    if (Array.isArray(holder)) while (holder.length < Number(part)) holder.push({});
    const next = own(holder, part);
    if (depth === path.length - 1) define(holder, part, value);
    else if (typeof next !== 'object' || next === null) {
      define(holder, part, typeof path[depth + 1] === 'number' ? [] : {});
    }
    holder = holder[part] as Record<string | number, unknown>;
  });
}

/** Takes what stands at a path away, and every map or list above it that is empty then. */
export function unsetAt(root: Draftable, path: FieldPath): void {
  const last = path.at(-1);
  const holder = valueAt(root, path.slice(0, -1)) as Record<string | number, unknown> | undefined;
  if (last === undefined || typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, last))
    return;
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
  if (path.length > 1 && Object.keys(holder).length === 0) unsetAt(root, path.slice(0, -1));
}

/** Whether two values say the same; the order of a map's keys says nothing. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameValue(own(a, key), own(b, key)));
}

/** As an own property, whatever its name. */
function define(holder: object, key: string | number, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}
