import type { RequestContext } from './types.js';

/** The request's context keys, looked up as IAM does: whatever the case of the key's name. */
export interface ContextReader {
  /** Undefined for a key that is absent or has no value at all. */
  readonly values: (key: string) => readonly string[] | undefined;
  /** The value of a single-valued key. */
  readonly single: (key: string) => string | undefined;
}

/**
 * Prepares a context for look-ups; of two spellings of one key the later one counts.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export function readContext(context: RequestContext): ContextReader {
  let known: ReadonlyMap<string, string | readonly string[]> | undefined;
  const find = (key: string) => {
    // Most statements ask for none.
    known ??= new Map(Object.entries(context).map(([name, value]) => [name.toLowerCase(), value]));
    return known.get(key.toLowerCase());
  };
  return {
    values: (key) => {
      const value = find(key);
      if (typeof value === 'string') return [value];
      return value === undefined || value.length === 0 ? undefined : value;
    },
    single: (key) => {
      const value = find(key);
      return typeof value === 'string' ? value : undefined;
    },
  };
}
