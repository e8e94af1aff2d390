import { expect, test } from '@jest/globals';
import type { JsonSchema } from '@valibot/to-json-schema';
import { specFieldsSchema } from '../../src/spec/json-schema.js';
import { standardJsonSchema } from '../../src/standard/json-schema.js';
import { withSharedSchemas } from '../../src/standard/shared-schemas.js';

/** The same schema with what it refers to in place of each reference. */
function expanded(value: unknown, definitions: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((item) => expanded(item, definitions));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref } = value as { readonly $ref?: string };
  if (typeof $ref === 'string') return expanded(definitions[$ref.replace('#/definitions/', '')], definitions);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expanded(item, definitions)]));
}

test('what a schema shares means the same', () => {
  const whole = specFieldsSchema();
  const { definitions = {}, ...rest } = withSharedSchemas(whole) as JsonSchema & { definitions?: object };
  expect(Object.keys(definitions).length).toBeGreaterThan(3);
  expect(expanded(rest, definitions as Record<string, unknown>)).toEqual(JSON.parse(JSON.stringify(whole)));
});

test('the schema of a standard is short enough for an editor', () => {
  expect(JSON.stringify(standardJsonSchema()).length).toBeLessThan(120_000);
});
