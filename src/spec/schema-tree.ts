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
  const field = fieldAt(path, root);
  return field && unwrap(field);
}

/** Names of the fields of the map at a path; empty for anything else. */
export function fieldsAt(path: FieldPath): readonly string[] {
  return Object.keys((schemaAt(path) as SchemaNode | undefined)?.entries ?? {});
}

/** The map within the one at a path that alone has a field of this name: `cluster` for `region`. */
export function mapWithField(
  path: FieldPath,
  name: string,
  root: v.GenericSchema = ROOT,
): string | undefined {
  const { entries = {} } = (schemaAt(path, root) ?? {}) as Partial<SchemaNode>;
  const having = Object.keys(entries).filter((key) => {
    const { entries: fields = {} } = (schemaAt([...path, key], root) ?? {}) as Partial<SchemaNode>;
    return Object.hasOwn(fields, name);
  });
  return having.length === 1 ? having[0] : undefined;
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

/** What the field at a path needs, and what it stands in; indexes may be any number. */
export function needsAlong(path: FieldPath): readonly Need[] {
  return path.flatMap((_, index) => {
    const field = fieldAt(path.slice(0, index + 1), ROOT);
    return field === undefined ? [] : needsOf(field);
  });
}

/** A field that not every spec may have, with what itself needs. */
export interface ConditionalField {
  readonly path: FieldPath;
  readonly value: unknown;
  readonly needs: readonly Need[];
}

/** Those that a spec has. */
export function conditionalFields(spec: unknown): readonly ConditionalField[] {
  const found: ConditionalField[] = [];
  visitFields(spec, ROOT, (path, value, schema) => {
    const needs = schema === undefined ? [] : needsOf(schema);
    if (needs.length > 0) found.push({ path, value, needs });
  });
  return found;
}

/** Every field that no spec has; valibot itself stops at the first of each map. */
export function findUnknownFields(spec: unknown, root: v.GenericSchema = ROOT): readonly UnknownField[] {
  const found: UnknownField[] = [];
  visitFields(spec, root, (path, _value, schema, { entries }) => {
    const name = path.at(-1);
    if (schema === undefined && entries !== undefined && typeof name === 'string')
      found.push({ path, name, known: Object.keys(entries) });
  });
  return found;
}

/** Goes through everything in a value, with the schema of each, if it has one, and that of the map or list around it. */
function visitFields(
  around: unknown,
  node: SchemaNode,
  visit: (path: FieldPath, value: unknown, schema: SchemaNode | undefined, parent: SchemaNode) => void,
  above: FieldPath = [],
): void {
  if (typeof around !== 'object' || around === null) return;
  const parent = formFor(around, unwrap(node));
  for (const [key, value] of Array.isArray(around) ? around.entries() : Object.entries(around)) {
    const schema = step(parent, key);
    const path = [...above, key];
    visit(path, value, schema, parent);
    if (schema !== undefined) visitFields(value, schema, visit, path);
  }
}

/** The schema of a field with what is said of the field itself: whether it may be left out, what it needs. */
function fieldAt(path: FieldPath, root: SchemaNode): SchemaNode | undefined {
  let field: SchemaNode | undefined = root;
  for (const part of path) field = field && step(mapIn(unwrap(field)), part);
  return field;
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
