import { groupBy } from '../../collections.js';
import { GRANT_KINDS, type GrantKind } from '../../grants/index.js';
import { accountKey } from '../../spec/subjects.js';
import { listShort } from '../../text/quote.js';
import { isTelling } from './build.js';
import type { Matrix, MatrixRow } from './types.js';

/** Rows of service accounts with a role of which anything but `not granted` is to be said; in a large table they are few. */
export function tellingRows(matrix: Matrix): readonly MatrixRow[] {
  return rowsWithRole(matrix).filter(isTelling);
}

function rowsWithRole({ rows, open = [] }: Matrix): readonly MatrixRow[] {
  const without = new Set(open);
  return without.size === 0 ? rows : rows.filter((row) => !without.has(accountKey(row)));
}

/** Rows by the kind of their things, in the kinds' order. */
export function rowsByKind(
  rows: readonly MatrixRow[],
): readonly { readonly kind: GrantKind; readonly rows: readonly MatrixRow[] }[] {
  const groups = groupBy(rows, ({ kind }) => kind);
  return GRANT_KINDS.flatMap((kind) => {
    const own = groups.get(kind.field);
    return own === undefined ? [] : [{ kind, rows: own }];
  });
}

/** How to get what a table is without. */
const WHERE_ALL = 'JSON and CSV have those that --service-account or --resource asks for';

/** How many names a sentence lists. */
const LISTED = 5;

/** Sentences about what a table for people leaves out, and about service accounts that get no role. */
export function remarks(matrix: Matrix, telling: readonly MatrixRow[]): readonly string[] {
  const { broken, empty, open = [], leftOut = { pairs: 0, serviceAccounts: [] } } = matrix;
  const rows = rowsWithRole(matrix);
  const shown = new Set(telling.map(accountKey));
  const reasons = new Map(broken.map(({ serviceAccount, reason }) => [serviceAccount, reason]));
  const without = [...leftOut.serviceAccounts, ...new Set(rows.map(accountKey))].filter(
    (key) => !shown.has(key) && !reasons.has(key),
  );
  const left = leftOut.pairs + rows.length - telling.length;
  return [
    ...(empty === undefined ? [] : [`nothing to show: ${empty}`]),
    ...some(broken).map(({ serviceAccount, reason }) => `${serviceAccount} gets no role: ${reason}`),
    ...more(broken, 'service accounts get no role'),
    ...(open.length === 0
      ? []
      : [
          `the role that ${listShort(open, LISTED)} ${open.length === 1 ? 'gets' : 'get'}, if any, is not in the files`,
        ]),
    ...(without.length === 0
      ? []
      : [`nothing of this is granted to ${some(without).join(', ')}${andMore(without)}`]),
    ...(left === 0
      ? []
      : [`${left} ${left === 1 ? 'pair' : 'pairs'} of which nothing is granted left out here; ${WHERE_ALL}`]),
  ];
}

const some = <T>(items: readonly T[]) => items.slice(0, LISTED);

const more = (items: readonly unknown[], what: string) =>
  items.length > LISTED ? [`${items.length - LISTED} more ${what}`] : [];

const andMore = (items: readonly unknown[]) =>
  items.length > LISTED ? ` and ${items.length - LISTED} more` : '';
