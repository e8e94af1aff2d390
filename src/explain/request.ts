import { onceFor } from '../collections.js';
import type { RequestContext } from '../iam/evaluate/index.js';
import { isWhole } from './known-text.js';

/** What is known of a key of a request: its value, that it is not there, or nothing. */
export type KeyState = 'given' | 'absent' | 'unknown';

/** The context of a request, as far as the files and the question tell. */
export interface RequestKeys {
  readonly context: RequestContext;
  /** Keys that the request has with these values or not at all: AWS's guide does not say which. */
  readonly orAbsent: RequestContext;
  stateOf(key: string): KeyState;
}

/**
 * Keys that a request is taken to have although neither the files nor the question say so, and what is assumed.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export const ASSUMED_KEYS = [
  { key: 'aws:SecureTransport', value: 'true', assumption: 'that the call comes over TLS' },
  {
    key: 'aws:ViaAWSService',
    value: 'false',
    assumption: 'that the pod makes the call, not an AWS service for it',
  },
] as const;

/**
 * No pod has a second factor: the key is "false" in a session of a role, or not there.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
 */
export const WITHOUT_MFA: RequestContext = { 'aws:MultiFactorAuthPresent': 'false' };

/** Puts a context together; `absent` decides about keys that it does not hold. */
export function requestKeys(
  context: RequestContext,
  absent: (key: string) => boolean,
  orAbsent: RequestContext = {},
): RequestKeys {
  const given = namesIn(context);
  return {
    context,
    orAbsent: Object.fromEntries(Object.entries(orAbsent).filter(([key]) => !given.has(key.toLowerCase()))),
    stateOf: (key) => {
      const lower = key.toLowerCase();
      if (given.has(lower)) return 'given';
      return isWhole(key) && absent(lower) ? 'absent' : 'unknown';
    },
  };
}

/** The keys in lower case; the requests of a caller share a context. */
const namesIn = onceFor(
  (context: RequestContext): ReadonlySet<string> =>
    new Set(Object.keys(context).map((key) => key.toLowerCase())),
);

const CLAIM = /:(?:sub|aud|amr|azp|oaud|email)$/;

/** Keys that no request with a web identity has: claims of other issuers, and what only other ways to assume a role bring. */
export function absentFromWebIdentity(key: string): boolean {
  return (
    CLAIM.test(key) ||
    key.startsWith('aws:requesttag/') ||
    key.startsWith('aws:principaltag/') ||
    ['aws:sourcearn', 'aws:sourceaccount', 'sts:externalid', 'aws:multifactorauthpresent'].includes(key)
  );
}

/** Keys that no request of EKS Pod Identity has; `tags`: the keys of the tags that it may send. */
export function absentFromPodIdentity(tags: readonly string[]) {
  return (key: string): boolean => {
    if (key.startsWith('aws:requesttag/')) return !tags.includes(key.slice('aws:requesttag/'.length));
    if (key === 'aws:tagkeys') return tags.length === 0;
    return (
      CLAIM.test(key) ||
      key.startsWith('aws:principaltag/') ||
      key === 'sts:externalid' ||
      key === 'aws:multifactorauthpresent'
    );
  };
}

const LIST_KEYS = new Set(['s3:prefix', 's3:delimiter', 's3:max-keys']);
const LIST_ACTIONS = new Set(['s3:listbucket', 's3:listbucketversions']);

/** Keys that a pod's own request certainly lacks; `tags`: the keys of the session, when all are known. */
export function absentFromCall(action: string, tags: ReadonlySet<string> | undefined) {
  return (key: string): boolean => {
    if (LIST_KEYS.has(key)) return !LIST_ACTIONS.has(action.toLowerCase());
    if (key.startsWith('aws:principaltag/'))
      return tags !== undefined && !tags.has(key.slice('aws:principaltag/'.length));
    if (CLAIM.test(key)) return true;
    return ['aws:calledvia', 'aws:multifactorauthpresent', 'aws:multifactorauthage', 'aws:username'].includes(
      key,
    );
  };
}
