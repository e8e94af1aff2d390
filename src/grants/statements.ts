import { parseArn } from '../aws/arns.js';
import { compareText, groupBy, sortedUnique } from '../collections.js';
import type { Conditions } from '../iam/policy.js';
import type { Draft, GrantEntry, GrantKind, Home, RequestKeys } from './kind.js';
import { capitalise, textOf } from './text.js';
import { thingOf } from './thing.js';

/** The statements that entries of several kinds make: each action once, each resource once. */
export function grantStatements(
  grants: readonly { readonly kind: GrantKind; readonly entries: readonly GrantEntry[] }[],
  home: Home,
): readonly Draft[] {
  const own = grants.flatMap(
    ({ kind, entries }) => kind.statements?.(entries, home) ?? wordStatements(kind, entries, home),
  );
  return [...own, ...keyStatements(grants, home)];
}

/** One word's reach into one kind of resource. */
interface Reach {
  readonly word: string;
  readonly resource: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: Conditions;
}

/** One statement for each kind and set of resources: words that reach the same ones share it. */
function wordStatements(kind: GrantKind, entries: readonly GrantEntry[], home: Home): readonly Draft[] {
  const reaches = Object.keys(kind.resources).flatMap((resource) =>
    Object.keys(kind.words).flatMap((word) => reachesOf(kind, word, resource, entries, home)),
  );
  const shared = groupBy(reaches, ({ resource, resources, conditions }) =>
    JSON.stringify([resource, resources, conditions]),
  );
  return [...shared.values()].map((sharers) => ({
    sid: `${sharers.map(({ word }) => capitalise(word)).join('')}${kind.resources[sharers[0]?.resource ?? '']?.noun}`,
    actions: sortedUnique(sharers.flatMap(({ actions }) => actions)),
    resources: sharers[0]?.resources ?? [],
    conditions: sharers[0]?.conditions ?? {},
  }));
}

/** Entries under the same conditions are one reach; those that differ in the values of one key alone are as well. */
function reachesOf(
  kind: GrantKind,
  word: string,
  resource: string,
  entries: readonly GrantEntry[],
  home: Home,
): readonly Reach[] {
  const actions = kind.words[word]?.on[resource];
  const reached = kind.resources[resource];
  if (actions === undefined || reached === undefined) return [];
  const parts = entries
    .filter(({ access }) => access.includes(word))
    .map((entry) => thingOf(kind, entry, home))
    .map((thing) => ({ arns: reached.arns(thing), conditions: conditionsOf(reached.keys?.(thing)) }))
    .filter(({ arns }) => arns.length > 0);
  const byConditions = [...groupBy(parts, ({ conditions }) => JSON.stringify(conditions)).values()].map(
    (group) => ({
      resources: sortedUnique(group.flatMap(({ arns }) => arns)),
      conditions: group[0]?.conditions ?? {},
    }),
  );
  const byResources = groupBy(byConditions, ({ resources, conditions }) =>
    JSON.stringify([resources, onlyKey(conditions) ?? conditions]),
  );
  return [...byResources.values()].map((group) => ({
    ...{ word, resource, actions },
    resources: group[0]?.resources ?? [],
    conditions: united(group.map(({ conditions }) => conditions)),
  }));
}

/** What statements ask of the keys that requests carry. */
function conditionsOf(keys: RequestKeys = {}): Conditions {
  const given = Object.entries(keys).flatMap(([key, value]) => (value === undefined ? [] : [[key, [value]]]));
  return given.length === 0 ? {} : { StringEquals: Object.fromEntries(given) };
}

/** The operator and key of conditions that have one of each. */
function onlyKey(conditions: Conditions): readonly [string, string] | undefined {
  const pairs = Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.keys(keys).map((key): readonly [string, string] => [operator, key]),
  );
  return pairs.length === 1 ? pairs[0] : undefined;
}

/** Values of one key are alternatives, so statements that differ in them alone are one. */
function united(all: readonly Conditions[]): Conditions {
  const [first = {}] = all;
  const pair = onlyKey(first);
  if (pair === undefined) return first;
  const [operator, key] = pair;
  return {
    [operator]: { [key]: sortedUnique(all.flatMap((conditions) => conditions[operator]?.[key] ?? [])) },
  };
}

/** Keys may be used through the service in their own region alone, never directly. */
export function keyStatements(
  grants: readonly { readonly kind: GrantKind; readonly entries: readonly GrantEntry[] }[],
  { dnsSuffix }: Home,
): readonly Draft[] {
  const uses = grants.flatMap(({ kind, entries }) => keyUses(kind, entries, dnsSuffix));
  const merged = [...groupBy(uses, ({ key, service }) => JSON.stringify([key, service])).values()].map(
    (group) => ({
      key: group[0]?.key ?? '',
      service: group[0]?.service ?? '',
      actions: sortedUnique(group.flatMap(({ actions }) => actions)),
    }),
  );
  const groups = groupBy(merged, ({ actions, service }) => JSON.stringify([service, actions]));
  return [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, sharers]) => ({
      sid: 'UseEncryptionKey',
      actions: sharers[0]?.actions ?? [],
      resources: sortedUnique(sharers.map(({ key }) => key)),
      conditions: { StringEquals: { 'kms:ViaService': sharers.map(({ service }) => service).slice(0, 1) } },
    }));
}

function keyUses({ words, kmsVia }: GrantKind, entries: readonly GrantEntry[], dnsSuffix: string) {
  return entries.flatMap((entry) => {
    const key = textOf(entry, 'kmsKeyArn');
    const actions = entry.access.flatMap((word) => words[word]?.kms ?? []);
    if (key === undefined || kmsVia === undefined || actions.length === 0) return [];
    return [{ key, actions, service: `${kmsVia}.${parseArn(key)?.region}.${dnsSuffix}` }];
  });
}
