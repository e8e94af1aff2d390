import * as v from 'valibot';
import type { FieldPath } from '../diagnostics.js';
import { isTypo, nearest, oneOf } from '../text/nearest.js';
import { quote } from '../text/quote.js';
import { readIssue, type ShapeFault, type Spelling } from './issues.js';
import { findPlaceholderFault, hasPlaceholder, takesPlaceholders } from './placeholders.js';
import { specSchema } from './schema.js';
import { findUnknownFields, schemaAt } from './schema-tree.js';

/** Checks every field by itself: names, types and grammars; those of a spec, unless another schema is given. */
export function checkShape(
  value: unknown,
  spelling: Spelling,
  root: v.GenericSchema = specSchema,
): readonly ShapeFault[] {
  const { issues = [] } = v.safeParse(root, value, { abortPipeEarly: true });
  const faults = issues
    .filter((issue) => issue.expected !== 'never')
    .flatMap((issue) => readIssue(issue, spelling, [], root));
  return [...faults, ...findUnknownFields(value, root).map((found) => unknownFault(found, root))];
}

function unknownFault(
  { path, name, known }: ReturnType<typeof findUnknownFields>[number],
  root: v.GenericSchema,
): ShapeFault {
  const document = root === specSchema ? 'a spec' : 'a standard';
  const message = `${quote(name)} is no field of ${path.length === 1 ? document : 'this map'}`;
  const guess = nearest(name, known);
  const meant = guess !== undefined && isTypo(name, guess) ? { meant: [...path.slice(0, -1), guess] } : {};
  return { code: 'spec/unknown-field', path, atKey: true, message, help: oneOf(name, known), ...meant };
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
