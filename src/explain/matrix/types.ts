import type { GrantKind } from '../../grants/index.js';
import type { WordStanding } from '../types.js';

/** One service account and one thing. */
export interface MatrixRow {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** What runs as it: `Deployment default/photo-site`. */
  readonly workloads: readonly string[];
  /** The field of the spec that grants such things: `queues`. */
  readonly kind: string;
  /** Its name, or what the files have for it: `<var.bucket>`; wildcards as a policy has them. */
  readonly resource: string;
  readonly arn?: string;
  /** By the words of the kind. */
  readonly access: Readonly<Record<string, WordStanding>>;
  /** Of words that are partly allowed, the actions that are. */
  readonly partly?: Readonly<Record<string, readonly string[]>>;
}

/** Service accounts × things × words. */
export interface Matrix {
  readonly rows: readonly MatrixRow[];
  /** Service accounts whose pods certainly get no role, and why. */
  readonly broken: readonly { readonly serviceAccount: string; readonly reason: string }[];
  /** Service accounts of which no role is in the files, although they may have one: nothing is known of their rows. */
  readonly open?: readonly string[];
  /** Pairs of which nothing is granted that `rows` is without, and the service accounts with a role that have no others; absent: `rows` has all. */
  readonly leftOut?: { readonly pairs: number; readonly serviceAccounts: readonly string[] };
  /** Why there is no row, if there is none. */
  readonly empty?: string;
}

/** A matrix before it is made: its rows come service account by service account, each time anew, and are kept nowhere. */
export interface MatrixTable extends Pick<Matrix, 'broken' | 'empty'>, Required<Pick<Matrix, 'open'>> {
  /** Those that have rows. */
  readonly serviceAccounts: readonly string[];
  /** How many rows each of them has, with those of which nothing is granted. */
  readonly things: number;
  /** Whether the rows of which nothing is granted are counted and left out. */
  readonly telling: boolean;
  /** The rows of each service account; of one kind of things alone, and with or without those of which nothing is granted. */
  rowsOf(part?: { readonly kind?: GrantKind; readonly telling?: boolean }): Iterable<AccountRows>;
}

/** The rows of one service account. */
export interface AccountRows {
  /** `<namespace>/<name>` */
  readonly serviceAccount: string;
  readonly rows: readonly MatrixRow[];
}
