import type { PodMechanism } from '../aws/mechanism.js';
import type { Place } from '../diagnostics.js';

export type { Given } from '../readers/given.js';

/** Whether one link of the chain holds; `unknown` where the files do not tell. */
export type LinkStatus = 'ok' | 'broken' | 'unknown';

/** The same for people: `assumed` where a link holds only if what no file shows is as it is taken to be. */
export type ShownStatus = LinkStatus | 'assumed';

/** The links, in the order in which credentials come about. */
export const LINK_KINDS = [
  'pod',
  'service-account',
  'binding',
  'injection',
  'agent',
  'network',
  'role',
  'token',
  'provider',
  'trust',
  'chaining',
  'permissions',
  'boundary',
  'session-policy',
  'resource-policy',
  'endpoint-policy',
] as const;

export type LinkKind = (typeof LINK_KINDS)[number];

/** What people call each link. */
export const LINK_LABELS: Readonly<Record<LinkKind, string>> = {
  pod: 'pod',
  'service-account': 'service account',
  binding: 'role given',
  injection: 'injected',
  agent: 'agent',
  network: 'network',
  role: 'role',
  token: 'token',
  provider: 'OIDC provider',
  trust: 'role trust',
  chaining: 'may go on',
  permissions: 'permissions',
  boundary: 'boundary',
  'session-policy': 'session policy',
  'resource-policy': 'resource policy',
  'endpoint-policy': 'VPC endpoint',
};

/** One link of the chain from a pod to a decision. */
export interface ChainLink {
  readonly kind: LinkKind;
  readonly status: LinkStatus;
  /** One sentence: what holds, what breaks it, or what the files do not tell; lower case, no full stop. */
  readonly reason: string;
  /** More sentences, such as why each statement does not apply. */
  readonly details?: readonly string[];
  readonly place?: Place;
  /** Set where a statement denies it; a link is broken as well where none allows it. */
  readonly explicit?: true;
  /** What to change, or how to find out. */
  readonly fix?: string;
  /** What is taken as given for the link to hold, although no file shows it. */
  readonly assumes?: string;
}

/** A link of which a part is found where somebody reads it: a table wants to know whether it holds. */
export interface UnreadLink extends ChainLink {
  readonly more?: () => Pick<ChainLink, 'details' | 'fix'>;
}

/** "May a pod of this service account do that?" */
export interface Question {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Such as `s3:GetObject`. */
  readonly action: string;
  /** An ARN, or `*` for actions without a resource. */
  readonly resource: string;
  /** Further keys of the request, such as `s3:prefix`; a key with no value is certainly absent. */
  readonly context?: Readonly<Record<string, string | undefined>>;
}

/** The answer to a question: denied as well where nothing allows it, unknown where the files do not tell. */
export type Verdict = 'allowed' | 'denied' | 'unknown';

/**
 * The same in five words: `assumed` is allowed if what no file shows is as it is taken to be, `not granted` is denied because
 * nothing allows it, and `denied` because a statement says so.
 */
export type Standing = 'allowed' | 'assumed' | 'unknown' | 'not granted' | 'denied';

/** How a word stands: as all of its actions do, or `partly` where some are allowed and some are not. */
export type WordStanding = Standing | 'partly';

/** The standings, what people look for first. */
export const STANDINGS: readonly WordStanding[] = [
  'allowed',
  'assumed',
  'partly',
  'unknown',
  'denied',
  'not granted',
];

/** What each standing means, where its word alone may not tell. */
export const MEANINGS: Readonly<Record<WordStanding, string>> = {
  allowed: 'all actions of the word',
  assumed: 'allowed if what no file shows is as it is taken to be; explain names it for a single question',
  partly: 'some actions of the word, as named',
  unknown: 'the files do not tell, or a part of the thing is denied',
  denied: 'a statement denies it',
  'not granted': 'nothing allows it',
};

/** The answer, link by link. */
export interface Explanation {
  readonly question: Question;
  readonly mechanism: PodMechanism;
  /** Denied when any link is broken, else unknown when any is unknown. */
  readonly decision: Verdict;
  /** The same in the words of the table. */
  readonly standing: Standing;
  readonly links: readonly ChainLink[];
  /** What was taken as given although AWS alone knows it. */
  readonly assumptions: readonly string[];
  /** What may still deny the request, and was not looked at. */
  readonly notEvaluated: readonly string[];
}
