/** A map as YAML and JSON hold it. */
export type PlainMap = Record<string | number, unknown>;

/** Whether a value is a map, not a list. */
export function isMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field or element that a value itself has, never one that it inherits; undefined for anything else. */
export function own(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as PlainMap)[key];
}

/** What stands at a path; undefined where nothing does. */
export function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  let found = root;
  for (const part of path) found = own(found, part);
  return found;
}
