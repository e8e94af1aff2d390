import type { LinkKind, LinkStatus, Verdict } from '../explain/index.js';

/**
 * What a report says, as plain JSON: the page holds it, and everything that is drawn is drawn from it, here and in a browser. Every
 * text has only characters that can be seen. Whatever repeats stands once, in a table, and is named by its index.
 */
export interface ReportData {
  /** What it is about: a cluster, or the folders that were read. */
  readonly title: string;
  /** A sentence: what was read. */
  readonly source: string;
  /** Of irsa-forge. */
  readonly version: string;
  readonly kinds: readonly KindData[];
  readonly accounts: readonly AccountData[];
  readonly things: readonly ThingData[];
  /** Pairs of which more than `not granted` is to be said; the others are left out. */
  readonly pairs: readonly PairData[];
  /** How many pairs were left out, since nothing allows them. */
  readonly ungranted: number;
  readonly texts: readonly string[];
  readonly links: readonly LinkData[];
  /** Lists of links, by index. */
  readonly chains: readonly (readonly number[])[];
  /** Lists of texts, by index. */
  readonly lists: readonly (readonly number[])[];
  /** Why there is no pair, if there is none. */
  readonly empty?: string;
  readonly findings: readonly FindingData[];
  /** The rules that found something, by code. */
  readonly rules: Readonly<Record<string, RuleData>>;
  readonly notRead: readonly { readonly file: string; readonly reason: string }[];
  readonly notChecked: readonly { readonly place: string; readonly reason: string }[];
  /** The first things that are taken as given, with the number of service accounts for which they are; and how many there are. */
  readonly assumptions: readonly { readonly text: string; readonly accounts: number }[];
  readonly assumed: number;
}

/** A kind of grant that the pairs need: a column for each of its words. */
export interface KindData {
  readonly field: string;
  /** `S3 bucket` */
  readonly title: string;
  readonly words: readonly string[];
}

export interface AccountData {
  readonly namespace: string;
  readonly name: string;
  /** What runs as it: `Deployment default/photo-site`. */
  readonly workloads: readonly string[];
  readonly mechanism: 'irsa' | 'pod-identity';
  /** Its role, where the files have it; the ARN tells roles of one name apart. */
  readonly role?: { readonly name: string; readonly arn: string };
  /** What the texts of its links leave out: longest first. */
  readonly names: readonly string[];
  /** Index of its links up to the role's trust. */
  readonly chain: number;
  /** The status that these links have together. */
  readonly status: LinkStatus;
}

export interface ThingData {
  /** Index of its kind. */
  readonly kind: number;
  readonly name: string;
  readonly arn?: string;
}

/** A service account and a thing. */
export interface PairData {
  readonly account: number;
  readonly thing: number;
  /** A letter of `STANDING_LETTERS` for each word of the kind, in its order. */
  readonly access: string;
  /** For each word the questions that it stands for; absent where the name of the thing is not known. */
  readonly words?: readonly (readonly QuestionData[])[];
}

/**
 * Action, resource, decision, links before the policies, links of the policies, assumptions, what was not evaluated, and further keys of
 * the request as `key=value`: indices.
 */
export type QuestionData = readonly [
  action: number,
  resource: number,
  decision: number,
  chain: number,
  ruling: number,
  assumptions: number,
  notEvaluated: number,
  context: number,
];

export const DECISIONS: readonly Verdict[] = ['allowed', 'denied', 'unknown'];

/** Texts by index. */
export interface LinkData {
  readonly kind: LinkKind;
  readonly status: LinkStatus;
  readonly reason: number;
  readonly details?: readonly number[];
  /** `terraform/main.tf:12:3`, and the line that stands there. */
  readonly place?: number;
  readonly code?: number;
  readonly fix?: number;
}

/**
 * Sentences about other questions and other service accounts are one text: in it these characters, which no text of a report holds
 * otherwise, stand for the action, the resource, and the names of the service account, in the order of `names`.
 */
export const PLACEHOLDERS = ['\u0001', '\u0002', '\u0003', '\u0004', '\u0005', '\u0006', '\u0007'] as const;

/** A rule's page. */
export interface RuleData {
  readonly summary: string;
  readonly why: string;
  readonly fix: string;
  /** Address of the documentation that it rests on. */
  readonly reference: string;
}

export interface FindingData {
  readonly severity: 'error' | 'warning' | 'info';
  readonly code: string;
  readonly message: string;
  readonly help?: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The line that stands there. */
  readonly source?: string;
}
