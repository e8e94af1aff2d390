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
  | 'read/not-checked';

/** Makes a reader's finding: broken syntax is an error, what was left out an info. */
export function problem(code: ProblemCode, message: string, place: Place, help?: string): Diagnostic {
  const soft = code === 'read/not-read' || code === 'read/not-checked';
  const { file, line, column } = place;
  return {
    code,
    severity: soft ? 'info' : 'error',
    message,
    place: { file, line, column },
    ...(help === undefined ? {} : { help }),
  };
}
