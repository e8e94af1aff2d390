import { labelStatement } from '../iam/evaluate/index.js';
import { POD_IDENTITY_SERVICE } from '../model/trust.js';
import type { RoleFact } from '../readers/index.js';
import { type Certainty, every } from './certainty.js';
import { findProvider, type TokenIssuer, type TrustedProvider } from './issuers.js';
import { isWhole } from './known-text.js';
import { judge, type Outcome } from './permissions.js';
import { asProvider, type ReadPolicy } from './policy.js';
import { absentFromPodIdentity, absentFromWebIdentity, requestKeys } from './request.js';
import { type PodSession, requestTags, SESSION_TAGS } from './session.js';
import type { ChainLink } from './types.js';
import { nameOf, type Subject, type World } from './world.js';

/** What a token says of its pod. */
export interface Token {
  readonly issuer: TokenIssuer;
  readonly subject: string;
  readonly audience: string;
}

const known = (policies: readonly ReadPolicy[]) => ({ policies, hidden: [] });

/** The link for the token itself. */
export function tokenLink(world: World, { issuer, subject, audience }: Token): ChainLink {
  const { texts } = world;
  if (issuer.host === undefined)
    return {
      kind: 'token',
      status: 'unknown',
      reason: `the token has subject ${subject} and audience ${audience}; no file tells the issuer`,
      fix: 'say the issuer with --issuer',
    };
  const from = `issuer https://${texts.shown(issuer.host)}, subject ${subject}, audience ${texts.shown(audience)}`;
  if (issuer.doubt === undefined) return { kind: 'token', status: 'ok', reason: from };
  return {
    kind: 'token',
    status: 'unknown',
    reason: `${from}; ${issuer.doubt}`,
    fix: 'say the issuer with --issuer',
  };
}

/** Whether IAM has an OIDC provider for the issuer in the role's account, and takes the audience. */
export function providerLink(
  world: World,
  role: RoleFact,
  token: Token,
  trusted: readonly TrustedProvider[],
): ChainLink {
  const { texts, given } = world;
  const { host } = token.issuer;
  const kind = 'provider';
  if (host === undefined)
    return { kind, status: 'unknown', reason: 'without an issuer the provider is not known' };
  const named = trusted.find((provider) => provider.host === host);
  if (named === undefined) return strangeIssuer(world, token.issuer, trusted);
  const account = texts.of(role.account);
  const other = /^arn:[^:]*:iam::([^:]*):/.exec(named.arn)?.[1];
  if (other !== undefined && /^\d{12}$/.test(other) && /^\d{12}$/.test(account) && other !== account)
    return {
      kind,
      status: 'broken',
      reason: `the provider is in account ${other}, the role in ${account}: IAM looks for it in the role's account`,
      place: role.place,
      fix: `create the provider in account ${account}`,
    };
  const provider = findProvider(world, token.issuer, named.arn);
  const shown = texts.shown(named.arn);
  if (provider === undefined && given.providerExists !== undefined)
    return { kind, status: 'ok', reason: `${shown} exists, as ${given.providerExists} says` };
  if (provider === undefined)
    return {
      ...{ kind, status: 'unknown', reason: `no file makes or looks up ${shown}` },
      fix: 'make sure it exists: `aws iam list-open-id-connect-providers`; without it STS answers "No OpenIDConnect provider found in your account"',
    };
  const ids = provider.clientIds;
  const audiences =
    ids?.kind === 'list'
      ? ids.items.map((item) => texts.of(item))
      : ids === undefined
        ? undefined
        : [texts.of(ids)];
  const complete = ids?.kind !== 'list' || ids.rest.length === 0;
  if (
    audiences !== undefined &&
    complete &&
    isWhole(audiences.join()) &&
    isWhole(token.audience) &&
    !audiences.includes(token.audience)
  )
    return {
      kind,
      status: 'broken',
      reason: `provider ${nameOf(provider)} takes the audiences ${audiences.join(', ')}, and the token has ${token.audience}`,
      place: provider.place,
      fix: `add ${token.audience} to its client ids`,
    };
  return {
    kind,
    status: 'ok',
    reason: `${nameOf(provider)} is the provider ${shown}`,
    place: provider.place,
  };
}

function strangeIssuer(world: World, issuer: TokenIssuer, trusted: readonly TrustedProvider[]): ChainLink {
  const { texts } = world;
  const host = texts.shown(issuer.host ?? '');
  const others = trusted.map((provider) => texts.shown(provider.host)).join(', ');
  const reason =
    trusted.length === 0
      ? `the role trusts no OIDC provider, and the token comes from ${host}`
      : `the role trusts ${others}, and the issuer of cluster ${issuer.cluster ?? ''} is ${host}`;
  const certain = isWhole(issuer.host ?? '') ? trusted.every((provider) => isWhole(provider.host)) : true;
  return {
    kind: 'provider',
    status: certain ? 'broken' : 'unknown',
    reason,
    fix: `name the provider of ${host} in the trust policy`,
  };
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
  return trustLink(world, role, trust, [outcome], `${token.subject} assume ${roleName(world, role)}`);
}

/** Whether the trust policy lets EKS Pod Identity assume the role for the pod, and tag the session unless tags are off. */
export function podIdentityTrust(
  world: World,
  role: RoleFact,
  trust: ReadPolicy,
  subject: Subject,
  session: PodSession,
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
  const who = `${subject.namespace}/${subject.serviceAccount}`;
  const what =
    tagged === 'no'
      ? `EKS Pod Identity assume ${roleName(world, role)} without session tags for ${who}`
      : `EKS Pod Identity assume ${roleName(world, role)} and tag the session for ${who}`;
  const link = trustLink(world, role, trust, outcomes, what);
  // Whether tags are off decides what is needed: what fails with them may hold without.
  return tagged === 'maybe' && link.status === 'broken' ? { ...link, status: 'unknown' } : link;
}

const roleName = ({ texts }: World, role: RoleFact) => texts.shown(texts.of(role.name));

function trustLink(
  world: World,
  role: RoleFact,
  trust: ReadPolicy,
  outcomes: readonly Outcome[],
  what: string,
): ChainLink {
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
  const denied: Certainty = outcomes.some((outcome) => outcome.denied === 'yes')
    ? 'yes'
    : outcomes.some((outcome) => outcome.denied === 'maybe')
      ? 'maybe'
      : 'no';
  const failing =
    outcomes.find((outcome) => outcome.denied === 'yes' || outcome.allowed === 'no') ??
    outcomes.find((outcome) => outcome.allowed === 'maybe' || outcome.denied === 'maybe') ??
    outcomes[0];
  const deciding = failing?.statements.find(
    ({ certainty, trace }) => certainty === 'yes' && (denied !== 'yes' || trace.effect === 'Deny'),
  );
  const details = (failing?.statements ?? []).map(({ trace }) =>
    texts.shown(
      `${labelStatement(trace)} ${trace.applies ? 'applies' : 'does not apply'}: ${trace.explanation}`,
    ),
  );
  const place = deciding?.place ?? failing?.statements[0]?.place ?? trust.place;
  if (denied === 'yes' || allowed === 'no') {
    const verb = denied === 'yes' ? 'denies to let' : 'does not let';
    return {
      kind,
      status: 'broken',
      reason: `the trust policy ${verb} ${what}`,
      details,
      place,
      fix: 'make the provider, :sub and :aud of the trust policy those of the pod',
    };
  }
  if (denied === 'maybe' || allowed === 'maybe')
    return {
      kind,
      status: 'unknown',
      reason: `whether the trust policy lets ${what} cannot be told: ${texts.shown(failing?.doubts.join('; ') ?? '')}`,
      details,
      place,
    };
  const index = (deciding?.trace.index ?? 0) + 1;
  return {
    kind,
    status: 'ok',
    reason: `statement ${index} of the trust policy lets ${what}`,
    details,
    place,
  };
}
