import { mapped } from '../../collections.js';
import { GRANT_KINDS, type GrantKind } from '../../grants/index.js';
import { visible } from '../../text/visible.js';
import { matrixRows } from './build.js';
import type { Matrix, MatrixRow, MatrixTable } from './types.js';

const COLUMNS = ['namespace', 'serviceAccount', 'workloads', 'kind', 'resource', 'arn'];

/**
 * Every row as a record of RFC 4180, without its line break; a column for each word of the kinds that occur, empty where a kind
 * has no such word, and one for the allowed actions of words that are partly allowed. At the end what was left out.
 */
export function* matrixCsv(table: MatrixTable): Generator<string, Matrix['leftOut']> {
  const kinds = GRANT_KINDS.filter((kind) => occurs(kind, table));
  const words = [...new Set(kinds.flatMap((kind) => Object.keys(kind.words)))];
  yield record([...COLUMNS, ...words, 'partly']);
  const { leftOut } = yield* mapped(matrixRows(table), (row) => record(fieldsOf(row, words)));
  return leftOut;
}

function occurs(kind: GrantKind, table: MatrixTable): boolean {
  for (const { rows } of table.rowsOf({ kind })) if (rows.length > 0) return true;
  return false;
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
