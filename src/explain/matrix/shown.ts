import type { GrantKind } from '../../grants/index.js';
import { listShort } from '../../text/quote.js';
import { STANDINGS, type WordStanding } from '../types.js';
import type { AccountRows, MatrixTable } from './types.js';

/** How to get what a table is without. */
const WHERE_ALL = 'JSON and CSV have those that --service-account or --resource asks for';

/** How many names a sentence lists. */
const LISTED = 5;

/** The rows of a table for people, and at its end what was shown of it and what was not. */
export class Shown {
  readonly #table: MatrixTable;
  readonly #serviceAccounts = new Set<string>();
  readonly #standings = new Set<WordStanding>();
  #rows = 0;

  constructor(table: MatrixTable) {
    this.#table = table;
  }

  get isEmpty(): boolean {
    return this.#rows === 0;
  }

  /** Those standings that occurred, in their order. */
  get standings(): readonly WordStanding[] {
    return STANDINGS.filter((each) => this.#standings.has(each));
  }

  /** Service accounts with a role, and their rows of which anything but `not granted` is to be said; in a large table they are few. */
  *rowsOf(part: { readonly kind?: GrantKind } = {}): Generator<AccountRows> {
    const open = new Set(this.#table.open);
    for (const own of this.#table.rowsOf({ ...part, telling: true })) {
      if (own.rows.length === 0 || open.has(own.serviceAccount)) continue;
      this.#rows += own.rows.length;
      this.#serviceAccounts.add(own.serviceAccount);
      for (const { access } of own.rows)
        for (const standing of Object.values(access)) this.#standings.add(standing);
      yield own;
    }
  }

  /** Sentences about what was left out, and about service accounts that get no role. */
  remarks(): readonly string[] {
    const { broken, empty, open, serviceAccounts, things } = this.#table;
    const silent = new Set([
      ...this.#serviceAccounts,
      ...open,
      ...broken.map(({ serviceAccount }) => serviceAccount),
    ]);
    const without = serviceAccounts.filter((key) => !silent.has(key));
    const left = (serviceAccounts.length - open.length) * things - this.#rows;
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
        : [
            `${left} ${left === 1 ? 'pair' : 'pairs'} of which nothing is granted left out here; ${WHERE_ALL}`,
          ]),
    ];
  }
}

const some = <T>(items: readonly T[]) => items.slice(0, LISTED);

const more = (items: readonly unknown[], what: string) =>
  items.length > LISTED ? [`${items.length - LISTED} more ${what}`] : [];

const andMore = (items: readonly unknown[]) =>
  items.length > LISTED ? ` and ${items.length - LISTED} more` : '';
