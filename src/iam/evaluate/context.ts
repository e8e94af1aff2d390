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
  const byName = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return {
    values: (key) => {
      const value = byName.get(key.toLowerCase());
      if (typeof value === 'string') return [value];
      return value === undefined || value.length === 0 ? undefined : value;
    },
    single: (key) => {
      const value = byName.get(key.toLowerCase());
      return typeof value === 'string' ? value : undefined;
    },
  };
}
