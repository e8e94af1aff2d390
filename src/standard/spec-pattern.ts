import { type FieldPath, formatPath } from '../diagnostics.js';
import { whileReadable } from '../spec/readable.js';
import { fieldsAt, schemaAt } from '../spec/schema-tree.js';
import { oneOf } from '../text/nearest.js';
import { quote } from '../text/quote.js';

/** A path into a spec that stands for one field, or for that field of each element of a list: see `EACH`. */
export type SpecPattern = FieldPath;

/** The index that stands for each element; people write `[]`. */
export const EACH = -1;

/** `['workloads', EACH, 'pod']` as `workloads[].pod`. */
export function formatPattern(pattern: SpecPattern): string {
  return formatPath(pattern).replaceAll(`[${EACH}]`, '[]');
}

/** A concrete path with `[]` in the place of every index. */
export function patternOf(path: FieldPath): SpecPattern {
  return path.map((part) => (typeof part === 'number' ? EACH : part));
}

/** A pattern, or why there is none. */
export type ParsedPattern =
  | { readonly pattern: SpecPattern }
  | { readonly message: string; readonly help: string };

/** Reads `workloads[].pod.image` or `tags["cost center"]`; every field must be one that a spec has. */
export function parsePattern(text: string): ParsedPattern {
  const parts = splitPath(text);
  if (parts === undefined) {
    return { message: `${quote(text)} is no path of a spec`, help: 'write it as in workloads[].pod.image' };
  }
  for (let length = 1; length <= parts.length; length += 1) {
    if (schemaAt(parts.slice(0, length)) !== undefined) continue;
    return unknownStep(text, parts, length - 1);
  }
  return { pattern: parts };
}

/** The same for a path that must lead to a value, such as a region; words of `access` count as values. */
export function parseValuePattern(text: string): ParsedPattern {
  const parsed = parsePattern(text.replace(/\.access\[\]$/, '.access'));
  if (!('pattern' in parsed)) return parsed;
  const type = schemaAt(parsed.pattern)?.type;
  if (type === 'array') {
    return { message: `${quote(text)} is a list`, help: `write ${quote(`${text}[]`)}: each of its elements` };
  }
  const fields = fieldsAt(parsed.pattern);
  if (fields.length > 0) {
    return { message: `${quote(text)} is a map`, help: `name one of its fields: ${fields.join(', ')}` };
  }
  if (type === 'record')
    return { message: `${quote(text)} is a map`, help: `name one of its keys, as in ${text}.key` };
  return parsed;
}

/** The values of a tree at a pattern, with their concrete paths; nothing where it leads nowhere. */
export function selectValues(root: unknown, pattern: SpecPattern): readonly Selected[] {
  let found: readonly Selected[] = [{ path: [], value: root }];
  for (const part of pattern) found = found.flatMap(({ path, value }) => stepInto(value, part, path));
  return found;
}

/** A value with where it was found. */
export interface Selected {
  readonly path: FieldPath;
  readonly value: unknown;
}

function stepInto(value: unknown, part: string | number, path: FieldPath): readonly Selected[] {
  if (part === EACH) {
    if (!Array.isArray(value)) return [];
    return [...value.keys()].flatMap((index) => stepInto(value, index, path));
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return [];
  const found = whileReadable(() => (value as Readonly<Record<string | number, unknown>>)[part]);
  return found === undefined ? [] : [{ path: [...path, part], value: found }];
}

function splitPath(text: string): FieldPath | undefined {
  const parts: (string | number)[] = [];
  const step = /\.?([A-Za-z_][\w-]*)|\[\]|\["((?:[^"\\]|\\.)*)"\]|\[(\d{1,6})\]/y;
  while (step.lastIndex < text.length) {
    const start = step.lastIndex;
    const [whole, name, key, index] = step.exec(text) ?? [];
    if (whole === undefined) return undefined;
    if (name !== undefined && start > 0 !== whole.startsWith('.')) return undefined;
    parts.push(name ?? key?.replace(/\\(.)/g, '$1') ?? (index === undefined ? EACH : Number(index)));
  }
  return parts.length === 0 ? undefined : parts;
}

function unknownStep(text: string, parts: FieldPath, at: number): ParsedPattern {
  const above = parts.slice(0, at);
  const part = parts[at] as string | number;
  const schema = schemaAt(above);
  if (schema?.type === 'array') {
    const corrected = formatPattern([...above, EACH, ...parts.slice(at)]);
    return {
      message: `${quote(text)} goes into a list`,
      help: `write ${quote(corrected)}: [] is each element`,
    };
  }
  const holder = at === 0 ? 'a spec' : formatPattern(above);
  const fields = fieldsAt(above);
  if (fields.length === 0)
    return { message: `${quote(text)} goes on below a value`, help: `end it at ${holder}` };
  if (typeof part === 'number') {
    return { message: `${quote(text)} takes ${holder} for a list`, help: oneOf('', fields) };
  }
  return { message: `${quote(part)} is no field of ${holder}`, help: oneOf(part, fields) };
}
