import type { Diagnostic, Place } from '../diagnostics.js';
import { mergeSides } from '../text/git-conflict.js';

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

/** What is wrong with a text that is no JSON, YAML or HCL because a merge left conflict markers in it; whatever else is follows from them. */
export function mergeProblem(
  code: ProblemCode,
  input: { readonly text: string; span(start: number, end: number): Place },
): Diagnostic | undefined {
  const line = mergeSides(input.text)?.line;
  if (line === undefined) return undefined;
  const start = input.text.split('\n', line - 1).reduce((length, each) => length + each.length + 1, 0);
  const place = input.span(start, start + 7);
  return problem(
    code,
    'a merge left conflict markers here',
    place,
    'resolve the merge in this file, then run again',
  );
}
