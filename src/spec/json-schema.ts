import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type { FieldPath } from '../diagnostics.js';
import { PLACEHOLDER_PATTERN, takesPlaceholders } from './placeholders.js';
import { specSchema } from './schema.js';

/** Where the schema of this version of the format is known by; editors need not fetch it. */
const SPEC_SCHEMA_ID = 'urn:irsa-forge:spec:1';

/** What stands for itself in a spec without `extends`: null takes away what another file says. */
const WHOLE = { $ref: '#/definitions/whole' } as const;

/** The JSON Schema (draft-07) of `irsa.yaml`: fields, types, defaults and grammars; rules between fields are not in it. */
export function specJsonSchema(): JsonSchema {
  const { $schema, ...fields } = specFieldsSchema();
  const needs = takeNeeds(fields);
  takeNull(fields);
  return {
    ...{ $schema: $schema ?? '', $id: SPEC_SCHEMA_ID, title: 'irsa.yaml', ...fields },
    definitions: {
      whole: {
        ...{ type: ['object', 'array', 'string', 'number', 'boolean'] },
        ...{ additionalProperties: WHOLE, items: WHOLE },
      },
    },
    // What extends another file may leave out anything, or take it away; a standard fills in.
    if: { required: ['extends'] },
    else: { allOf: [WHOLE], ...{ if: { required: ['standard'] }, else: needs ?? true } },
  };
}

/** The fields of a spec with what they need, for the parts of one that stand elsewhere. */
export function specFieldsSchema(): JsonSchema {
  const schema = toJsonSchema(specSchema, {
    target: 'draft-07',
    typeMode: 'input',
    ignoreActions: ['raw_check', 'finite'],
  });
  namesUnlessUsed(schema);
  allowPlaceholders(schema, []);
  return schema;
}

/** Lets null stand for every value of a map, at any depth. */
function takeNull(schema: JsonSchema): void {
  const { properties = {}, additionalProperties, items, anyOf = [] } = schema;
  const { extends: _, ...fields } = properties;
  const values = [
    ...Object.values(fields),
    ...(additionalProperties === undefined ? [] : [additionalProperties]),
  ];
  for (const each of [...values, items, ...anyOf]) if (isSchema(each)) takeNull(each);
  for (const each of values) if (isSchema(each)) addNull(each);
}

function isSchema(schema: unknown): schema is JsonSchema {
  return typeof schema === 'object' && schema !== null && !Array.isArray(schema);
}

function addNull(schema: JsonSchema): void {
  if (schema.anyOf !== undefined) schema.anyOf = [...schema.anyOf, { type: 'null' }];
  if (schema.enum !== undefined) schema.enum = [...schema.enum, null];
  if (schema.const !== undefined) {
    schema.enum = [schema.const, null];
    delete schema.const;
  }
  if (schema.type !== undefined) schema.type = [schema.type, 'null'].flat() as JsonSchema['type'];
}

/** Takes what maps must have out of a schema, and gives it as a schema of its own; undefined where they may be empty. */
function takeNeeds(schema: JsonSchema): JsonSchema | undefined {
  const { required, if: when, else: otherwise, items } = schema;
  for (const taken of ['required', 'if', 'else'] as const) delete schema[taken];
  const properties = Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const needs = typeof child === 'object' ? takeNeeds(child) : undefined;
    return needs === undefined ? [] : [[name, needs] as const];
  });
  const each = typeof items === 'object' && !Array.isArray(items) ? takeNeeds(items) : undefined;
  const needs: JsonSchema = {
    ...(required && { required }),
    ...(when !== undefined && otherwise !== undefined ? { if: when, else: otherwise } : {}),
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
    ...(each && { items: each }),
  };
  return Object.keys(needs).length === 0 ? undefined : needs;
}

/** Text with placeholders meets its field's grammar once they are filled in. */
function allowPlaceholders(schema: JsonSchema, path: FieldPath): void {
  if (schema.pattern !== undefined && takesPlaceholders(path))
    schema.pattern = `${schema.pattern}|${PLACEHOLDER_PATTERN}`;
  for (const [name, child] of Object.entries(schema.properties ?? {}))
    if (typeof child === 'object') allowPlaceholders(child, [...path, name]);
  const { items } = schema;
  if (typeof items === 'object' && !Array.isArray(items)) allowPlaceholders(items, [...path, 0]);
}

/** A workload that uses a program gets its names from the catalogue. */
function namesUnlessUsed({ properties }: JsonSchema): void {
  const workload = (properties?.['workloads'] as { readonly items?: JsonSchema } | undefined)?.items;
  if (workload?.required === undefined) return;
  workload.if = { required: ['uses'] };
  workload.else = { required: workload.required };
  delete workload.required;
}
