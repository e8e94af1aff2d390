import type { PodMechanism } from '../aws/mechanism.js';
import type { RuleException } from '../diagnostics.js';
import type { LinkKind, ShownStatus } from '../explain/index.js';

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
  /** Clusters as groups are called by them; several that a service account is in are one text. */
  readonly clusters: readonly string[];
  readonly accounts: readonly AccountData[];
  readonly things: readonly ThingData[];
  /** Pairs of which more than `not granted` is to be said; the others are left out. */
  readonly pairs: readonly PairData[];
  /** How many pairs were left out, since nothing allows them. */
  readonly ungranted: number;
  /** What the words of pairs stand for: for each word its questions. */
  readonly words: readonly (readonly (readonly QuestionData[])[])[];
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
  /** The first kinds of what is taken as given, and how many kinds there are. */
  readonly assumptions: readonly AssumptionData[];
  readonly assumed: number;
}

/** What is taken as given, alike for several. */
export interface AssumptionData {
  /** Of the first of them. */
  readonly text: string;
  /** How many others there are, and the first of those. */
  readonly others: number;
  readonly first: readonly string[];
  /** For how many service accounts. */
  readonly accounts: number;
}

/** A kind of grant that the pairs need: a column for each of its words. */
export interface KindData {
  readonly field: string;
  /** `S3 bucket` */
  readonly title: string;
  readonly words: readonly string[];
}

/** A service account. */
export interface AccountData {
  readonly namespace: string;
  readonly name: string;
  /** Index of its clusters; absent where the files do not tell one. */
  readonly cluster?: number;
  /** What runs as it: `Deployment default/photo-site`. */
  readonly workloads: readonly string[];
  readonly mechanism: PodMechanism;
  /** Its role, where the files have it; the ARN tells roles of one name apart. */
  readonly role?: { readonly name: string; readonly arn: string };
  /** The last word of what the files call the role. */
  readonly label?: string;
  /** Index of its links up to the role's trust. */
  readonly chain: number;
  /** Set where the files do not tell whether it has a role, and so nothing of what it may do. */
  readonly open?: true;
  /** The status that these links have together. */
  readonly status: ShownStatus;
  /** Indices of the findings about what its links rest on. */
  readonly findings: readonly number[];
}

/** Something that policies name: a bucket, a queue. */
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
  /** The letter of a standing for each word of the kind, in its order. */
  readonly access: string;
  /** Index of what its words stand for; absent where the name of the thing is not known. */
  readonly words?: number;
}

/**
 * Action, resource, standing, links before the policies (-1: those of the service account), links of the policies, assumptions, what
 * was not evaluated, and further keys of the request as `key=value`: indices.
 */
export type QuestionData = readonly [
  action: number,
  resource: number,
  standing: number,
  chain: number,
  ruling: number,
  assumptions: number,
  notEvaluated: number,
  context: number,
];

/** Texts by index. */
export interface LinkData {
  readonly kind: LinkKind;
  readonly status: ShownStatus;
  readonly reason: number;
  readonly details?: readonly number[];
  /** `terraform/main.tf:12:3`, and the line that stands there. */
  readonly place?: number;
  readonly code?: number;
  readonly fix?: number;
}

/** By which names a text may call what it is about; in this order names give way to placeholders, and come back. */
export interface TextNames {
  readonly action: string;
  readonly resource: string;
  readonly thingArn: string;
  readonly roleArn: string;
  readonly role: string;
  readonly label: string;
  /** The same in names of files. */
  readonly dashed: string;
  /** `shop/web` */
  readonly account: string;
  readonly thing: string;
  readonly accountName: string;
}

/**
 * Sentences about other questions, things and service accounts are one text: in it these characters, which no text of a report
 * holds otherwise, stand for names.
 */
export const PLACEHOLDERS: readonly (readonly [keyof TextNames, string])[] = [
  ['action', '\u0001'],
  ['resource', '\u0002'],
  ['thingArn', '\u0003'],
  ['roleArn', '\u0004'],
  ['role', '\u0005'],
  ['label', '\u0006'],
  ['dashed', '\u000f'],
  ['account', '\u0007'],
  ['thing', '\u0008'],
  ['accountName', '\u000e'],
];

/** A rule's page. */
export interface RuleData {
  readonly summary: string;
  readonly why: string;
  readonly fix: string;
  /** Address of the documentation that it rests on. */
  readonly reference: string;
}

/** A finding of the rules. */
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
  /** As of a diagnostic. */
  readonly rule?: string;
  readonly exception?: RuleException;
}
