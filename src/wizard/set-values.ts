import { parseDocument } from 'yaml';
import { Failure, type FieldPath, formatPath } from '../diagnostics.js';
import { isMap, own } from '../plain-data.js';
import { fieldsAt, schemaAt } from '../spec/schema-tree.js';
import { checkField } from '../spec/shape.js';
import { nearest } from '../text/nearest.js';
import { quote } from '../text/quote.js';
import { type Draftable, parsePath, setAt, unsetAt } from './paths.js';
import type { Layer } from './state.js';

/** Reads assignments such as `cluster.region=eu-west-1` into a layer; the name of the option is for messages. */
export function readSets(texts: readonly string[], source: 'env' | 'set', option: string): Layer {
  const value: Draftable = {};
  const removed: string[] = [];
  for (const text of texts) {
    const { path, assigned } = readSet(text, option);
    if (assigned === null) {
      unsetAt(value, path);
      removed.push(formatPath(path));
    } else setAt(value, path, assigned);
  }
  return { source, value, removed };
}

/** The lines of `IRSA_FORGE_SET`; blank ones and comments count for nothing. */
export function linesOf(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Everything that was given before the first question, in one. */
export function joinLayers(layers: readonly Layer[]): Draftable {
  const base: Draftable = {};
  for (const layer of layers) applyLayer(base, layer);
  return base;
}

/** Puts a layer over what is there: maps are joined, anything else is replaced. */
function applyLayer(base: Draftable, layer: Layer): void {
  merge(base, layer.value);
  for (const key of layer.removed ?? []) unsetAt(base, parsePath(key) ?? []);
}

function merge(base: Draftable, over: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(over)) {
    const there = own(base, key);
    if (Array.isArray(there) && Array.isArray(value)) mergeList(there, value);
    else if (isMap(there) && isMap(value)) merge(there, value);
    else setAt(base, [key], structuredClone(value));
  }
}

/** `workloads[0].name=x` changes the first element and leaves its other fields and the other elements. */
function mergeList(base: unknown[], over: readonly unknown[]): void {
  if (!over.every(isMap)) {
    base.splice(0, base.length, ...structuredClone(over));
    return;
  }
  over.forEach((item, index) => {
    const there = base[index];
    if (isMap(there)) merge(there, item);
    else base[index] = structuredClone(item);
  });
}

function readSet(text: string, option: string): { readonly path: FieldPath; readonly assigned: unknown } {
  const [, name = '', written = ''] = /^((?:[^="]|"(?:[^"\\]|\\.)*")*)=(.*)$/s.exec(text) ?? [];
  const path = parsePath(name.trim());
  if (path === undefined) {
    throw new Failure('set-syntax', 'user', `${option} ${quote(text)} is no assignment`, {
      help: 'write path=value, such as cluster.region=eu-west-1 or workloads[0].buckets[0].name=acme-photos',
    });
  }
  if (schemaAt(path) === undefined) throw unknownPath(path, option);
  const assigned = valueFor(path, written, option);
  if (assigned === null) return { path, assigned };
  const refused = refusalOf(path, assigned);
  if (refused !== undefined) {
    throw new Failure('set-value', 'user', `${option} ${formatPath(path)}: ${refused}`);
  }
  return { path, assigned };
}

/** As YAML; but as plain text where only that suits the field, such as an account id without quotes. */
function valueFor(path: FieldPath, written: string, option: string): unknown {
  const document = parseDocument(written, { version: '1.2', logLevel: 'error' });
  const parsed: unknown = document.errors.length === 0 ? (document.toJS() ?? null) : undefined;
  if (parsed === null) return null;
  if (parsed !== undefined && refusalOf(path, parsed) === undefined) return parsed;
  if (refusalOf(path, written.trim()) === undefined) return written.trim();
  if (parsed !== undefined) return parsed;
  throw new Failure(
    'set-value',
    'user',
    `${option} ${formatPath(path)}: ${quote(written)} is not valid YAML`,
    {
      help: 'put text with special characters in quotes',
    },
  );
}

/** Maps and lists may be given in part: only what they hold is looked at. */
function refusalOf(path: FieldPath, value: unknown): string | undefined {
  if (Array.isArray(value) && value.length > 0 && schemaAt([...path, 0]) !== undefined) {
    return value.map((item, index) => refusalOf([...path, index], item)).find(Boolean);
  }
  if (isMap(value) && fieldsAt(path).length > 0) {
    return Object.entries(value)
      .map(([key, child]) => {
        const own = [...path, key];
        const refused = schemaAt(own) === undefined ? 'there is no such field' : refusalOf(own, child);
        return refused && `${key}: ${refused}`;
      })
      .find(Boolean);
  }
  return checkField(path, value);
}

/** Names the nearest path that a spec has. */
function unknownPath(path: FieldPath, option: string): Failure {
  const known = path.findIndex((_, depth) => schemaAt(path.slice(0, depth + 1)) === undefined);
  const above = path.slice(0, known);
  const part = path[known];
  const message = `${option}: ${formatPath(path)} is no field of a spec`;
  return new Failure('set-path', 'user', message, { help: helpFor(above, part, path.slice(known + 1)) });
}

function helpFor(above: FieldPath, part: string | number | undefined, below: FieldPath): string {
  const shown = (path: FieldPath) => formatPath(path);
  if (schemaAt([...above, 0]) !== undefined && typeof part === 'string') {
    return `${shown(above)} is a list: write ${shown([...above, 0, part])}`;
  }
  if (typeof part === 'number') return `${shown(above) || 'a spec'} is no list: leave [${part}] out`;
  const fields = fieldsAt(above);
  const guess = nearest(String(part ?? ''), fields);
  if (guess !== undefined) {
    const whole = [...above, guess, ...below];
    return `did you mean ${shown(schemaAt(whole) === undefined ? [...above, guess] : whole)}?`;
  }
  return fields.length === 0
    ? `${shown(above)} has no fields`
    : `${shown(above) || 'a spec'} has ${fields.join(', ')}`;
}
