import { kindOf } from '../grants/index.js';
import { labelStatement, nameStatement } from '../iam/evaluate/index.js';
import { quote } from '../text/quote.js';
import { type Caller, principalOf, requestKeysOf } from './caller.js';
import { boundaryOf, judge, type Outcome, policiesOf, type RolePolicies } from './permissions.js';
import type { LinkStatus, Question, UnreadLink } from './types.js';
import { nameOf, type World } from './world.js';

/** What one kind of policies says to the request. */
export interface Said {
  readonly link: UnreadLink;
  /** Broken only because nothing allows it: the other side may. */
  readonly silent: boolean;
  /** What was looked at. */
  readonly statements: Outcome['statements'];
}

/** Some policies, what is asked of them, and what they say to it. */
interface Judged {
  readonly kind: keyof typeof POLICY_KINDS;
  readonly policies: RolePolicies;
  /** `s3:GetObject on arn:aws:s3:::acme-photos/*` */
  readonly ask: string;
  readonly outcome: Outcome;
}

/** As what kind of policy each link judges. */
const POLICY_KINDS = { permissions: 'identity', boundary: 'boundary', 'session-policy': 'session' } as const;

function judgeBy(
  world: World,
  caller: Caller,
  question: Question,
  { kind, policies }: Pick<Judged, 'kind' | 'policies'>,
): Judged {
  const { action, resource } = question;
  const request = { principal: principalOf(world, caller), action, resource };
  const outcome = judge(policies, POLICY_KINDS[kind], request, requestKeysOf(world, caller, question));
  return { kind, policies, ask: `${action} on ${resource}`, outcome };
}

/** What the role's own policies say to the request. */
export function permissionsSaid(world: World, caller: Caller, question: Question): Said {
  const policies = policiesOf(world, caller.role);
  const judged = judgeBy(world, caller, question, { kind: 'permissions', policies });
  return said(identityLink(world, caller.role, judged, question), judged);
}

function said(link: UnreadLink, { outcome }: Judged): Said {
  return { link, silent: isSilent(link, outcome), statements: outcome.statements };
}

function isSilent({ status }: UnreadLink, { denied, refused }: Outcome): boolean {
  return status === 'broken' && denied === 'no' && refused.length === 0;
}

function identityLink(world: World, role: Caller['role'], judged: Judged, question: Question): UnreadLink {
  const { kind, ask, outcome } = judged;
  const { policies, possible = [], hidden } = judged.policies;
  const { place } = role;
  const isMadeElsewhere = role.ownership === 'existing';
  if (policies.length + possible.length + hidden.length === 0) {
    if (isMadeElsewhere)
      return { kind, status: 'unknown', reason: 'the policies of the role are not in the files', place };
    const reason = `the role has no policy: ${nameOf(role)} may do nothing, ${ask} included`;
    return { kind, status: 'broken', reason, place, fix: 'attach a policy that allows it' };
  }
  if (isMadeElsewhere && outcome.allowed === 'no' && outcome.denied !== 'yes') {
    const reason = `the policies in the files do not allow ${ask}; the role is made elsewhere and may have others`;
    return { kind, status: 'unknown', reason, place };
  }
  const link = linkOf(world, judged, `no policy of the role allows ${ask}`);
  if (!isSilent(link, outcome)) return link;
  const more = () => {
    const fix = nearFix(outcome, question, world.texts);
    return { ...link.more?.(), ...(fix === undefined ? {} : { fix }) };
  };
  return { ...link, more };
}

/** What the permissions boundary says, if there is one. */
export function boundarySaid(world: World, caller: Caller, question: Question): readonly Said[] {
  const { texts } = world;
  const { role } = caller;
  const policies = boundaryOf(world, role);
  if (policies === undefined) return [];
  const judged = judgeBy(world, caller, question, { kind: 'boundary', policies });
  const named = texts.shown(texts.of(role.permissionsBoundary?.value ?? role.name));
  const missing = `the permissions boundary does not allow ${judged.ask}, whatever its policies say: role ${texts.shown(texts.of(role.name))} has boundary ${named}`;
  return [said(linkOf(world, judged, missing), judged)];
}

/** What the policy of the Pod Identity association says, if it has one: the session may do nothing else. */
export function sessionPolicySaid(world: World, caller: Caller, question: Question): readonly Said[] {
  const policy = caller.session?.policy;
  if (policy === undefined) return [];
  const policies = { policies: [policy], hidden: [] };
  const judged = judgeBy(world, caller, question, { kind: 'session-policy', policies });
  return [said(linkOf(world, judged, `${policy.name} does not allow ${judged.ask}`), judged)];
}

/** What policies come to; `missing` says so where none allows it. */
function linkOf({ texts }: World, judged: Judged, missing: string): UnreadLink {
  const { kind, ask, outcome } = judged;
  const { policies, hidden } = judged.policies;
  const first = policies[0]?.place ?? hidden[0]?.place;
  const at = first === undefined ? {} : { place: first };
  const link = (status: LinkStatus, reason: string, more: Partial<UnreadLink>): UnreadLink => ({
    ...{ kind, status, reason },
    ...more,
  });
  const refused = outcome.refused[0];
  if (refused !== undefined) {
    const { name, place } = refused.policy;
    const reason = `AWS refuses ${name}: ${texts.shown(refused.message)}`;
    return link('broken', reason, { place, fix: 'correct the document' });
  }
  const denied = ruling(outcome, 'Deny', texts);
  if (denied !== undefined) {
    const fix = 'a Deny always wins: narrow it';
    return link('broken', `${denied.by} denies ${ask}`, { ...denied.told, explicit: true, fix });
  }
  if (outcome.allowed === 'no') {
    const more = () => ({ details: misses(outcome, policies, texts) });
    const fix = 'allow it in a policy, or ask for less';
    return link('broken', `${missing}${foreignIn(policies)}`, { more, ...at, fix });
  }
  if (outcome.allowed === 'maybe' || outcome.denied === 'maybe') {
    const doubts = texts.shown(outcome.doubts.join('; '));
    return link('unknown', `whether ${ask} is allowed cannot be told: ${doubts}`, at);
  }
  const allowed = ruling(outcome, 'Allow', texts);
  if (allowed === undefined) return link('unknown', `nothing is known about ${ask}`, at);
  return link('ok', `${allowed.by} allows ${ask}`, allowed.told);
}

/** The first statement of an effect that certainly applies, and what a link tells of it. */
function ruling({ statements }: Outcome, effect: 'Allow' | 'Deny', texts: World['texts']) {
  // A trace is made when it is looked at.
  const found = statements.find((each) => each.certainty === 'yes' && each.trace.effect === effect);
  if (found === undefined) return undefined;
  const { trace, place } = found;
  const by = `${labelStatement(trace)} of ${trace.policy.name}`;
  return { by, told: { details: [texts.shown(trace.explanation)], place } };
}

/** What to ask or to write where a statement allows the action on something near: a part of everything, or a bucket in the place of its objects. */
function nearFix(
  { statements }: Outcome,
  { action, resource }: Pick<Question, 'action' | 'resource'>,
  texts: World['texts'],
): string | undefined {
  const near = statements.flatMap(({ trace: { effect, action: listed, resource: on } }) =>
    effect === 'Allow' && listed.covers && on?.element === 'Resource' && !on.covers
      ? on.values.map(({ value, resolved }) => resolved ?? value)
      : [],
  );
  if (resource === '*') {
    const named = near[0] && quote(texts.shown(near[0]));
    return named && `ask for what it is done to, such as --resource ${named}: * stands for everything`;
  }
  const [, bucket, key] = /^(arn:[^:]*:s3:::[^/*?]+)(\/.*)?$/.exec(resource) ?? [];
  const takes = bucket === undefined ? undefined : S3_TAKES.get(action.toLowerCase());
  if (bucket === undefined || takes === undefined) return undefined;
  const [bucketArn, objectsArn] = [quote(bucket), quote(`${bucket}/*`)];
  const within = near.find((value) => value.startsWith(`${bucket}/`));
  if (takes === 'objects') {
    if (key === undefined) {
      const named = within === undefined ? objectsArn : quote(texts.shown(within));
      return `ask for objects, such as --resource ${named}: it is done to these, not to their bucket`;
    }
    if (near.includes(bucket))
      return `add ${objectsArn} to the Resource: the ARN of a bucket is not that of its objects`;
    return undefined;
  }
  if (key !== undefined)
    return `ask for --resource ${bucketArn}: it is done to the bucket, not to its objects`;
  return within === undefined
    ? undefined
    : `add ${bucketArn} to the Resource: the ARN of objects is not that of their bucket`;
}

/** What the actions on buckets that have a word are done to. */
const S3_TAKES: ReadonlyMap<string, 'bucket' | 'objects'> = new Map(
  Object.values(kindOf('buckets')?.words ?? {}).flatMap(({ on }) =>
    Object.entries(on).flatMap(([target, actions]) =>
      actions.map((each) => [each.toLowerCase(), target === 'objects' ? 'objects' : 'bucket'] as const),
    ),
  ),
);

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
