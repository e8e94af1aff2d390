import type { JsonSchema } from '@valibot/to-json-schema';

type Part = JsonSchema | boolean;

/** Shorter ones are as easily read where they stand. */
const WORTH_SHARING = 200;

/** The same schema, in which what stands more than once stands in `definitions`, named after the first field that has it. */
export function withSharedSchemas(root: JsonSchema): JsonSchema {
  const counts = new Map<string, number>();
  const count = (part: Part): void => {
    const text = JSON.stringify(part);
    const times = (counts.get(text) ?? 0) + 1;
    counts.set(text, times);
    if (times === 1 && typeof part === 'object') mapParts(part, countIn);
  };
  const countIn = (part: Part) => {
    count(part);
    return part;
  };
  count(root);
  const definitions: Record<string, JsonSchema> = {};
  const refs = new Map<string, JsonSchema>();
  const share = (part: Part, name: string): Part => {
    if (typeof part === 'boolean') return part;
    const text = JSON.stringify(part);
    const known = refs.get(text);
    if (known !== undefined) return known;
    const inside = () => mapParts(part, (child, field) => share(child, field ?? name));
    if (text.length < WORTH_SHARING || (counts.get(text) ?? 0) < 2) return inside();
    const free = freeName(name, definitions);
    const ref: JsonSchema = { $ref: `#/definitions/${free}` };
    refs.set(text, ref);
    definitions[free] = {};
    definitions[free] = inside();
    return ref;
  };
  const shared = mapParts(root, (child, field) => share(child, field ?? 'part'));
  return { ...shared, definitions };
}

function freeName(name: string, taken: Readonly<Record<string, unknown>>): string {
  if (!Object.hasOwn(taken, name)) return name;
  let number = 2;
  while (Object.hasOwn(taken, `${name}${number}`)) number += 1;
  return `${name}${number}`;
}

/** A schema whose parts are replaced; those of a map of fields are told the field. */
function mapParts(schema: JsonSchema, replace: (part: Part, field?: string) => Part): JsonSchema {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (['properties', 'patternProperties'].includes(key))
      result[key] = Object.fromEntries(
        Object.entries(value as Record<string, Part>).map(([field, part]) => [field, replace(part, field)]),
      );
    else if (['anyOf', 'allOf', 'oneOf'].includes(key))
      result[key] = (value as readonly Part[]).map((part) => replace(part));
    else if (['items', 'additionalProperties', 'propertyNames'].includes(key) && !Array.isArray(value))
      result[key] = replace(value as Part);
    else result[key] = value;
  }
  return result as JsonSchema;
}
