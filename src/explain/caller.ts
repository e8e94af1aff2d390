import { SESSION_TAGS } from '../aws/session-tags.js';
import type { RequestContext } from '../iam/evaluate/index.js';
import { isMap, type RoleFact } from '../readers/index.js';
import { ASSUMED_KEYS, absentFromCall, type RequestKeys, requestKeys, WITHOUT_MFA } from './request.js';
import type { Session } from './session.js';
import type { Token } from './trust.js';
import type { Question } from './types.js';
import type { World } from './world.js';

/** Who makes a request: the session of a role that a pod holds. */
export interface Caller {
  readonly role: RoleFact;
  /** With IRSA. */
  readonly token?: Token;
  /** With Pod Identity. */
  readonly session?: Session;
}

/** The caller as requests name it: a session of the role. */
export function principalOf({ texts }: World, { role }: Caller): string {
  const [partition, account, name] = [role.partition, role.account, role.name].map((value) =>
    texts.of(value),
  );
  return `arn:${partition}:sts::${account}:assumed-role/${name}/session`;
}

/** What all requests of a caller carry. */
interface Carried {
  readonly context: RequestContext;
  /** The keys of its tags in lower case, when all are known. */
  readonly tags: ReadonlySet<string> | undefined;
}

/** A table asks thousands of questions about one. */
const carried = new WeakMap<Caller, Carried>();

function carriedBy({ texts }: World, caller: Caller): Carried {
  const known = carried.get(caller);
  if (known !== undefined) return known;
  const { role, token, session } = caller;
  const open = session === undefined || session.tagged === 'no' ? [] : SESSION_TAGS;
  const tags = withoutKeys(tagsOf(role, texts), open);
  const claims =
    token?.issuer.host === undefined
      ? {}
      : { [`${token.issuer.host}:sub`]: token.subject, [`${token.issuer.host}:aud`]: token.audience };
  const context = {
    ...Object.fromEntries(ASSUMED_KEYS.map(({ key, value }) => [key, value])),
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalType': 'AssumedRole',
    'aws:PrincipalArn': texts.of(role.arn),
    'aws:PrincipalAccount': texts.of(role.account),
    ...prefixed({ ...tags, ...session?.tags }),
    ...claims,
  };
  const names =
    tags === undefined ? undefined : new Set([...Object.keys(tags), ...open].map((key) => key.toLowerCase()));
  const found: Carried = { context, tags: names };
  carried.set(caller, found);
  return found;
}

/** What a pod's own request carries, as far as the files and the question tell. */
export function requestKeysOf(world: World, caller: Caller, question: Question): RequestKeys {
  const { context: own, tags } = carriedBy(world, caller);
  const asked = Object.entries(question.context ?? {});
  const given = asked.filter((entry): entry is [string, string] => entry[1] !== undefined);
  const context = given.length === 0 ? own : { ...own, ...Object.fromEntries(given) };
  const missing = new Set(asked.filter(([, value]) => value === undefined).map(([key]) => key.toLowerCase()));
  const absent = absentFromCall(question.action, tags);
  return requestKeys(
    context,
    (key) => missing.has(key) || absent(key),
    missing.has('aws:multifactorauthpresent') ? {} : WITHOUT_MFA,
  );
}

const prefixed = (tags: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]));

/** Tags of the session win over those of the role. */
function withoutKeys(
  tags: Readonly<Record<string, string>> | undefined,
  keys: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (tags === undefined) return undefined;
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key.toLowerCase())));
}

/** The role's tags; undefined when there may be others. */
function tagsOf(
  { tags, ownership }: RoleFact,
  texts: World['texts'],
): Readonly<Record<string, string>> | undefined {
  if (tags === undefined) return ownership === 'declared' ? {} : undefined;
  if (!isMap(tags) || tags.rest.length > 0) return undefined;
  return Object.fromEntries(
    tags.entries.flatMap(({ key, value }) => (key === undefined ? [] : [[key, texts.of(value)]])),
  );
}
