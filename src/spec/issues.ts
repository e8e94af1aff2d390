import * as v from 'valibot';
import type { FieldPath } from '../diagnostics.js';
import { oneOf } from '../text/nearest.js';
import { asClause, listWords, quote } from '../text/quote.js';
import { specSchema } from './schema.js';
import { choicesOf, requiredFields, schemaAt, wordsOf } from './schema-tree.js';

/** One fault of a spec's shape, before it has a place. */
export interface ShapeFault {
  readonly code: string;
  readonly path: FieldPath;
  /** Whether the field's name is at fault rather than its value. */
  readonly atKey: boolean;
  readonly message: string;
  readonly help: string;
  /** Of a name with a slip in it: the field that was most likely meant. */
  readonly meant?: FieldPath;
}

/** How a scalar is spelled in the file. */
export type Spelling = (path: FieldPath) => string | undefined;

type Issue = v.BaseIssue<unknown>;

/** What valibot found wrong, in our words; one of a union's own issues where they say more than the union. */
export function readIssue(
  issue: Issue,
  spelling: Spelling,
  above: FieldPath = [],
  root: v.GenericSchema = specSchema,
): readonly ShapeFault[] {
  const path = [...above, ...(issue.path ?? []).map(({ key }) => key as string | number)];
  const within = issue.type === 'union' ? telling(issue) : [];
  if (within.length > 0) return within.flatMap((inner) => readIssue(inner, spelling, path, root));
  const atKey = issue.path?.at(-1)?.origin === 'key';
  return [{ path, atKey, ...describe(issue, path, { spelling, root }) }];
}

function telling(union: Issue): readonly Issue[] {
  const issues = union.issues ?? [];
  const deeper = issues.filter(({ path }) => path !== undefined);
  if (deeper.length > 0) return deeper;
  return issues.filter(({ type }) => type === 'picklist' && typeof union.input === 'string');
}

interface Surroundings {
  readonly spelling: Spelling;
  readonly root: v.GenericSchema;
}

function describe(issue: Issue, path: FieldPath, { spelling, root }: Surroundings) {
  const value = issue.input;
  if (value === undefined) return missing(path, root);
  if (issue.kind === 'validation' || issue.type === 'literal') {
    const [message = '', help = ''] = issue.message.split('\n');
    const code = issue.type === 'literal' ? 'spec/unsupported-version' : 'spec/invalid-value';
    return { code, message: issue.type === 'min_length' ? message : `${quote(value)} ${message}`, help };
  }
  if (issue.type === 'picklist' && typeof value === 'string')
    return wrongWord(issue, value, schemaAt(path, root));
  return wrongType(issue, value, spelling(path), schemaAt(path, root));
}

function missing(path: FieldPath, root: v.GenericSchema) {
  return {
    code: 'spec/missing-field',
    message: 'is missing',
    help: `it is required: ${whatItTakes(schemaAt(path, root))}`,
  };
}

function whatItTakes(schema: v.GenericSchema | undefined): string {
  const words = choicesOf(schema);
  if (words.length > 0) return `one of ${words.join(', ')}`;
  const { description = '', examples = [] } = schema === undefined ? {} : documentationOf(schema);
  if (description === '') return `a map with ${listWords(requiredFields(schema))}`;
  const such = examples.length === 0 ? '' : `, such as ${quote(examples[0])}`;
  return `${asClause(description)}${such}`;
}

function documentationOf(schema: v.GenericSchema): {
  readonly description?: string;
  readonly examples?: readonly unknown[];
} {
  return v.getMetadata(schema);
}

function wrongWord(issue: Issue, value: string, schema: v.GenericSchema | undefined) {
  const known = wordsOf(schema);
  const words =
    known.length > 0 ? known : (issue.expected ?? '').split(/[^\w-]+/).filter((word) => word !== '');
  return {
    code: 'spec/invalid-value',
    message: `${quote(value)} is not allowed here`,
    help: oneOf(value, words),
  };
}

const TYPES: readonly (readonly [RegExp, string])[] = [
  [/^Array$/, 'a list'],
  [/^Object$/, 'a map'],
  [/^string$/, 'a string'],
  [/^number$/, 'a number'],
  [/^boolean$/, 'a boolean'],
  [/^\(string \| Array\)$/, 'a string or a list of strings'],
  [/^\(.*Array\)$/, 'a word or a list of words'],
  [/^\(string \| number \| boolean\)$/, 'a string, a number or a boolean'],
  [/^\(string \| number\)$/, 'a string or a number'],
  [/^\(?"/, 'a string'],
];

function wrongType(
  issue: Issue,
  value: unknown,
  spelled: string | undefined,
  schema: v.GenericSchema | undefined,
) {
  const expected = issue.expected ?? '';
  const wanted = TYPES.find(([pattern]) => pattern.test(expected))?.[1] ?? expected;
  const shown = typeof value === 'object' ? '' : `${quoteBare(spelled ?? String(value))} is `;
  return {
    code: 'spec/wrong-type',
    message: `${shown}${typeName(value)}, not ${wanted}`,
    help: typeHelp(value, wanted, spelled ?? String(value), requiredFields(schema)),
  };
}

/** A scalar as it is spelled, cut when it is long. */
function quoteBare(spelled: string): string {
  return quote(spelled).slice(1, -1);
}

function typeName(value: unknown): string {
  if (value === null) return 'no value';
  if (Number.isNaN(value)) return 'NaN';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return `a ${typeof value}`;
}

function typeHelp(value: unknown, wanted: string, spelled: string, fields: readonly string[]): string {
  if (value === null) return 'give it a value, or leave the field out';
  if (/string|word/.test(wanted) && typeof value !== 'object') return `quote it: ${quote(spelled)}`;
  if (wanted === 'a list' && !Array.isArray(value)) return 'begin each entry with "- ", or use [ ]';
  if (wanted === 'a number' && typeof value === 'string') return 'write a number, without quotes';
  if (wanted === 'a boolean') return 'write true or false, without quotes';
  if (wanted === 'a map' && fields.length > 0) return `write a map with ${listWords(fields)}`;
  if (wanted === 'a map') return 'write fields with values, one a line';
  return `write ${wanted}`;
}
