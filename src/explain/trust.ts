import { SESSION_TAGS } from '../aws/session-tags.js';
import { labelStatement, type StatementTrace } from '../iam/evaluate/index.js';
import { POD_IDENTITY_SERVICE } from '../model/trust.js';
import { ignores, type RoleFact } from '../readers/index.js';
import { accountKey, type Subject } from '../spec/subjects.js';
import { best, every } from './certainty.js';
import type { TokenIssuer, TrustedProvider } from './issuers.js';
import { judge, type Outcome } from './permissions.js';
import { asProvider, type ReadPolicy, readPolicy } from './policy.js';
import { absentFromPodIdentity, absentFromWebIdentity, requestKeys } from './request.js';
import { requestTags, type Session } from './session.js';
import type { ChainLink } from './types.js';
import { nameOf, type World } from './world.js';

/** What a token says of its pod. */
export interface Token {
  readonly issuer: TokenIssuer;
  readonly subject: string;
  readonly audience: string;
  /** What is taken as given about the audience. */
  readonly assumption?: string;
}

const known = (policies: readonly ReadPolicy[]) => ({ policies, hidden: [] });

/** The trust policy of a role, or the link that says why it is not known, or not for certain. */
export function trustOf({ texts }: World, role: RoleFact): ReadPolicy | ChainLink {
  const unknown = { kind: 'trust', status: 'unknown', place: role.place } as const;
  if (role.trust === undefined)
    return { ...unknown, reason: 'the trust policy of the role is not in the files' };
  if (!ignores(role, 'assume_role_policy')) return readPolicy(role.trust, 'the trust policy', 'trust', texts);
  const reason = `what is live of the trust policy of ${nameOf(role)} may differ: Terraform ignores changes to it`;
  return { ...unknown, reason };
}

/** The link for the token itself. */
export function tokenLink({ texts }: World, { issuer, subject, audience, assumption }: Token): ChainLink {
  const kind = 'token';
  if (issuer.host === undefined)
    return {
      ...{ kind, status: 'unknown' },
      reason: `the token has subject ${texts.shown(subject)} and audience ${texts.shown(audience)}; no file tells the issuer`,
      fix: 'say the issuer with --issuer',
    };
  const reason = `issuer ${texts.shown(`https://${issuer.host}`)}, subject ${texts.shown(subject)}, audience ${texts.shown(audience)}`;
  const given = [issuer.assumption, assumption].filter((each) => each !== undefined);
  return { kind, status: 'ok', reason, ...(given.length === 0 ? {} : { assumes: given.join(', and ') }) };
}

/** Whether the trust policy lets the token's bearer assume the role. */
export function webIdentityTrust(
  world: World,
  role: RoleFact,
  trust: ReadPolicy,
  token: Token,
  trusted: readonly TrustedProvider[],
): ChainLink {
  const { texts } = world;
  const host = token.issuer.host ?? '';
  const partition = texts.of(role.partition);
  const composed = `arn:${partition}:iam::${texts.of(role.account)}:oidc-provider/${host}`;
  const principal = trusted.find((provider) => provider.host === host)?.arn ?? String(asProvider(composed));
  const context = {
    [`${host}:aud`]: token.audience,
    [`${host}:sub`]: token.subject,
    'aws:FederatedProvider': principal,
  };
  const keys = requestKeys(context, absentFromWebIdentity);
  const request = { principal, action: 'sts:AssumeRoleWithWebIdentity', resource: texts.of(role.arn) };
  const outcome = judge(known([trust]), 'trust', request, keys);
  const who = texts.shown(token.subject);
  const fix = `let the trust policy name the provider of ${texts.shown(host)}, with ${who} under its :sub and ${texts.shown(token.audience)} under its :aud`;
  return trustLink(world, { role, trust, what: `${who} assume ${roleName(world, role)}`, fix }, [outcome]);
}

/** Whether the trust policy lets EKS Pod Identity assume the role for the pod, and tag the session unless tags are off. */
export function podIdentityTrust(
  world: World,
  role: RoleFact,
  trust: ReadPolicy,
  subject: Subject,
  session: Session,
): ChainLink {
  const { texts } = world;
  const { tagged } = session;
  const account = world.given.accountId ?? texts.of(role.account);
  const sent = Object.entries(requestTags(session)).filter(
    (tag): tag is [string, string] => tag[1] !== undefined,
  );
  const context = {
    'aws:SourceAccount': account,
    ...Object.fromEntries(sent),
  };
  const keys = requestKeys(context, absentFromPodIdentity(tagged === 'no' ? [] : SESSION_TAGS));
  const actions = tagged === 'no' ? ['sts:AssumeRole'] : ['sts:AssumeRole', 'sts:TagSession'];
  const request = { principal: POD_IDENTITY_SERVICE, resource: texts.of(role.arn) };
  const outcomes = actions.map((action) => judge(known([trust]), 'trust', { ...request, action }, keys));
  const who = accountKey(subject);
  const what =
    tagged === 'no'
      ? `EKS Pod Identity assume ${roleName(world, role)} without session tags for ${who}`
      : `EKS Pod Identity assume ${roleName(world, role)} and tag the session for ${who}`;
  const fix = podIdentityFix(world, outcomes, context, actions);
  const link = trustLink(world, { role, trust, what, fix }, outcomes);
  // Whether tags are off decides what is needed: what fails with them may hold without.
  return tagged === 'maybe' && link.status === 'broken' ? { ...link, status: 'unknown' } : link;
}

/** What the trust policy lacks: an action, the service, or a condition that the session meets. */
function podIdentityFix(
  { texts }: World,
  [assume, tag]: readonly Outcome[],
  context: Readonly<Record<string, string>>,
  actions: readonly string[],
): string {
  if (assume?.allowed === 'yes' && tag?.allowed === 'no')
    return 'allow sts:TagSession beside sts:AssumeRole: EKS tags every session';
  const near = assume?.statements.filter(
    ({ trace }) => trace.effect === 'Allow' && trace.principal?.covers === true && trace.action.covers,
  );
  const unmet = near?.flatMap(({ trace }) => trace.conditions.filter(({ met }) => !met)) ?? [];
  const [first] = unmet;
  if (first === undefined)
    return `let the trust policy allow ${actions.join(' and ')} to the service ${POD_IDENTITY_SERVICE}`;
  const sent = Object.entries(context).find(([key]) => key.toLowerCase() === first.key.toLowerCase())?.[1];
  return sent === undefined
    ? `take the condition on ${first.key} away: EKS Pod Identity does not send it here`
    : `let the condition on ${first.key} name ${texts.shown(sent)}`;
}

const roleName = ({ texts }: World, role: RoleFact) => texts.shown(texts.of(role.name));

/** What a trust policy is judged for. */
interface Asked {
  readonly role: RoleFact;
  readonly trust: ReadPolicy;
  /** Whom it would let do what: `EKS Pod Identity assume api-role`. */
  readonly what: string;
  /** What to do where it does not. */
  readonly fix: string;
}

function trustLink(world: World, { role, trust, what, fix }: Asked, outcomes: readonly Outcome[]): ChainLink {
  const { texts } = world;
  const kind = 'trust';
  const refused = outcomes[0]?.refused[0];
  if (refused !== undefined)
    return {
      kind,
      status: 'broken',
      reason: `AWS refuses the trust policy of ${roleName(world, role)}: ${texts.shown(refused.message)}`,
      place: trust.place,
      fix: 'correct the document',
    };
  const allowed = every(outcomes.map((outcome) => outcome.allowed));
  const denied = best(outcomes.map((outcome) => outcome.denied));
  const telling = tellingOf(outcomes);
  const deciding = telling?.statements.find(
    ({ certainty, trace }) => certainty === 'yes' && (denied !== 'yes' || trace.effect === 'Deny'),
  );
  const shown = {
    details: (telling?.statements ?? []).map(({ trace }) => texts.shown(applicationOf(trace))),
    place: deciding?.place ?? telling?.statements[0]?.place ?? trust.place,
  };
  if (denied === 'yes') {
    const reason = `the trust policy denies to let ${what}`;
    const narrow = 'narrow the Deny statement of the trust policy';
    return { kind, status: 'broken', reason, ...shown, explicit: true, fix: narrow };
  }
  if (allowed === 'no')
    return { kind, status: 'broken', reason: `the trust policy does not let ${what}`, ...shown, fix };
  if (denied === 'maybe' || allowed === 'maybe') {
    const doubts = texts.shown(telling?.doubts.join('; ') ?? '');
    const reason = `whether the trust policy lets ${what} cannot be told: ${doubts}`;
    return { kind, status: 'unknown', reason, ...shown };
  }
  const number = (deciding?.trace.index ?? 0) + 1;
  return { kind, status: 'ok', reason: `statement ${number} of the trust policy lets ${what}`, ...shown };
}

/** The outcome that decides over all: what fails, or else what may. */
function tellingOf(outcomes: readonly Outcome[]): Outcome | undefined {
  return (
    outcomes.find(({ allowed, denied }) => denied === 'yes' || allowed === 'no') ??
    outcomes.find(({ allowed, denied }) => denied === 'maybe' || allowed === 'maybe') ??
    outcomes[0]
  );
}

function applicationOf(trace: StatementTrace): string {
  return `${labelStatement(trace)} ${trace.applies ? 'applies' : 'does not apply'}: ${trace.explanation}`;
}
