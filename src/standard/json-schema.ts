import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import { specFieldsSchema } from '../spec/json-schema.js';
import { standardSchema } from './schema.js';
import { withSharedSchemas } from './shared-schemas.js';

/** Where the schema of this version of the format is known by; editors need not fetch it. */
const STANDARD_SCHEMA_ID = 'urn:irsa-forge:standard:1';

type Properties = Record<string, JsonSchema | boolean>;

/** The JSON Schema (draft-07) of `standard.yaml`. */
export function standardJsonSchema(): JsonSchema {
  const { $schema, ...rest } = toJsonSchema(standardSchema, {
    target: 'draft-07',
    typeMode: 'input',
    ignoreActions: ['raw_check', 'finite'],
  });
  const part = partialSpec();
  giveValues(rest, part);
  const when = rest.properties?.['when'] as { readonly items?: JsonSchema } | undefined;
  if (when?.items !== undefined) giveValues(when.items, part);
  return withSharedSchemas({
    $schema: $schema ?? '',
    $id: STANDARD_SCHEMA_ID,
    title: 'standard.yaml',
    ...rest,
  });
}

function giveValues({ properties }: JsonSchema, part: JsonSchema): void {
  for (const name of ['defaults', 'locked', 'values']) {
    const given = properties?.[name];
    if (properties === undefined || typeof given !== 'object') continue;
    const [short, rule, several] = given.anyOf ?? [];
    if (typeof short !== 'object') properties[name] = { ...part, ...given };
    else {
      giveValues(rule as JsonSchema, part);
      const one = { anyOf: [{ ...part, ...short }, rule] } as JsonSchema;
      properties[name] = {
        anyOf: [{ ...part, ...short }, rule, { ...(several as JsonSchema), items: one }] as JsonSchema[],
      };
    }
  }
}

/** A spec of which nothing is required; a list of objects may be one object, which stands for each. */
function partialSpec(): JsonSchema {
  const { properties = {} } = specFieldsSchema();
  const { version: _version, extends: _extends, standard: _standard, ...given } = properties as Properties;
  return { type: 'object', additionalProperties: false, properties: partialProperties(given) };
}

function partialProperties(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, partial(schema)]));
}

function partial(schema: JsonSchema | boolean): JsonSchema | boolean {
  if (typeof schema === 'boolean') return schema;
  const { required: _required, default: _default, if: _if, else: _else, ...rest } = schema;
  if (rest.properties !== undefined)
    return { ...rest, properties: partialProperties(rest.properties as Properties) };
  const { items } = rest;
  if (typeof items !== 'object' || Array.isArray(items) || items.properties === undefined) return rest;
  const { description, ...list } = rest;
  const each = partial(items);
  return { ...(description === undefined ? {} : { description }), anyOf: [each, { ...list, items }] };
}
