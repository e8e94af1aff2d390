import type { FieldPath } from '../diagnostics.js';
import { isMap, own } from '../plain-data.js';
import { quote } from '../text/quote.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Takes note of something wrong in the input. */
export type Reporter = (code: string, path: FieldPath, message: string) => void;

/** The value as an object, or undefined after a report. */
export function readObject(value: unknown, path: FieldPath, report: Reporter): JsonObject | undefined {
  if (isMap(value)) return value;
  if (value === undefined) report('missing-field', path, 'the field is missing; it must be an object');
  else report('wrong-type', path, `${quote(value)} is not an object`);
  return undefined;
}

/** The field as a list, or undefined after a report. */
export function readArray(
  object: JsonObject,
  field: string,
  path: FieldPath,
  report: Reporter,
): readonly unknown[] | undefined {
  const value = own(object, field);
  if (Array.isArray(value)) return value;
  if (value === undefined)
    report('missing-field', [...path, field], 'the field is missing; it must be a list');
  else report('wrong-type', [...path, field], `${quote(value)} is not a list`);
  return undefined;
}

/** The field as text that is not empty, or undefined after a report. */
export function readText(
  object: JsonObject,
  field: string,
  path: FieldPath,
  report: Reporter,
): string | undefined {
  const value = own(object, field);
  if (typeof value === 'string' && value !== '') return value;
  if (value === undefined)
    report('missing-field', [...path, field], 'the field is missing; it must be a string');
  else report('wrong-type', [...path, field], `${quote(value)} is not a string with something in it`);
  return undefined;
}
