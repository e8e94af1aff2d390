import type { FieldPath } from '../diagnostics.js';
import { own, valueAt } from '../plain-data.js';

/** Plain data, as YAML and JSON hold it; null stands for "left out on purpose". */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** A map of plain data that may be changed. */
export type Draftable = Record<string, unknown>;

/** `workloads[].buckets[].access` with indexes `[0, 1]` as `workloads[0].buckets[1].access`. */
export function fillIndexes(template: string, indexes: readonly number[]): string {
  if (!template.includes('[]')) return template;
  const [first = '', ...rest] = templateOf(template).parts;
  let filled = first;
  for (const [position, part] of rest.entries()) filled += `[${indexes[position] ?? 0}]${part}`;
  return filled;
}

/** The same as a path; undefined for a name of our own. */
export function pathAt(template: string, indexes: readonly number[]): FieldPath | undefined {
  let position = 0;
  return templateOf(template).path?.map((part) => (part === ANY ? (indexes[position++] ?? 0) : part));
}

/** Reads what `formatPath` writes, such as `workloads[0].pod.env["my.var"]`; undefined for anything else. */
export function parsePath(text: string): FieldPath | undefined {
  const { path } = templateOf(text);
  return path?.includes(ANY) === true ? undefined : path;
}

/** Stands in a template's path for the index of a list element. */
const ANY = -1;

const PART = /^(?:(\.?)([A-Za-z_][\w-]*)|\[(\d{0,6})\]|\[("(?:[^"\\]|\\.)*")\])/;

interface Template {
  /** The text between its `[]`. */
  readonly parts: readonly string[];
  readonly path: FieldPath | undefined;
}

/** The same few are asked for all the time. */
const TEMPLATES = new Map<string, Template>();

function templateOf(text: string): Template {
  const known = TEMPLATES.get(text);
  if (known !== undefined) return known;
  if (TEMPLATES.size > 20_000) TEMPLATES.clear();
  const template = { parts: text.split('[]'), path: parseAnew(text) };
  TEMPLATES.set(text, template);
  return template;
}

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
    } else if (index === undefined) path.push(readQuoted(quoted ?? '""'));
    else path.push(index === '' ? ANY : Number(index));
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

/** The same as `unsetAt`, which leaves the value itself as it is; what does not change is shared. */
export function omitAt(root: Draftable, path: FieldPath): Draftable {
  return (omitIn(root, path) ?? {}) as Draftable;
}

function omitIn(value: unknown, [part, ...below]: FieldPath): unknown {
  if (part === undefined) return undefined;
  const child = own(value, part);
  if (child === undefined) return value;
  const left = omitIn(child, below);
  if (left === child) return value;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  if (left !== undefined) define(copy as Draftable, part, left);
  else if (Array.isArray(copy)) copy.splice(Number(part), 1);
  else delete (copy as Draftable)[part];
  return Object.keys(copy).length === 0 ? undefined : copy;
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
function define(holder: Record<string | number, unknown>, key: string | number, value: unknown): void {
  if (key !== '__proto__') holder[key] = value;
  else Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}
