import { decideBeyondPolicies, labelStatement, nameStatement } from '../iam/evaluate/index.js';
import { isMap, type RoleFact } from '../readers/index.js';
import type { Chain } from './chain.js';
import { boundaryOf, judge, type Outcome, policiesOf, type RolePolicies } from './permissions.js';
import { ASSUMED_KEYS, absentFromCall, type RequestKeys, requestKeys, WITHOUT_MFA } from './request.js';
import type { ChainLink, Question } from './types.js';
import type { World } from './world.js';

/** What the role's policies and its boundary say to the request, one after the other. */
export function* permissionLinks(
  world: World,
  chain: Chain,
  role: RoleFact,
  question: Question,
): Iterable<ChainLink> {
  const settled = decideBeyondPolicies(requestOf(world, role, question));
  if (settled !== undefined) {
    const { allowed, reason } = settled;
    yield { kind: 'permissions', status: allowed ? 'ok' : 'broken', reason, place: role.place };
    return;
  }
  yield permissionsLink(world, chain, role, question);
  yield* boundaryLink(world, chain, role, question);
}

/** What the role's own policies say to the request. */
function permissionsLink(world: World, chain: Chain, role: RoleFact, question: Question): ChainLink {
  const policies = policiesOf(world, role);
  const outcome = judge(
    policies,
    'identity',
    requestOf(world, role, question),
    keysOf(world, chain, role, question),
  );
  const ask = `${question.action} on ${question.resource}`;
  if (policies.policies.length + policies.hidden.length === 0) {
    const place = { place: role.place };
    if (role.ownership === 'existing')
      return {
        kind: 'permissions',
        status: 'unknown',
        reason: 'the policies of the role are not in the files',
        ...place,
      };
    return {
      kind: 'permissions',
      status: 'broken',
      reason: `the role has no policy: it may do nothing, ${ask} included`,
      ...place,
      fix: 'attach a policy that allows it',
    };
  }
  const partly = role.ownership === 'existing' && outcome.allowed === 'no' && outcome.denied !== 'yes';
  if (partly)
    return {
      kind: 'permissions',
      status: 'unknown',
      reason: `the policies in the files do not allow ${ask}; the role is made elsewhere and may have others`,
      place: role.place,
    };
  return linkOf(world, 'permissions', policies, outcome, ask, `no policy of the role allows ${ask}`);
}

/** What the permissions boundary says, if there is one. */
function boundaryLink(world: World, chain: Chain, role: RoleFact, question: Question): readonly ChainLink[] {
  const boundary = boundaryOf(world, role);
  if (boundary === undefined) return [];
  const outcome = judge(
    boundary,
    'boundary',
    requestOf(world, role, question),
    keysOf(world, chain, role, question),
  );
  const ask = `${question.action} on ${question.resource}`;
  return [
    linkOf(world, 'boundary', boundary, outcome, ask, `the permissions boundary does not allow ${ask}`),
  ];
}

function linkOf(
  { texts }: World,
  kind: 'permissions' | 'boundary',
  { policies, hidden }: RolePolicies,
  outcome: Outcome,
  ask: string,
  verdict: string,
): ChainLink {
  const first = policies[0]?.place ?? hidden[0]?.place;
  const at = first === undefined ? {} : { place: first };
  const refused = outcome.refused[0];
  if (refused !== undefined)
    return {
      kind,
      status: 'broken',
      reason: `AWS refuses ${refused.policy.name}: ${texts.shown(refused.message)}`,
      place: refused.policy.place,
      fix: 'correct the document',
    };
  const sure = (effect: 'Allow' | 'Deny') =>
    outcome.statements.find(({ certainty, trace }) => certainty === 'yes' && trace.effect === effect);
  const deny = sure('Deny');
  const allow = sure('Allow');
  const name = (item: NonNullable<typeof allow>) =>
    `${labelStatement(item.trace)} of ${item.trace.policy.name}`;
  if (deny !== undefined)
    return {
      kind,
      status: 'broken',
      reason: `${name(deny)} denies ${ask}`,
      details: [texts.shown(deny.trace.explanation)],
      place: deny.place,
      fix: 'a Deny always wins: narrow it',
    };
  if (outcome.allowed === 'no')
    return {
      kind,
      status: 'broken',
      reason: verdict,
      details: misses(outcome, texts),
      ...at,
      fix: 'allow it in a policy, or ask for less',
    };
  if (outcome.allowed === 'maybe' || outcome.denied === 'maybe')
    return {
      kind,
      status: 'unknown',
      reason: `whether ${ask} is allowed cannot be told: ${texts.shown(outcome.doubts.join('; '))}`,
      ...at,
    };
  if (allow === undefined) return { kind, status: 'unknown', reason: `nothing is known about ${ask}`, ...at };
  return {
    kind,
    status: 'ok',
    reason: `${name(allow)} allows ${ask}`,
    details: [texts.shown(allow.trace.explanation)],
    place: allow.place,
  };
}

/** Statements that cover the action and fail otherwise; if there are none, all that allow. */
function misses({ statements }: Outcome, texts: World['texts']): readonly string[] {
  const allows = statements.filter(({ trace }) => trace.effect === 'Allow');
  const near = allows.filter(({ trace }) => trace.action.covers);
  return (near.length > 0 ? near : allows).map(({ trace }) =>
    texts.shown(`${nameStatement(trace)}, does not apply: ${trace.explanation}`),
  );
}

/** The pod's request, but for its keys. */
export function requestOf({ texts }: World, role: RoleFact, { action, resource }: Question) {
  const [partition, account, name] = [role.partition, role.account, role.name].map((value) =>
    texts.of(value),
  );
  return { principal: `arn:${partition}:sts::${account}:assumed-role/${name}/session`, action, resource };
}

/** What a pod's own request carries, as far as the files and the question tell. */
export function keysOf({ texts }: World, chain: Chain, role: RoleFact, question: Question): RequestKeys {
  const { namespace, serviceAccount } = chain.subject;
  const tags = tagsOf(role, texts);
  const session =
    chain.mechanism === 'pod-identity'
      ? { 'kubernetes-namespace': namespace, 'kubernetes-service-account': serviceAccount }
      : {};
  const { token } = chain;
  const claims =
    token?.issuer.host === undefined
      ? {}
      : { [`${token.issuer.host}:sub`]: token.subject, [`${token.issuer.host}:aud`]: token.audience };
  const asked = Object.entries(question.context ?? {});
  const context = {
    ...Object.fromEntries(ASSUMED_KEYS.map(({ key, value }) => [key, value])),
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalType': 'AssumedRole',
    'aws:PrincipalArn': texts.of(role.arn),
    'aws:PrincipalAccount': texts.of(role.account),
    ...prefixed({ ...tags, ...session }),
    ...claims,
    ...Object.fromEntries(asked.filter((entry): entry is [string, string] => entry[1] !== undefined)),
  };
  const missing = new Set(asked.filter(([, value]) => value === undefined).map(([key]) => key.toLowerCase()));
  const dynamic =
    chain.mechanism === 'pod-identity'
      ? ['eks-cluster-arn', 'eks-cluster-name', 'kubernetes-pod-name', 'kubernetes-pod-uid']
      : [];
  const names =
    tags === undefined
      ? undefined
      : new Set([...Object.keys(tags), ...dynamic].map((key) => key.toLowerCase()));
  const absent = absentFromCall(question.action, names);
  return requestKeys(
    context,
    (key) => missing.has(key) || absent(key),
    missing.has('aws:multifactorauthpresent') ? {} : WITHOUT_MFA,
  );
}

const prefixed = (tags: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]));

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
