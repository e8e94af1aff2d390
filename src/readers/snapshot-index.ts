import type { Span } from './text/source-text.js';

/** The index of a snapshot's folder. */
export const SNAPSHOT_NAME = 'snapshot.json';

/** The layout that this release writes, and the only one that it reads. */
export const SNAPSHOT_VERSION = 1;

/**
 * How a call ended: `absent` is the answer that there is no such thing; a `refused` call was not allowed, a `failed` one was
 * not answered for another reason. What the last two were to tell is not known.
 */
export type CallOutcome = 'answered' | 'absent' | 'refused' | 'failed';

/** One call of `aws` or `kubectl`. */
export interface SnapshotCall {
  /** Its words, without options for output and for whoever asks: `aws iam get-role --role-name app`. */
  readonly call: readonly string[];
  /** What it has to be allowed: `iam:GetRole`, `list pods`, `list pods in team-a`. */
  readonly needs: string;
  readonly outcome: CallOutcome;
  /** The code of the error: `AccessDenied`, `Forbidden`. */
  readonly reason?: string;
  /** What the program said, in one line. */
  readonly message?: string;
  /** Where its answer is, relative to the index; several for a long one, none where nothing is kept. */
  readonly files?: readonly string[];
}

/** What `snapshot.json` holds. */
export interface SnapshotIndex {
  readonly irsaForge: 'snapshot';
  readonly version: typeof SNAPSHOT_VERSION;
  readonly cluster: string;
  readonly region: string;
  /** 12 digits. */
  readonly account: string;
  /** The context of kubectl. */
  readonly context?: string;
  /** ISO 8601, in UTC. */
  readonly startedAt: string;
  /** Absent while not every call was made. */
  readonly finishedAt?: string;
  readonly calls: readonly SnapshotCall[];
}

/** A snapshot among the files. */
export interface SnapshotFact extends SnapshotIndex {
  /** The folder that holds the index and the answers. */
  readonly folder: string;
  readonly place: Span;
}

const OUTCOMES: ReadonlySet<unknown> = new Set<CallOutcome>(['answered', 'absent', 'refused', 'failed']);

/** Reads an index from plain data; a text says what is wrong with it. */
export function parseSnapshotIndex(value: unknown): SnapshotIndex | string {
  if (!isRecord(value) || value['irsaForge'] !== 'snapshot') return 'it is no index of a snapshot';
  const { version, calls } = value;
  if (version !== SNAPSHOT_VERSION)
    return `it has version ${JSON.stringify(version)}, and ${SNAPSHOT_VERSION} is the one that is known`;
  const texts = ['cluster', 'region', 'account', 'startedAt'];
  const missing = texts.find((name) => typeof value[name] !== 'string');
  if (missing !== undefined) return `${missing} is missing`;
  if (!Array.isArray(calls) || !calls.every(isCall)) return 'calls is no list of calls';
  return value as unknown as SnapshotIndex;
}

function isCall(value: unknown): boolean {
  if (!isRecord(value) || !isTexts(value['call']) || !OUTCOMES.has(value['outcome'])) return false;
  return typeof value['needs'] === 'string' && (value['files'] === undefined || isTexts(value['files']));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/** What a call asks for: `iam get-role`, `get pods`. */
export function commandOf({ call }: Pick<SnapshotCall, 'call'>): string {
  return call.slice(1, 3).join(' ');
}

/** The value of one of a call's options, such as `role-name`. */
export function optionOf({ call }: Pick<SnapshotCall, 'call'>, name: string): string | undefined {
  const at = call.indexOf(`--${name}`);
  return at < 0 ? undefined : call[at + 1];
}

/** The reason of a call whose answer was kept, and is no longer what it was. */
export const DAMAGED = 'DamagedFile';

/** Why nothing is known of what a call was to tell: `not known: AccessDenied for iam:GetRole`; undefined of one that was answered. */
export function whyNotKnown({ outcome, reason, needs }: SnapshotCall): string | undefined {
  if (outcome === 'answered' || outcome === 'absent') return undefined;
  return `not known: ${reason ?? 'no answer'} for ${needs}`;
}

/** What the answer of a command has at its top. */
const TOP: Readonly<Record<string, string>> = {
  'api-resources --verbs': 'kinds',
  'sts get-caller-identity': 'Account',
  'eks describe-cluster': 'cluster',
  'eks list-addons': 'addons',
  'eks describe-addon': 'addon',
  'eks list-pod-identity-associations': 'associations',
  'eks describe-pod-identity-association': 'association',
  'iam list-open-id-connect-providers': 'OpenIDConnectProviderList',
  'iam get-open-id-connect-provider': 'Url',
  'iam get-account-authorization-details': 'RoleDetailList',
  'iam get-role': 'Role',
  'iam list-role-policies': 'PolicyNames',
  'iam get-role-policy': 'PolicyDocument',
  'iam list-attached-role-policies': 'AttachedPolicies',
  'iam get-policy': 'Policy',
  'iam get-policy-version': 'PolicyVersion',
  's3api get-bucket-policy': 'Policy',
  's3api get-bucket-encryption': 'ServerSideEncryptionConfiguration',
  'kms get-key-policy': 'Policy',
};

/** What the answer to a call has at its top, if that is known. */
export function topOf(call: Pick<SnapshotCall, 'call'>): string | undefined {
  return call.call[1] === 'get' ? 'items' : TOP[commandOf(call)];
}
