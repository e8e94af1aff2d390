import { groupBy, onceFor, sortedUnique } from '../collections.js';
import type { PolicyDocument, PolicyStatement } from '../iam/document.js';
import {
  type AuthorizationRequest,
  coversAction,
  nameStatement,
  type RequestContext,
  type StatementTrace,
  traceStatement,
} from '../iam/evaluate/index.js';
import { type AttachmentFact, ignores, type PolicyFact, type RoleFact, type Span } from '../readers/index.js';
import { listShort, quote } from '../text/quote.js';
import { type Applies, type Certainty, weigh } from './certainty.js';
import { isWhole, mayEqual } from './known-text.js';
import { managedArn, managedPolicy } from './managed-policies.js';
import { type Gaps, type ReadPolicy, readPolicy } from './policy.js';
import type { RequestKeys } from './request.js';
import { nameOf, type World } from './world.js';

/** The policies of a role, or its boundary: those that can be read, and those that cannot. */
export interface RolePolicies {
  readonly policies: readonly ReadPolicy[];
  /** Policies that it may have or not. */
  readonly possible?: readonly ReadPolicy[];
  /** Policies whose document is not in the files. */
  readonly hidden: readonly HiddenPolicy[];
}

/** A policy of which only the name is known. */
export interface HiddenPolicy {
  readonly name: string;
  /** Why it does not count as it stands, when its document is in the files. */
  readonly doubt?: string;
  readonly place: Span;
  readonly onlyAllows: boolean;
}

/** A matrix asks for the same role again and again. */
const policiesIn = onceFor((world: World) => onceFor((role: RoleFact) => collectPolicies(world, role)));

/** The role's attached and inline policies. */
export function policiesOf(world: World, role: RoleFact): RolePolicies {
  return policiesIn(world)(role);
}

function collectPolicies(world: World, role: RoleFact): RolePolicies {
  const policies: ReadPolicy[] = [];
  const possible: ReadPolicy[] = [];
  const hidden: HiddenPolicy[] = [];
  const add = (attachment: AttachmentFact, doubt: string | undefined) => {
    const found = documentIn(world, attachment.policy, attachment.place, 'identity');
    const named = doubt === undefined ? found : { ...found, name: `${found.name}, ${doubt}` };
    if (!('document' in named)) hidden.push(named);
    else if (doubt === undefined) policies.push(named);
    else possible.push(named);
  };
  for (const attachment of attachmentsOf(world, role))
    add(attachment, attachment.conditional === true ? conditionOf(attachment) : undefined);
  for (const attachment of openAttachments(world, role))
    add(
      attachment,
      `attached to ${world.texts.shown(world.texts.of(attachment.role.value))}, which may be this role`,
    );
  return { policies, possible, hidden };
}

/** Outputs of other roots and of modules name the roles that those make. */
function isMadeElsewhere({ value }: AttachmentFact['role']): boolean {
  const symbol = value.known ? undefined : value.symbol;
  return symbol !== undefined && /^(?:module|data\.(?:tfe_outputs|terraform_remote_state))\./.test(symbol);
}

/** Attachments of the same root whose role is not known: it may be this one. */
function openAttachments(world: World, role: RoleFact): readonly AttachmentFact[] {
  const { texts } = world;
  return attachmentsIn(world).open.filter(({ role: link, scope }) => {
    const named = texts.of(link.value);
    if (scope !== role.scope || isMadeElsewhere(link)) return false;
    const [name, arn] = [texts.of(role.name), texts.of(role.arn)];
    return named !== name && named !== arn && (mayEqual(named, name) || mayEqual(named, arn));
  });
}

/** Why a role may be without a policy that is attached to it. */
function conditionOf({ contestedBy }: AttachmentFact): string {
  if (contestedBy === undefined) return 'attached only under a condition';
  return `which Terraform takes away again because of ${addressIn(contestedBy.id)}`;
}

/** The role's permissions boundary; undefined when it has none. */
export function boundaryOf(world: World, role: RoleFact): RolePolicies | undefined {
  if (role.permissionsBoundary === undefined) return undefined;
  const found = documentIn(world, role.permissionsBoundary, role.place, 'boundary');
  return 'document' in found ? { policies: [found], hidden: [] } : { policies: [], hidden: [found] };
}

/** By reference, or by the role's name where the two are of one scope or the name is all there is. */
function attachmentsOf(world: World, role: RoleFact): readonly AttachmentFact[] {
  const { inventory, texts } = world;
  const { byFact, byText, orderOf } = attachmentsIn(world);
  const names = new Set([texts.of(role.name), texts.of(role.arn)]);
  const isOurs = ({ scope, role: link }: AttachmentFact) =>
    scope === role.scope ||
    !inventory.roles.some((other) => other.scope === scope && texts.of(other.name) === texts.of(link.value));
  const named = [...names].flatMap((name) => byText.get(name) ?? []).filter(isOurs);
  return [...(byFact.get(role.id) ?? []), ...named].sort((a, b) => orderOf(a) - orderOf(b));
}

/** What attachments name: a table looks up those of thousands of roles among thousands. */
interface Attachments {
  /** By the role that they refer to. */
  readonly byFact: ReadonlyMap<string, readonly AttachmentFact[]>;
  /** Those that refer to none, by the text that stands for it. */
  readonly byText: ReadonlyMap<string, readonly AttachmentFact[]>;
  /** Those of which that text is not known in full. */
  readonly open: readonly AttachmentFact[];
  orderOf(attachment: AttachmentFact): number;
}

const attachmentsIn = onceFor(({ inventory, texts }: World): Attachments => {
  const textOf = ({ role }: AttachmentFact) => texts.of(role.value);
  const all = inventory.attachments;
  const unreferred = all.filter(({ role }) => role.fact === undefined);
  const order = new Map(all.map((attachment, index) => [attachment, index] as const));
  return {
    byFact: groupBy(
      all.filter(({ role }) => role.fact !== undefined),
      ({ role }) => role.fact ?? '',
    ),
    byText: groupBy(unreferred, textOf),
    open: unreferred.filter((attachment) => !isWhole(textOf(attachment))),
    orderOf: (attachment) => order.get(attachment) ?? 0,
  };
});

function documentIn(
  world: World,
  link: AttachmentFact['policy'],
  place: Span,
  kind: 'identity' | 'boundary',
): ReadPolicy | HiddenPolicy {
  const { inventory, texts } = world;
  const written = texts.of(link.value);
  const fact = findPolicy(
    inventory.policies,
    link.fact,
    (policy) => policy.arn !== undefined && texts.of(policy.arn) === written,
  );
  if (fact !== undefined && ignores(fact, 'policy'))
    return {
      name: nameOf(fact),
      doubt: `what is live of ${nameOf(fact)} may differ: Terraform ignores changes to its document`,
      place,
      onlyAllows: false,
    };
  if (fact !== undefined && fact.document.kind !== 'unknown') return ownPolicy(world, fact, kind);
  const arn = (fact === undefined ? undefined : lookedUpArn(world, fact)) ?? written;
  const managed = managedPolicy(world, arn, kind, place);
  if (managed !== undefined && 'document' in managed) return managed;
  return { name: texts.shown(arn), place, onlyAllows: false, ...whyUnknown(fact), ...managed };
}

/** Why the document of a policy that the files make is not known. */
function whyUnknown(fact: PolicyFact | undefined): { readonly doubt?: string } {
  if (fact?.ownership !== 'declared' || fact.document.kind !== 'unknown') return {};
  return { doubt: `the document of ${nameOf(fact)} is not known: ${fact.document.reason}` };
}

function ownPolicy({ texts }: World, fact: PolicyFact, kind: 'identity' | 'boundary'): ReadPolicy {
  const { brought, document } = fact;
  if (brought === undefined) return readPolicy(document, nameOf(fact), kind, texts);
  const { by, date, open } = brought;
  const which = `${by} of ${date}${open ? ', the newest known' : ''}`;
  return { ...readPolicy(document, `${nameOf(fact)} (${which})`, kind, texts), foreign: true };
}

/** The ARN of a policy that is looked up by its name alone, where that is the name of one of AWS's own: Terraform refuses two of a name. */
function lookedUpArn(world: World, { ownership, name, arn }: PolicyFact): string | undefined {
  if (ownership !== 'existing' || name === undefined || !name.known) return undefined;
  return arn !== undefined && isWhole(world.texts.of(arn)) ? undefined : managedArn(world, name.value);
}

const addressIn = (id: string) => id.slice(id.lastIndexOf(':') + 1).replace('#', '.');

function findPolicy(
  policies: readonly PolicyFact[],
  id: string | undefined,
  hasArn: (policy: PolicyFact) => boolean,
): PolicyFact | undefined {
  return policies.find((policy) => policy.id === id) ?? policies.find(hasArn);
}

/** A statement with what is certain of it. */
export interface WeighedStatement extends Applies {
  readonly trace: StatementTrace;
  readonly place: Span;
  /** What of it is unknown. */
  readonly gaps: Gaps;
}

/** What one kind of policies says to a request. */
export interface Outcome {
  /** An applicable Deny. */
  readonly denied: Certainty;
  readonly allowed: Certainty;
  readonly statements: readonly WeighedStatement[];
  /** Why something is uncertain, one sentence each. */
  readonly doubts: readonly string[];
  /** Why AWS would refuse a document. */
  readonly refused: readonly { readonly policy: ReadPolicy; readonly message: string }[];
}

/** Weighs all statements of some policies against a request. */
export function judge(
  { policies, possible = [], hidden }: RolePolicies,
  kind: 'identity' | 'boundary' | 'session' | 'trust',
  request: Omit<AuthorizationRequest, 'context'>,
  keys: RequestKeys,
): Outcome {
  const statements = [
    ...policies.flatMap((policy) => weighPolicy(policy, kind, request, keys)),
    ...possible.flatMap((policy) => weighPolicy(policy, kind, request, keys).map(asPossible)),
  ];
  const missing = [...policies, ...possible].flatMap(({ name, missing: reasons }) =>
    reasons.map((reason) => `${name} may hold more: ${reason}`),
  );
  const doubts = [
    ...missing,
    ...hidden.map(({ name, doubt }) => doubt ?? `the document of ${name} is not in the files`),
    ...statements.filter(({ certainty }) => certainty === 'maybe').map((statement) => doubtOf(statement)),
  ];
  const refused = policies.flatMap((policy) => policy.problems.map(({ message }) => ({ policy, message })));
  const mayDeny = missing.length > 0 || hidden.some((policy) => !policy.onlyAllows);
  const mayAllow = missing.length > 0 || hidden.length > 0;
  return {
    denied: most(statements, 'Deny', mayDeny),
    allowed: most(statements, 'Allow', mayAllow),
    ...{ statements, doubts, refused },
  };
}

/** A statement of a policy that the role may have or not. */
function asPossible(statement: WeighedStatement): WeighedStatement {
  if (statement.certainty !== 'yes') return statement;
  return { ...statement, certainty: 'maybe', leftOpen: ['the files do not tell whether the role has it'] };
}

function weighPolicy(
  policy: ReadPolicy,
  kind: 'identity' | 'boundary' | 'session' | 'trust',
  request: Omit<AuthorizationRequest, 'context'>,
  keys: RequestKeys,
): readonly WeighedStatement[] {
  const traced = kind === 'trust' ? kind : 'identity';
  const traceIn = (statement: PolicyStatement, context: RequestContext) =>
    traceStatement(traced, policy, statement, { ...request, context });
  const having = asksFor(policy.document, keys.orAbsent) ? { ...keys.context, ...keys.orAbsent } : undefined;
  return policy.document.statements.map((statement) => {
    const { gaps, place } = policy.statements.get(statement.index) ?? { gaps: NONE, place: policy.place };
    const find = () => traceIn(statement, keys.context);
    if (isOfOtherActions(statement, gaps, request)) return new OfOtherActions(gaps, place, find);
    const trace = find();
    const weighed = (each: StatementTrace) => weigh(each, gaps, keys, request);
    const other = having && weighed(traceIn(statement, having));
    return { trace, gaps, place, ...weighBoth(weighed(trace), other, keys.orAbsent) };
  });
}

const NONE: Gaps = new Set();

/** Whether a statement says certainly nothing about the action that is asked for. */
function isOfOtherActions(
  { action: element }: PolicyStatement,
  gaps: Gaps,
  { action }: Pick<AuthorizationRequest, 'action'>,
): boolean {
  if (coversAction(element, action) || gaps.has(element.element)) return false;
  return isWhole(action) && element.values.every(isWhole);
}

/** One of those, which most statements are; its grounds are found where somebody wants to read them. */
class OfOtherActions implements WeighedStatement {
  readonly certainty = 'no';
  readonly openKeys = [];
  readonly leftOpen = [];
  #trace: StatementTrace | undefined;
  readonly #find: () => StatementTrace;

  constructor(
    readonly gaps: Gaps,
    readonly place: Span,
    find: () => StatementTrace,
  ) {
    this.#find = find;
  }

  get trace(): StatementTrace {
    this.#trace ??= this.#find();
    return this.#trace;
  }
}

/** Whether a policy asks for one of these keys. */
export function asksFor({ statements }: PolicyDocument, context: RequestContext): boolean {
  const names = new Set(Object.keys(context).map((key) => key.toLowerCase()));
  return statements.some(({ conditions }) => conditions.some(({ key }) => names.has(key.toLowerCase())));
}

/** What is certain both without keys and with them. */
export function weighBoth(without: Applies, having: Applies | undefined, orAbsent: RequestContext): Applies {
  if (having === undefined || having.certainty === without.certainty) return without;
  const keys = Object.keys(orAbsent).join(', ');
  const reason = `whether the session of a role has ${keys} at all is left open by AWS`;
  return { ...without, certainty: 'maybe', leftOpen: [...without.leftOpen, reason] };
}

function most(
  statements: readonly WeighedStatement[],
  effect: 'Allow' | 'Deny',
  mayBeMore: boolean,
): Certainty {
  const is = (certainty: Certainty) =>
    statements.some((statement) => statement.certainty === certainty && statement.trace.effect === effect);
  if (is('yes')) return 'yes';
  return mayBeMore || is('maybe') ? 'maybe' : 'no';
}

/** Why it cannot be told whether a statement applies. */
export function doubtOf({
  trace,
  gaps,
  openKeys,
  leftOpen,
}: Pick<WeighedStatement, 'trace' | 'gaps' | 'openKeys' | 'leftOpen'>): string {
  const name = nameStatement(trace);
  if (leftOpen.length > 0) return `${name}: ${leftOpen.join('; ')}`;
  if (!openKeys.some(isWhole)) {
    const untold = untoldIn(trace, gaps);
    const which = untold.length === 0 ? '' : `: ${listShort(untold, MOST_UNTOLD)}`;
    return `${name} holds values that the files do not tell${which}`;
  }
  const conditions = trace.conditions
    .filter(({ key }) => openKeys.includes(key))
    .map(
      ({ operator, key, policyValues }) =>
        `${operator.text} ${key} ${policyValues.map(({ value }) => quote(value)).join(' or ')}`,
    );
  return `${name} applies only with ${conditions.join(' and ')}, which the question does not say (--context ${openKeys.find(isWhole)}=…)`;
}

const MOST_UNTOLD = 3;

/** Which values of a statement are not known and may matter, or which elements, where no value of them is. */
function untoldIn(
  { action, resource, principal, conditions }: StatementTrace,
  gaps: Gaps,
): readonly string[] {
  const elements = [action, resource, principal].filter(
    (part) => part !== undefined && (!part.covers || /^Not|Principal$/.test(part.element)),
  );
  const values = elements.flatMap((part) => part?.values ?? []);
  const asked = conditions.flatMap(({ key, policyValues, contextValues = [] }) => [
    ...[key].filter((name) => !isWhole(name)),
    ...policyValues.map(({ value }) => value).filter((value) => !isWhole(value)),
    ...contextValues.filter((value) => !isWhole(value)).map((value) => `${key}=${value}`),
  ]);
  const partly = [...values.map(({ value }) => value).filter((value) => !isWhole(value)), ...asked];
  return sortedUnique(
    partly.length > 0 ? partly.map((value) => quote(value)) : [...gaps].map((gap) => `its ${gap}`),
  );
}
