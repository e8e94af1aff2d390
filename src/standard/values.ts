import { isMap } from '../plain-data.js';

/** Whether two values of a spec say the same: one word is a list of it, and lists of words have no order. */
export function sameValue(a: unknown, b: unknown): boolean {
  return normalise(a) === normalise(b);
}

function normalise(value: unknown): string {
  if (!isMap(value) && !Array.isArray(value)) return JSON.stringify([String(value)]);
  const isWords = Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);
  return isWords ? JSON.stringify(value.map(String).sort()) : JSON.stringify(value, sortKeys);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
