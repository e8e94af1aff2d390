import * as v from 'valibot';
import type { FieldPath } from '../diagnostics.js';
import { isTypo, nearest, oneOf } from '../text/nearest.js';
import { quote } from '../text/quote.js';
import type { Report } from './findings.js';
import { readIssue, type ShapeFault, type Spelling } from './issues.js';
import { findPlaceholderFault, hasPlaceholder, takesPlaceholders } from './placeholders.js';
import { specSchema } from './schema.js';
import { findUnknownFields, mapWithField, schemaAt } from './schema-tree.js';
import { type DocumentKind, SPEC } from './source-file.js';

/** Checks every field by itself: names, types and grammars; those of a spec, unless another kind and its schema are given. */
export function checkShape(
  value: unknown,
  spelling: Spelling,
  root: v.GenericSchema = specSchema,
  kind: DocumentKind = SPEC,
): readonly ShapeFault[] {
  const { issues = [] } = v.safeParse(root, value, { abortPipeEarly: true });
  const faults = issues
    .filter((issue) => issue.expected !== 'never')
    .flatMap((issue) => readIssue(issue, spelling, [], root));
  return [...faults, ...findUnknownFields(value, root).map((found) => unknownFault(found, kind, root))];
}

/** Says of a document what is wrong with its shape. */
export function reportFaults(
  faults: readonly ShapeFault[],
  report: Report,
  { name }: DocumentKind = SPEC,
  below: FieldPath = [],
): void {
  for (const { code, path, atKey, message, help } of faults)
    report[atKey ? 'atKey' : 'error'](`${name}/${code}`, [...below, ...path], message, help);
}

function unknownFault(
  { path, name, known }: ReturnType<typeof findUnknownFields>[number],
  kind: DocumentKind,
  root: v.GenericSchema,
): ShapeFault {
  const message = `${quote(name)} is no field of ${path.length === 1 ? `a ${kind.name}` : 'this map'}`;
  const guess = nearest(name, known);
  const meant = guess !== undefined && isTypo(name, guess) ? { meant: [...path.slice(0, -1), guess] } : {};
  const help = helpWithField(path, known, root);
  return { code: 'unknown-field', path, atKey: true, message, help, ...meant };
}

/** What helps where a map has no such field: the map further in that has it, or the fields that there are. */
export function helpWithField(
  path: FieldPath,
  known: readonly string[],
  root: v.GenericSchema = specSchema,
): string {
  const name = String(path.at(-1));
  const within = nearest(name, known) === undefined ? mapWithField(path.slice(0, -1), name, root) : undefined;
  return within === undefined
    ? oneOf(name, known)
    : `did you mean ${within}.${name}? indent it below ${within}`;
}

/**
 * Why a spec refuses a value for a field, in one line; undefined when it takes it.
 * It uses the spec's own schema, so that questions, flags and files accept exactly the same values.
 */
export function checkField(path: FieldPath, value: unknown): string | undefined {
  const schema = schemaAt(path);
  if (schema === undefined) return 'there is no such field';
  const { issues = [] } = v.safeParse(schema, value, { abortPipeEarly: true });
  // What a placeholder makes of the text is known in a whole spec alone.
  const [fault] =
    hasPlaceholder(value) && takesPlaceholders(path)
      ? [findPlaceholderFault(value, { workload: path[0] === 'workloads' })]
      : issues.flatMap((issue) => readIssue(issue, () => undefined, path));
  return fault && `${fault.message}: ${fault.help}`;
}
