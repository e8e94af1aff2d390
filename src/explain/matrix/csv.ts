import { visible } from '../../text/visible.js';
import { rowsByKind } from './rows.js';
import type { Matrix, MatrixRow } from './types.js';

const COLUMNS = ['namespace', 'serviceAccount', 'workloads', 'kind', 'resource', 'arn'];

/**
 * Every row as a record of RFC 4180, without its line break; a column for each word of the kinds that occur, empty where a kind
 * has no such word, and one for the allowed actions of words that are partly allowed.
 */
export function* matrixCsv({ rows }: Matrix): Generator<string> {
  const words = [...new Set(rowsByKind(rows).flatMap(({ kind }) => Object.keys(kind.words)))];
  yield record([...COLUMNS, ...words, 'partly']);
  for (const row of rows) yield record(fieldsOf(row, words));
}

function fieldsOf(row: MatrixRow, words: readonly string[]): readonly string[] {
  const { namespace, serviceAccount, workloads, kind, resource, arn = '', access, partly = {} } = row;
  return [
    ...[namespace, serviceAccount, workloads.join(', '), kind, resource, arn],
    ...words.map((word) => access[word] ?? ''),
    Object.entries(partly)
      .map(([word, actions]) => `${word}: ${actions.join(' ')}`)
      .join('; '),
  ];
}

const record = (fields: readonly string[]) => fields.map(field).join(',');

/**
 * Spreadsheets take what begins with one of these for a formula; an apostrophe makes it text.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^[=+\-@]/;

function field(text: string): string {
  const shown = visible(text);
  const safe = FORMULA.test(shown) ? `'${shown}` : shown;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
