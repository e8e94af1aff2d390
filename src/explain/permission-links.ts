import { labelStatement, nameStatement } from '../iam/evaluate/index.js';
import { quote } from '../text/quote.js';
import { type Caller, principalOf, requestKeysOf } from './caller.js';
import { boundaryOf, judge, type Outcome, policiesOf, type RolePolicies } from './permissions.js';
import type { Question, UnreadLink } from './types.js';
import { nameOf, type World } from './world.js';

/** What one kind of policies says to the request. */
export interface Said {
  readonly link: UnreadLink;
  /** Broken only because nothing allows it: the other side may. */
  readonly silent: boolean;
  /** What was looked at. */
  readonly statements: Outcome['statements'];
}

/** What the role's own policies say to the request. */
export function permissionsSaid(world: World, caller: Caller, question: Question): Said {
  const { role } = caller;
  const policies = policiesOf(world, role);
  const outcome = outcomeOf(world, caller, question, policies, 'identity');
  return said(identityLink(world, role, policies, outcome, question), outcome);
}

function said(link: UnreadLink, { denied, refused, statements }: Outcome): Said {
  const silent = link.status === 'broken' && denied === 'no' && refused.length === 0;
  return { link, silent, statements };
}

function outcomeOf(
  world: World,
  caller: Caller,
  question: Question,
  policies: RolePolicies,
  kind: 'identity' | 'boundary' | 'session',
): Outcome {
  const { action, resource } = question;
  const request = { principal: principalOf(world, caller), action, resource };
  return judge(policies, kind, request, requestKeysOf(world, caller, question));
}

function identityLink(
  world: World,
  role: Caller['role'],
  policies: RolePolicies,
  outcome: Outcome,
  question: Question,
): UnreadLink {
  const ask = `${question.action} on ${question.resource}`;
  const { possible = [] } = policies;
  if (policies.policies.length + possible.length + policies.hidden.length === 0) {
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
      reason: `the role has no policy: ${nameOf(role)} may do nothing, ${ask} included`,
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
  const link = linkOf(world, 'permissions', policies, outcome, ask, `no policy of the role allows ${ask}`);
  const less =
    link.status === 'broken' &&
    question.resource === '*' &&
    outcome.denied === 'no' &&
    outcome.refused.length === 0
      ? askForLess(outcome, world.texts)
      : undefined;
  return less === undefined ? link : { ...link, fix: less };
}

/** What the permissions boundary says, if there is one. */
export function boundarySaid(world: World, caller: Caller, question: Question): readonly Said[] {
  const boundary = boundaryOf(world, caller.role);
  if (boundary === undefined) return [];
  const outcome = outcomeOf(world, caller, question, boundary, 'boundary');
  const ask = `${question.action} on ${question.resource}`;
  const named = world.texts.shown(world.texts.of(caller.role.permissionsBoundary?.value ?? caller.role.name));
  const missing = `the permissions boundary does not allow ${ask}, whatever its policies say: role ${world.texts.shown(world.texts.of(caller.role.name))} has boundary ${named}`;
  return [said(linkOf(world, 'boundary', boundary, outcome, ask, missing), outcome)];
}

/** What the policy of the Pod Identity association says, if it has one: the session may do nothing else. */
export function sessionPolicySaid(world: World, caller: Caller, question: Question): readonly Said[] {
  const policy = caller.session?.policy;
  if (policy === undefined) return [];
  const policies = { policies: [policy], hidden: [] };
  const outcome = outcomeOf(world, caller, question, policies, 'session');
  const ask = `${question.action} on ${question.resource}`;
  const missing = `${policy.name} does not allow ${ask}`;
  return [said(linkOf(world, 'session-policy', policies, outcome, ask, missing), outcome)];
}

function linkOf(
  { texts }: World,
  kind: 'permissions' | 'boundary' | 'session-policy',
  { policies, hidden }: RolePolicies,
  outcome: Outcome,
  ask: string,
  verdict: string,
): UnreadLink {
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
  const ruled = (effect: 'Allow' | 'Deny', verb: string) => {
    const found = outcome.statements.find((each) => each.certainty === 'yes' && each.trace.effect === effect);
    if (found === undefined) return undefined;
    const { trace, place } = found;
    const reason = `${labelStatement(trace)} of ${trace.policy.name} ${verb} ${ask}`;
    return { reason, details: [texts.shown(trace.explanation)], place };
  };
  const denied = ruled('Deny', 'denies');
  if (denied !== undefined)
    return { kind, status: 'broken', ...denied, explicit: true, fix: 'a Deny always wins: narrow it' };
  if (outcome.allowed === 'no')
    return {
      kind,
      status: 'broken',
      reason: `${verdict}${foreignIn(policies)}`,
      more: () => misses(outcome, policies, texts),
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
  const allowed = ruled('Allow', 'allows');
  if (allowed === undefined)
    return { kind, status: 'unknown', reason: `nothing is known about ${ask}`, ...at };
  return { kind, status: 'ok', ...allowed };
}

/** What to ask in place of everything, where a statement allows the action on a part of it. */
function askForLess({ statements }: Outcome, texts: World['texts']): string | undefined {
  const part = statements.find(
    ({ trace: { effect, action, resource } }) =>
      effect === 'Allow' && action.covers && resource?.element === 'Resource' && !resource.covers,
  );
  const first = part?.trace.resource?.values[0];
  if (first === undefined) return undefined;
  const named = quote(texts.shown(first.resolved ?? first.value));
  return `ask for what it is done to, such as --resource ${named}: * stands for everything`;
}

/** Which policies nobody wrote in the files: those that keep them may have changed them since. */
function foreignIn(policies: RolePolicies['policies']): string {
  const names = policies.flatMap(({ name, foreign, asOf }) => {
    if (foreign === undefined) return [];
    return [asOf === undefined ? name : `${name} as known on ${asOf}`];
  });
  return names.length === 0 ? '' : `, with ${names.join(', ')}`;
}

/** Statements that cover the action and fail otherwise; if there are none, all of the files' own that allow. */
function misses(
  { statements }: Outcome,
  policies: RolePolicies['policies'],
  texts: World['texts'],
): readonly string[] {
  const allows = statements.filter(({ trace }) => trace.effect === 'Allow');
  const near = allows.filter(({ trace }) => trace.action.covers);
  const foreign = new Set(policies.flatMap((policy) => (policy.foreign === true ? [policy.name] : [])));
  const own = allows.filter(({ trace }) => !foreign.has(trace.policy.name));
  return (near.length > 0 ? near : own).map(({ trace }) =>
    texts.shown(`${nameStatement(trace)}, does not apply: ${trace.explanation}`),
  );
}
