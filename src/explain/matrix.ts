import { podName } from '../cluster/index.js';
import { compareText, sortedUnique } from '../collections.js';
import type { Chain } from './chain.js';
import { decideQuestion, followChain } from './explain.js';
import { isWhole } from './known-text.js';
import { policiesOf } from './permissions.js';
import { readPolicy } from './policy.js';
import type { Verdict } from './types.js';
import { podsOf, type Subject, type World } from './world.js';

/** What may be done with objects. */
const ACCESS_VERBS = ['list', 'get', 'put', 'delete'] as const;

type AccessVerb = (typeof ACCESS_VERBS)[number];

/** One service account and one bucket, or prefix of one. */
export interface MatrixRow {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** What runs as it: `Deployment default/photo-site`. */
  readonly workloads: readonly string[];
  readonly bucket: string;
  readonly prefix: string;
  readonly access: Readonly<Record<AccessVerb, Verdict>>;
}

/** Service accounts × buckets × verbs. */
export interface Matrix {
  readonly rows: readonly MatrixRow[];
}

/** The action that stands for each verb. */
const ACTIONS: Readonly<Record<AccessVerb, string>> = {
  list: 's3:ListBucket',
  get: 's3:GetObject',
  put: 's3:PutObject',
  delete: 's3:DeleteObject',
};

interface Scope {
  readonly partition: string;
  readonly bucket: string;
  readonly prefix: string;
}

/** Answers every verb for every service account that has a role, and every bucket that any of their policies names. */
export function buildMatrix(world: World): Matrix {
  const chains = subjectsOf(world).map((subject) => followChain(world, subject));
  const scopes = scopesOf(world, chains);
  const rows = chains.flatMap((chain) => {
    const workloads = sortedUnique(podsOf(world, chain.subject).map(podName));
    return scopes.map((scope) => rowOf(world, chain, scope, workloads));
  });
  return { rows };
}

function subjectsOf(world: World): readonly Subject[] {
  const { inventory } = world;
  const made = inventory.serviceAccounts.filter(({ created }) => !created.known || created.value);
  const named = [
    ...made.map(({ namespace, name }) => [namespace, name] as const),
    ...inventory.podIdentityAssociations.map(
      ({ namespace, serviceAccount }) => [namespace, serviceAccount] as const,
    ),
    ...inventory.pods
      .filter(({ serviceAccountStated }) => serviceAccountStated)
      .map(({ namespace, serviceAccountName }) => [namespace, serviceAccountName] as const),
  ];
  const keys = named.flatMap(([namespace, name]) =>
    namespace.known && name.known ? [`${namespace.value}/${name.value}`] : [],
  );
  return sortedUnique([...keys, ...trustedKeys(world)]).map((key) => {
    const [namespace = '', serviceAccount = ''] = key.split('/');
    return { namespace, serviceAccount };
  });
}

/** Service accounts that roles trust by name: charts and other tools may make them. */
function trustedKeys({ inventory, texts }: World): readonly string[] {
  return inventory.roles.flatMap(({ trust }) => {
    if (trust === undefined) return [];
    const { document } = readPolicy(trust, 'the trust policy', 'trust', texts);
    const values = document.statements.flatMap(({ conditions }) =>
      conditions.filter(({ key }) => key.endsWith(':sub')).flatMap((condition) => condition.values),
    );
    return values.flatMap((value) => {
      const [, namespace, name] = /^system:serviceaccount:([a-z0-9-]+):([a-z0-9.-]+)$/.exec(value) ?? [];
      return namespace === undefined ? [] : [`${namespace}/${name}`];
    });
  });
}

function rowOf(world: World, chain: Chain, scope: Scope, workloads: readonly string[]): MatrixRow {
  const { namespace, serviceAccount } = chain.subject;
  const decide = (verb: AccessVerb): Verdict => {
    const bucket = `arn:${scope.partition}:s3:::${scope.bucket}`;
    const resource = verb === 'list' ? bucket : `${bucket}/${scope.prefix}*`;
    const context = { 's3:prefix': scope.prefix === '' ? undefined : scope.prefix };
    return decideQuestion(world, chain, { ...chain.subject, action: ACTIONS[verb], resource, context });
  };
  const access = Object.fromEntries(ACCESS_VERBS.map((verb) => [verb, decide(verb)])) as MatrixRow['access'];
  return { namespace, serviceAccount, workloads, bucket: scope.bucket, prefix: scope.prefix, access };
}

/** Buckets and prefixes that the Allow statements of the roles name; patterns stand for themselves. */
function scopesOf(world: World, chains: readonly Chain[]): readonly Scope[] {
  const found = new Map<string, Scope>();
  const whole = new Map<string, Scope>();
  for (const { role } of chains) {
    if (role === undefined) continue;
    for (const { document } of policiesOf(world, role).policies) {
      for (const { effect, resource, conditions } of document.statements) {
        if (effect !== 'Allow' || resource === undefined || resource.negated) continue;
        const prefixes = conditions
          .filter(({ key }) => key.toLowerCase() === 's3:prefix')
          .flatMap(({ values }) => values.map(trimStar));
        for (const scope of resource.values.flatMap((value) => scopesIn(value, prefixes))) {
          (scope.prefix === '' && scope.bucketOnly ? whole : found).set(
            `${scope.bucket}/${scope.prefix}`,
            scope,
          );
        }
      }
    }
  }
  for (const [key, scope] of whole)
    if (![...found.values()].some(({ bucket }) => bucket === scope.bucket)) found.set(key, scope);
  return [...found].sort(([a], [b]) => compareText(a, b)).map(([, scope]) => scope);
}

function scopesIn(arn: string, prefixes: readonly string[]): readonly (Scope & { bucketOnly: boolean })[] {
  const match = /^arn:([^:]*):s3:::([^/]+)(?:\/(.*))?$/s.exec(arn);
  if (match === null || !isWhole(arn)) return [];
  const [, partition = '', bucket = '', key] = match;
  if (key !== undefined) return [{ partition, bucket, prefix: trimStar(key), bucketOnly: false }];
  if (prefixes.length > 0)
    return prefixes.map((prefix) => ({ partition, bucket, prefix, bucketOnly: false }));
  return [{ partition, bucket, prefix: '', bucketOnly: true }];
}

const trimStar = (pattern: string) => pattern.replace(/\*+$/, '');
