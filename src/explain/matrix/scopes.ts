import { compareText, groupBy } from '../../collections.js';
import { GRANT_KINDS, type GrantKind, labelOf, mainArn, type Thing, thingNamed } from '../../grants/index.js';
import type { ListElement, PolicyStatement } from '../../iam/document.js';
import { matchesPattern, parsePattern } from '../../iam/evaluate/pattern.js';
import { type Caller, requestKeysOf } from '../caller.js';
import type { Chain } from '../chain.js';
import { asWildcards, isWhole } from '../known-text.js';
import { policiesOf } from '../permissions.js';
import type { RequestKeys } from '../request.js';
import { resourcesWithPolicies } from '../resource-policies.js';
import type { World } from '../world.js';

/** A thing that policies name, with marks where the files do not tell all of its name. */
export interface Scope {
  readonly kind: GrantKind;
  readonly thing: Thing;
  /** Its fields in one text, or its ARN where it has none. */
  readonly label: string;
}

/** Things that the Allow statements of the roles name, and those with policies of their own; patterns stand for themselves. */
export function scopesOf(world: World, chains: readonly Chain[]): readonly Scope[] {
  const named = [
    ...chains.flatMap(({ world: own, caller }) => (caller === undefined ? [] : scopesOfCaller(own, caller))),
    ...resourcesWithPolicies(world).flatMap(scopesAt),
  ];
  const distinct = [...new Map(named.map((scope) => [keyOf(scope), scope] as const)).values()];
  const parts = new Set(distinct.filter((scope) => !isBare(scope)).map(wholeOf));
  return told(distinct.filter((scope) => !isBare(scope) || !parts.has(wholeOf(scope)))).sort(
    (a, b) => orderOf(a) - orderOf(b) || compareText(a.label, b.label),
  );
}

const orderOf = ({ kind }: Scope) => GRANT_KINDS.findIndex(({ field }) => field === kind.field);

/** What tells a thing from all others. */
function keyOf({ kind, thing, label }: Scope): string {
  return JSON.stringify([kind.field, thing.region, thing.accountId, label, isBare({ kind, thing, label })]);
}

/** A thing of a kind that has parts, named as a whole: a bucket by its own ARN, which says nothing about its objects. */
function isBare({ kind, thing }: Scope): boolean {
  return kind.options !== undefined && Object.keys(thing.names).every((name) => name in kind.names);
}

const wholeOf = ({ kind, thing: { names } }: Scope) =>
  JSON.stringify([kind.field, Object.keys(kind.names).map((name) => names[name])]);

/** Two things of one name, in two accounts or regions, are told apart by their ARNs. */
function told(scopes: readonly Scope[]): Scope[] {
  const groups = groupBy(scopes, ({ kind, label }) => JSON.stringify([kind.field, label]));
  return [...groups.values()].flatMap((group) =>
    group.length === 1
      ? group
      : group.map((scope) => ({ ...scope, label: mainArn(scope.kind, scope.thing) ?? scope.label })),
  );
}

function scopesAt(arn: string): readonly Scope[] {
  return GRANT_KINDS.flatMap((kind) => {
    const thing = thingNamed(kind, arn);
    return thing === undefined ? [] : [scopeFor(kind, thing)];
  });
}

const scopeFor = (kind: GrantKind, thing: Thing): Scope => ({ kind, thing, label: labelOf(thing) });

function scopesOfCaller(world: World, caller: Caller): readonly Scope[] {
  const keys = requestKeysOf(world, caller, {
    ...{ namespace: '', serviceAccount: '', action: 's3:GetObject', resource: '*' },
  });
  const narrowing = caller.session?.policy;
  return [
    ...policiesOf(world, caller.role).policies,
    ...(narrowing === undefined ? [] : [narrowing]),
  ].flatMap((policy) =>
    policy.document.statements
      // What is narrowed to everything is not narrowed.
      .filter(({ resource }) => policy !== narrowing || resource?.values.includes('*') === false)
      .flatMap((statement) => scopesOfStatement(statement, policy.document.version === '2012-10-17', keys)),
  );
}

function scopesOfStatement(
  statement: PolicyStatement,
  variables: boolean,
  keys: RequestKeys,
): readonly Scope[] {
  const { effect, resource } = statement;
  if (effect !== 'Allow' || resource === undefined) return [];
  const expand = (value: string) => (variables ? filledIn(value, keys) : [value]);
  const values = [...(resource.negated ? ['*'] : []), ...resource.values.flatMap(expand)];
  return GRANT_KINDS.flatMap((kind) =>
    values
      .flatMap((value) => thingsIn(kind, value, statement.action))
      .flatMap((thing) => inDetail(kind, thing, statement, expand))
      .map((thing) => scopeFor(kind, thing)),
  );
}

/** What a value of Resource names: everything, and what is not known, only where an action of a word is allowed on it. */
function thingsIn(kind: GrantKind, value: string, action: ListElement): readonly Thing[] {
  const found = thingNamed(kind, value);
  if (found !== undefined) return value !== '*' || coversTelling(kind, action) ? [found] : [];
  const all = thingNamed(kind, '*');
  if (all === undefined || isArn(value) || isWhole(value) || !coversTelling(kind, action)) return [];
  // What follows a slash is a part of the thing whose ARN stands before it.
  const arn = value.replace(/\/.*$/s, '');
  return [{ ...all, names: Object.fromEntries(Object.keys(all.names).map((name) => [name, arn])), arn }];
}

const isArn = (value: string) => value.startsWith('arn:');

/** Conditions may name the thing, or a part of it, where the ARN does not. */
function inDetail(
  kind: GrantKind,
  thing: Thing,
  { conditions }: PolicyStatement,
  expand: (value: string) => readonly string[],
): readonly Thing[] {
  const found = conditions
    .filter(({ operator }) => !operator.name.includes('Not'))
    .flatMap(({ key, values }) => values.flatMap(expand).flatMap((value) => namesByKey(kind, key, value)))
    .filter((names) => Object.keys(names).every((name) => (thing.names[name] ?? '*') === '*'));
  return found.length === 0
    ? [thing]
    : found.map((names) => ({ ...thing, names: { ...thing.names, ...names } }));
}

function namesByKey(
  { inPolicies: { keys = {} } }: GrantKind,
  key: string,
  value: string,
): readonly Thing['names'][] {
  const pattern = Object.entries(keys).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  const groups = pattern?.exec(value)?.groups;
  return groups === undefined ? [] : [groups];
}

/** Whether an element may cover an action of one of the kind's words. */
export function coversWord({ words }: GrantKind, element: ListElement): boolean {
  return coversAny(
    element,
    Object.values(words).flatMap(({ on }) => Object.values(on).flat()),
  );
}

/**
 * The same for what tells that a word is meant: `dynamodb:ListStreams` on everything says nothing about any table, while a word
 * that has only such actions is known by them.
 */
function coversTelling({ words, resources }: GrantKind, element: ListElement): boolean {
  const isOfThings = (name: string) => resources[name]?.anything !== true;
  return coversAny(
    element,
    Object.values(words).flatMap(({ on }) => {
      const own = Object.keys(on).filter(isOfThings);
      return own.length === 0 ? Object.values(on).flat() : own.flatMap((name) => on[name] ?? []);
    }),
  );
}

function coversAny({ negated, values }: ListElement, actions: readonly string[]): boolean {
  const patterns = values.map((value) => parsePattern(asWildcards(value).toLowerCase()));
  const listed = (action: string) => patterns.some((pattern) => matchesPattern(pattern, action));
  return (
    actions.some((action) => listed(action.toLowerCase()) !== negated) || (negated && !values.every(isWhole))
  );
}

/** Tags of the session in place of their variables; text with a variable that the session certainly lacks names nothing. */
function filledIn(text: string, keys: RequestKeys): readonly string[] {
  const context = new Map(Object.entries(keys.context).map(([key, value]) => [key.toLowerCase(), value]));
  let absent = false;
  const filled = text.replace(/\$\{([^{}',]+)\}/g, (variable, name: string) => {
    const key = name.trim().toLowerCase();
    const value = context.get(key);
    if (typeof value === 'string') return value;
    if (/^aws:principaltag\//.test(key) && keys.stateOf(key) === 'absent') absent = true;
    return variable;
  });
  return absent ? [] : [filled];
}
