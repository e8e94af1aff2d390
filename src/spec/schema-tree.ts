import type * as v from 'valibot';
import type { FieldPath } from '../diagnostics.js';
import type { Forms } from '../schema/field.js';
import { type Need, needsOf } from '../schema/need.js';
import { specSchema } from './schema.js';

/** What can be seen of a schema at run time. */
interface SchemaNode extends v.GenericSchema {
  readonly entries?: Readonly<Record<string, SchemaNode>>;
  readonly item?: SchemaNode;
  readonly value?: SchemaNode;
  readonly wrapped?: SchemaNode;
  readonly options?: readonly unknown[];
  readonly formOf?: Forms['formOf'];
}

/** A field that the spec has not, and those that it has in its place. */
export interface UnknownField {
  readonly path: FieldPath;
  readonly name: string;
  readonly known: readonly string[];
}

const ROOT = specSchema as unknown as SchemaNode;

/** The schema of a field, or undefined for a path that no spec has; indexes may be any number. */
export function schemaAt(path: FieldPath, root: v.GenericSchema = ROOT): v.GenericSchema | undefined {
  let schema: SchemaNode | undefined = root;
  for (const part of path) schema = schema && step(mapIn(unwrap(schema)), part);
  return schema && unwrap(schema);
}

/** Names of the fields of the map at a path; empty for anything else. */
export function fieldsAt(path: FieldPath): readonly string[] {
  return Object.keys((schemaAt(path) as SchemaNode | undefined)?.entries ?? {});
}

/** The words that a field may have; empty unless it is a choice. */
export function wordsOf(schema: v.GenericSchema | undefined): readonly string[] {
  const options = schema?.type === 'picklist' ? (schema as SchemaNode).options : undefined;
  return (options ?? []).filter((option): option is string => typeof option === 'string');
}

/** The same for a field that may be one word or a list of them. */
export function choicesOf(schema: v.GenericSchema | undefined): readonly string[] {
  const [single] = schema?.type === 'union' ? ((schema as SchemaNode).options ?? []) : [schema];
  return wordsOf(single as v.GenericSchema | undefined);
}

/** The fields that a map must have, with the first one, in place of which an ARN may stand; empty for a map without any. */
export function requiredFields(schema: v.GenericSchema | undefined): readonly string[] {
  const { entries = {} } = (schema ?? {}) as Partial<SchemaNode>;
  const [first, ...others] = Object.keys(entries);
  const required = others.filter((name) => entries[name]?.type !== 'optional');
  return first === undefined || required.length === 0 ? required : [first, ...required];
}

/** The fields that not every spec may have, by path with `[]` for list elements, each with its needs. */
export function conditionalFields(): ReadonlyMap<string, readonly Need[]> {
  const found = new Map<string, readonly Need[]>();
  visit(ROOT, '');
  return found;

  function visit(node: SchemaNode, path: string): void {
    const needs = needsOf(node);
    if (needs.length > 0) found.set(path, needs);
    const { entries = {}, item } = mapIn(unwrap(node));
    for (const name of Object.keys(entries))
      visit(entries[name] as SchemaNode, path === '' ? name : `${path}.${name}`);
    if (item !== undefined) visit(item, `${path}[]`);
  }
}

/** Every field that no spec has; valibot itself stops at the first of each map. */
export function findUnknownFields(value: unknown, root: v.GenericSchema = ROOT): readonly UnknownField[] {
  const found: UnknownField[] = [];
  visit(root, value, []);
  return found;

  function visit(node: SchemaNode, part: unknown, path: FieldPath): void {
    const schema = formFor(part, unwrap(node));
    if (Array.isArray(part)) {
      const { item } = schema;
      if (item !== undefined)
        part.forEach((element, index) => {
          visit(item, element, [...path, index]);
        });
      return;
    }
    if (typeof part !== 'object' || part === null) return;
    const known = schema.entries;
    for (const [name, child] of Object.entries(part)) {
      const next = step(schema, name);
      if (next !== undefined) visit(next, child, [...path, name]);
      else if (known !== undefined) found.push({ path: [...path, name], name, known: Object.keys(known) });
    }
  }
}

function step(schema: SchemaNode, part: string | number): SchemaNode | undefined {
  if (typeof part === 'number') return schema.item;
  if (schema.entries === undefined) return schema.type === 'record' ? schema.value : undefined;
  return Object.hasOwn(schema.entries, part) ? schema.entries[part] : undefined;
}

function unwrap(schema: SchemaNode): SchemaNode {
  return schema.wrapped === undefined ? schema : unwrap(schema.wrapped);
}

function formFor(value: unknown, schema: SchemaNode): SchemaNode {
  return schema.formOf === undefined ? mapIn(schema) : unwrap(schema.formOf(value) as SchemaNode);
}

/** Of a field that takes text or a map, the map; any other is itself. */
function mapIn(schema: SchemaNode): SchemaNode {
  if (schema.type !== 'union') return schema;
  return (schema.options as readonly SchemaNode[]).find(({ entries }) => entries !== undefined) ?? schema;
}
