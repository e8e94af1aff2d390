import type { Diagnostic, Place } from '../diagnostics.js';

/** What a reader reports about a file that it could not read in full; the file's readable parts stay in use. */
export type ProblemCode =
  | 'read/json-syntax'
  | 'read/yaml-syntax'
  | 'read/hcl-syntax'
  | 'read/too-deep'
  | 'read/too-large'
  | 'read/unreadable'
  | 'read/kustomize'
  | 'read/not-read'
  | 'read/variables-not-used'
  | 'read/not-checked';

const INFOS: ReadonlySet<ProblemCode> = new Set([
  'read/not-read',
  'read/not-checked',
  'read/variables-not-used',
]);

/** Makes a reader's finding: broken syntax is an error, what was left out an info. */
export function problem(code: ProblemCode, message: string, place: Place, help?: string): Diagnostic {
  const { file, line, column } = place;
  return {
    code,
    severity: INFOS.has(code) ? 'info' : 'error',
    message,
    place: { file, line, column },
    ...(help === undefined ? {} : { help }),
  };
}
