import * as v from 'valibot';
import type { FieldPath } from '../diagnostics.js';
import { isMap } from '../plain-data.js';
import { readIssue, type ShapeFault, type Spelling } from '../spec/issues.js';
import { findPlaceholderFault, hasPlaceholder } from '../spec/placeholders.js';
import { fieldsAt, schemaAt } from '../spec/schema-tree.js';
import { helpWithField } from '../spec/shape.js';
import { quote } from '../text/quote.js';
import { EACH, formatPattern, type SpecPattern } from './spec-pattern.js';

/** Fields of a spec that no standard can give. */
const NEVER = ['version', 'extends', 'standard'];

/** No standard knows the workloads of a spec. */
const LISTED = { message: 'a list, not a map', help: 'write one map: it stands for each workload' };

/** What a whole spec must have at a place, a standard need not. */
const ANY_PART = 'write fields with values, one a line';

/** One field of a partial spec: what it is about, where it stands below the partial spec, and its value. */
export interface PartialField {
  readonly pattern: SpecPattern;
  readonly path: FieldPath;
  readonly value: unknown;
}

/** The fields of a partial spec, and what is wrong with it. */
export interface PartialSpec {
  readonly fields: readonly PartialField[];
  /** With paths below the partial spec. */
  readonly faults: readonly ShapeFault[];
}

/**
 * Takes a partial spec apart, as `defaults` and `locked` hold it: scalars and whole lists, and for a list of
 * objects also one object that stands for each.
 */
export function readPartialSpec(value: unknown, spelling: Spelling): PartialSpec {
  const fields: PartialField[] = [];
  const faults: ShapeFault[] = [];
  const check = (pattern: SpecPattern, path: FieldPath, leaf: unknown): boolean => {
    const schema = schemaAt(pattern) as v.GenericSchema;
    const { issues = [] } = v.safeParse(schema, leaf, { abortPipeEarly: true });
    const found = [
      ...placeholderFaults(leaf, pattern),
      ...issues
        // What a placeholder makes of the text is known in a spec alone.
        .filter(({ input }) => !hasPlaceholder(input))
        .flatMap((issue) =>
          readIssue(issue, (at) => spelling([...path, ...at.slice(pattern.length)]), pattern),
        ),
    ];
    for (const fault of found) {
      const help =
        fault.path.length === pattern.length && fieldsAt(pattern).length > 0 ? ANY_PART : fault.help;
      faults.push({ ...fault, help, path: [...path, ...fault.path.slice(pattern.length)] });
    }
    return found.length === 0;
  };
  const visit = (part: unknown, pattern: SpecPattern, path: FieldPath): void => {
    const schema = schemaAt(pattern);
    if (pattern.join() === 'workloads' && Array.isArray(part)) {
      faults.push({ code: 'wrong-type', path, atKey: true, ...LISTED });
      return;
    }
    if (!isMap(part) || (schema?.type === 'record' && !check(pattern, path, part))) {
      if (!isMap(part) && check(pattern, path, part)) fields.push({ pattern, path, value: part });
    } else if (schema?.type === 'array' && fieldsAt([...pattern, EACH]).length > 0) {
      visit(part, [...pattern, EACH], path);
    } else if (schema?.type === 'array' || schema?.type === 'union') {
      if (check(pattern, path, part)) fields.push({ pattern, path, value: part });
    } else {
      const known = fieldsAt(pattern).filter((name) => pattern.length > 0 || !NEVER.includes(name));
      for (const [name, child] of Object.entries(part)) {
        const deeper = [...path, name];
        if (known.length > 0 && !known.includes(name))
          faults.push(unknownField(name, known, pattern, deeper));
        else visit(child, [...pattern, name], deeper);
      }
    }
  };
  visit(value, [], []);
  return { fields, faults };
}

function placeholderFaults(value: unknown, path: SpecPattern): readonly ShapeFault[] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, child]) =>
      placeholderFaults(child, [...path, Array.isArray(value) ? Number(key) : key]),
    );
  if (!hasPlaceholder(value)) return [];
  const fault = findPlaceholderFault(value, { workload: path[0] === 'workloads' });
  return fault === undefined ? [] : [{ ...fault, path, atKey: false }];
}

function unknownField(
  name: string,
  known: readonly string[],
  pattern: SpecPattern,
  path: FieldPath,
): ShapeFault {
  const place = pattern.length === 0 ? 'a spec that a standard may give' : formatPattern(pattern);
  const message = `${quote(name)} is no field of ${place}`;
  return {
    code: 'unknown-field',
    path,
    atKey: true,
    message,
    help: helpWithField([...pattern, name], known),
  };
}
