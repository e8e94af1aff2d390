import type * as v from 'valibot';

/** What a spec says of a field, by its path with `[]` for the list element at hand; undefined where it says nothing. */
export type LookUp = (field: string) => unknown;

/** What is said of a field that stands where it has no meaning. */
export interface Refusal {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly help: string;
}

/** What a field needs in order to have a meaning. */
export interface Need {
  /** The fields that decide. */
  readonly of: readonly string[];
  met(get: LookUp): boolean;
  /** Absent, or without an answer, where a field without a meaning does no harm; `value` is unchecked. */
  refuse?(get: LookUp, value: unknown): Refusal | undefined;
}

/** A field that has a meaning only where all its needs are met. */
export function only<S extends v.GenericSchema>(needs: readonly Need[], schema: S): S {
  return Object.assign({ ...schema }, { needs });
}

/** The needs of a field; none where every spec may have it. */
export function needsOf(schema: v.GenericSchema): readonly Need[] {
  return (schema as { readonly needs?: readonly Need[] }).needs ?? [];
}
