import { parseSpec } from '../../src/spec/parse.js';
import type { SpecInput } from '../../src/spec/schema.js';
import { aSpecInput, type Part } from '../support/a-spec.js';

/** A row of a table of constraints: changes to a valid spec, and every finding as `code path`, warnings with `?`. */
export type Row = readonly [
  name: string,
  row: { readonly given: Part<SpecInput>; readonly want: readonly string[] },
];

/** Every finding about a changed spec, in alphabetical order. */
export function findingsOf(changes: Part<SpecInput>): readonly string[] {
  const { diagnostics } = parseSpec(JSON.stringify(aSpecInput(changes)), 'irsa.yaml');
  return diagnostics
    .map(
      ({ code, path, severity }) => `${code.replace('spec/', '')}${severity === 'error' ? '' : '?'} ${path}`,
    )
    .sort();
}
