import { compareText, groupBy, mapSorted, sortedUnique } from '../collections.js';
import { ACCESS_GRANTS, ACCESS_VERBS } from '../iam/access.js';
import type { PermissionStatement } from '../iam/policy.js';
import type { AccessVerb, BucketAccess, FreeStatement } from '../spec/types.js';

/** What the statements need to know of the cluster's partition. */
interface PartitionNames {
  readonly partition: string;
  readonly dnsSuffix: string;
}

type Draft = Omit<PermissionStatement, 'effect'>;

/**
 * The statements of one role: the spec's free ones in its order, then those that follow from the buckets,
 * each action once, each resource once, nothing that a wider entry covers already.
 */
export function buildPermissions(
  free: readonly FreeStatement[],
  buckets: readonly BucketAccess[],
  names: PartitionNames,
): readonly PermissionStatement[] {
  const drafts = [
    ...listStatements(buckets, names.partition),
    ...objectStatements(buckets, names.partition),
    ...kmsStatements(buckets, names.dnsSuffix),
  ];
  const given = distinct(free.map(normalise));
  const taken = new Set(given.map((statement) => statement.sid).filter((sid) => sid !== ''));
  return [...given, ...drafts].map((draft, index) => {
    const chosen = index < given.length && draft.sid !== '';
    return { ...draft, sid: chosen ? draft.sid : claim(draft.sid || 'Statement', taken), effect: 'Allow' };
  });
}

/** Sids are unique in a policy: a second one of a name gets a number. */
function claim(sid: string, taken: Set<string>): string {
  let candidate = sid;
  for (let number = 2; taken.has(candidate); number++) candidate = `${sid}${number}`;
  taken.add(candidate);
  return candidate;
}

function normalise(statement: FreeStatement): Draft {
  return {
    sid: statement.sid ?? '',
    actions: sortedUnique(statement.actions),
    resources: sortedUnique(statement.resources),
    conditions: mapSorted(statement.conditions, (keys) => mapSorted(keys, sortedUnique)),
  };
}

function distinct(statements: readonly Draft[]): readonly Draft[] {
  const seen = new Map<string, Draft>();
  for (const statement of statements) seen.set(JSON.stringify(statement), statement);
  return [...seen.values()];
}

/** `s3:prefix` exists on ListBucket alone, so GetBucketLocation stands in a statement without it. */
function listStatements(buckets: readonly BucketAccess[], partition: string): Draft[] {
  const prefixes = groupPrefixes(buckets.filter((bucket) => bucket.access.includes('list')));
  const whole = [...prefixes].filter(([, list]) => list.includes('')).map(([name]) => name);
  const limited = [...prefixes].filter(([, list]) => !list.includes(''));
  const arn = (name: string) => `arn:${partition}:s3:::${name}`;
  const drafts: Draft[] = [];
  if (whole.length > 0) {
    const actions = ACCESS_GRANTS.list.bucketActions;
    drafts.push({ sid: 'ListBucket', actions, resources: sortedUnique(whole.map(arn)), conditions: {} });
  }
  if (limited.length > 0) {
    const resources = sortedUnique(limited.map(([name]) => arn(name)));
    drafts.push({ sid: 'LocateBucket', actions: ['s3:GetBucketLocation'], resources, conditions: {} });
  }
  for (const [values, names] of groupBy(limited, ([, list]) => JSON.stringify(list.map((p) => `${p}*`)))) {
    drafts.push({
      sid: 'ListPrefix',
      actions: ['s3:ListBucket'],
      resources: sortedUnique(names.map(([name]) => arn(name))),
      conditions: { StringLike: { 's3:prefix': JSON.parse(values) as string[] } },
    });
  }
  return drafts;
}

/** One statement for each set of objects: verbs that reach the same objects share it. */
function objectStatements(buckets: readonly BucketAccess[], partition: string): Draft[] {
  const verbs = ACCESS_VERBS.filter((verb) => ACCESS_GRANTS[verb].objectActions.length > 0);
  const reach = verbs.flatMap((verb) => {
    const resources = [...groupPrefixes(buckets.filter((bucket) => bucket.access.includes(verb)))].flatMap(
      ([name, prefixes]) => prefixes.map((prefix) => `arn:${partition}:s3:::${name}/${prefix}*`),
    );
    return resources.length === 0 ? [] : [{ verb, resources: sortedUnique(resources) }];
  });
  return [...groupBy(reach, ({ resources }) => JSON.stringify(resources))].map(([, sharers]) => ({
    sid: `${sharers.map(({ verb }) => capitalise(verb)).join('')}Objects`,
    actions: sortedUnique(sharers.flatMap(({ verb }) => ACCESS_GRANTS[verb].objectActions)),
    resources: sharers[0]?.resources ?? [],
    conditions: {},
  }));
}

/** The keys may be used through S3 in their own region alone, never directly. */
function kmsStatements(buckets: readonly BucketAccess[], dnsSuffix: string): Draft[] {
  const actionsByKey = new Map<string, Set<string>>();
  for (const { kmsKeyArn, access } of buckets) {
    if (kmsKeyArn === undefined) continue;
    const actions = actionsByKey.get(kmsKeyArn) ?? new Set<string>();
    for (const verb of access) for (const action of ACCESS_GRANTS[verb].kmsActions) actions.add(action);
    if (actions.size > 0) actionsByKey.set(kmsKeyArn, actions);
  }
  const uses = [...actionsByKey].map(([key, actions]) => ({
    key,
    actions: sortedUnique([...actions]),
    service: `s3.${key.split(':')[3]}.${dnsSuffix}`,
  }));
  const groups = groupBy(uses, ({ actions, service }) => JSON.stringify([service, actions]));
  return [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, sharers]) => ({
      sid: 'UseEncryptionKey',
      actions: sharers[0]?.actions ?? [],
      resources: sortedUnique(sharers.map(({ key }) => key)),
      conditions: { StringEquals: { 'kms:ViaService': sharers.map(({ service }) => service).slice(0, 1) } },
    }));
}

/** Bucket → the shortest prefixes that cover all asked for; the empty one is the whole bucket. */
function groupPrefixes(buckets: readonly BucketAccess[]): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, string[]>();
  for (const { name, prefix = '' } of buckets) byName.set(name, [...(byName.get(name) ?? []), prefix]);
  const names = sortedUnique([...byName.keys()]);
  return new Map(names.map((name) => [name, shortest(byName.get(name) ?? [])]));
}

function shortest(prefixes: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const prefix of sortedUnique(prefixes)) {
    const last = kept.at(-1);
    if (last === undefined || !prefix.startsWith(last)) kept.push(prefix);
  }
  return kept;
}

function capitalise(verb: AccessVerb): string {
  return verb.charAt(0).toUpperCase() + verb.slice(1);
}
