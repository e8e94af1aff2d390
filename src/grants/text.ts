import type { GrantEntry } from './kind.js';

/** A field of an entry that holds text. */
export function textOf(entry: GrantEntry, field: string): string | undefined {
  const value = entry[field];
  return typeof value === 'string' ? value : undefined;
}

/** `read-path` as `ReadPath`. */
export function capitalise(word: string): string {
  return word.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
