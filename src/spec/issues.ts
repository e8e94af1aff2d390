import * as v from 'valibot';
import type { FieldPath } from '../diagnostics.js';
import { oneOf } from '../text/nearest.js';
import { asClause, listWords, quote } from '../text/quote.js';
import { specSchema } from './schema.js';
import { choicesOf, requiredFields, schemaAt, wordsOf } from './schema-tree.js';

/** One fault of a document's shape, before it has a place. */
export interface ShapeFault {
  /** Without the kind of document that comes before it: `unknown-field`. */
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
    const code = issue.type === 'literal' ? 'unsupported-version' : 'invalid-value';
    return { code, message: issue.type === 'min_length' ? message : `${quote(value)} ${message}`, help };
  }
  if (issue.type === 'picklist' && typeof value === 'string')
    return wrongWord(issue, value, schemaAt(path, root));
  return wrongType(issue, value, spelling(path), schemaAt(path, root));
}

function missing(path: FieldPath, root: v.GenericSchema) {
  return {
    code: 'missing-field',
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
    code: 'invalid-value',
    message: `${quote(value)} is not allowed here`,
    help: oneOf(value, words),
  };
}

/** What a field takes, as valibot calls it, as we do, and what helps whoever gave something else. */
interface Taken {
  readonly expected: RegExp;
  readonly words: string;
  readonly help?: 'text' | 'list' | 'map' | 'number' | 'boolean';
}

const TAKEN: readonly Taken[] = [
  { expected: /^Array$/, words: 'a list', help: 'list' },
  { expected: /^Object$/, words: 'a map', help: 'map' },
  { expected: /^string$/, words: 'a string', help: 'text' },
  { expected: /^number$/, words: 'a number', help: 'number' },
  { expected: /^boolean$/, words: 'a boolean', help: 'boolean' },
  { expected: /^\(string \| Array\)$/, words: 'a string or a list of strings', help: 'text' },
  { expected: /^\(.*Array\)$/, words: 'a word or a list of words', help: 'text' },
  { expected: /^\(string \| number \| boolean\)$/, words: 'a string, a number or a boolean', help: 'text' },
  { expected: /^\(string \| number\)$/, words: 'a string or a number', help: 'text' },
  { expected: /^\(?"/, words: 'a string', help: 'text' },
];

function wrongType(
  issue: Issue,
  value: unknown,
  spelled: string | undefined,
  schema: v.GenericSchema | undefined,
) {
  const expected = issue.expected ?? '';
  const taken = TAKEN.find((type) => type.expected.test(expected)) ?? { words: expected };
  const shown = typeof value === 'object' ? '' : `${quoteBare(spelled ?? String(value))} is `;
  return {
    code: 'wrong-type',
    message: `${shown}${typeName(value)}, not ${taken.words}`,
    help: typeHelp(value, taken, spelled ?? String(value), requiredFields(schema)),
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

function typeHelp(
  value: unknown,
  { words, help }: Pick<Taken, 'words' | 'help'>,
  spelled: string,
  fields: readonly string[],
): string {
  if (value === null) return 'give it a value, or leave the field out';
  if (help === 'text' && typeof value !== 'object') return `quote it: ${quote(spelled)}`;
  if (help === 'list' && !Array.isArray(value)) return 'begin each entry with "- ", or use [ ]';
  if (help === 'number' && typeof value === 'string') return 'write a number, without quotes';
  if (help === 'boolean') return 'write true or false, without quotes';
  if (help === 'map' && fields.length > 0) return `write a map with ${listWords(fields)}`;
  if (help === 'map') return 'write fields with values, one a line';
  return `write ${words}`;
}
