import { parseAccountRegionalName } from '../aws/bucket-names.js';
import { podName } from '../cluster/index.js';
import { sortedUnique } from '../collections.js';
import type { Chain } from './chain.js';
import { decideQuestion } from './explain.js';
import { followChain } from './follow.js';
import { isWhole } from './known-text.js';
import { type Scope, scopesOf } from './matrix-scopes.js';
import { mayTouch } from './matrix-touch.js';
import { policiesOf } from './permissions.js';
import { readPolicy } from './policy.js';
import { policiesOfResource, resourcesAt } from './resource-policies.js';
import type { Question, Verdict } from './types.js';
import { verdict } from './verdict.js';
import { nameOf, podsOf, type Subject, type World } from './world.js';

/** What may be done with objects. */
export const ACCESS_VERBS = ['list', 'get', 'put', 'delete'] as const;

type AccessVerb = (typeof ACCESS_VERBS)[number];

/** One service account and one bucket, or prefix of one. */
export interface MatrixRow {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** What runs as it: `Deployment default/photo-site`. */
  readonly workloads: readonly string[];
  /** The name, or what the files have for it: `<var.bucket>`. */
  readonly bucket: string;
  readonly prefix: string;
  readonly access: Readonly<Record<AccessVerb, Verdict>>;
}

/** Service accounts × buckets × verbs. */
export interface Matrix {
  readonly rows: readonly MatrixRow[];
  /** Why there is no row, if there is none. */
  readonly empty?: string;
}

/** The action that stands for each verb. */
export const MATRIX_ACTIONS: Readonly<Record<AccessVerb, string>> = {
  list: 's3:ListBucket',
  get: 's3:GetObject',
  put: 's3:PutObject',
  delete: 's3:DeleteObject',
};

/** Answers every verb for every service account that has a role, and every bucket that any of their policies names. */
export function buildMatrix(world: World): Matrix {
  const chains = subjectsOf(world).map((subject) => followChain(world, subject));
  const scopes = scopesOf(chains.flatMap((chain) => chain.alternatives ?? [chain]));
  if (chains.length === 0 || scopes.length === 0) return { rows: [], empty: whyEmpty(world, chains) };
  const special = new Set(scopes.map(({ bucket }) => bucket).filter((bucket) => isSpecial(world, bucket)));
  return { rows: chains.flatMap((chain) => rowsOf(chain, scopes, special)) };
}

/** Whether more than the role's own policies may tell this bucket from another one. */
function isSpecial(world: World, bucket: string): boolean {
  const arn = `arn:aws:s3:::${bucket}`;
  return (
    parseAccountRegionalName(bucket) !== undefined ||
    policiesOfResource(world, arn).length > 0 ||
    resourcesAt(world, arn).length > 0
  );
}

/** Why no service account has a row. */
function whyEmpty(world: World, chains: readonly Chain[]): string {
  if (chains.length === 0) return 'no file has a service account, and no role trusts one by name';
  const roles = chains.flatMap(({ caller }) => (caller === undefined ? [] : [caller.role]));
  const names = chains.map(({ subject }) => `${subject.namespace}/${subject.serviceAccount}`);
  if (roles.length === 0) return `no role is in the files for ${listed(names)}`;
  const hidden = roles.flatMap((role) => policiesOf(world, role).hidden.map(({ name }) => name));
  if (hidden.length > 0)
    return `what the roles may do is in policies that are not in the files: ${listed(sortedUnique(hidden))}`;
  const without = roles.filter((role) => policiesOf(world, role).policies.length === 0);
  if (without.length === roles.length)
    return `no policy is attached to ${listed(sortedUnique(without.map(nameOf)))}`;
  return `no policy of ${listed(sortedUnique(roles.map(nameOf)))} names a bucket, or only by tags that the sessions lack`;
}

const SHOWN = 5;

function listed(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return `${names.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
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

function rowsOf(chain: Chain, scopes: readonly Scope[], special: ReadonlySet<string>): readonly MatrixRow[] {
  const { subject, world } = chain;
  const { namespace, serviceAccount } = subject;
  const workloads = sortedUnique(podsOf(world, subject).map(podName));
  const shown = (text: string) => world.texts.shown(text);
  const before = new Set((chain.alternatives ?? [chain]).map(({ links }) => verdict(links)));
  const touches = chain.alternatives === undefined ? mayTouch(chain) : () => true;
  const elsewhere = new Map<AccessVerb, Verdict>();
  const decide = (scope: Scope, verb: AccessVerb): Verdict => {
    if (!isWhole(scope.bucket + scope.prefix))
      return before.size === 1 && before.has('denied') ? 'denied' : 'unknown';
    const alike = !special.has(scope.bucket) && !touches(scope.bucket);
    const known = alike ? elsewhere.get(verb) : undefined;
    if (known !== undefined) return known;
    const decision = decideQuestion(chain, questionOf(subject, scope, verb));
    if (alike) elsewhere.set(verb, decision);
    return decision;
  };
  return scopes.map((scope) => ({
    ...{ namespace, serviceAccount, workloads, bucket: shown(scope.bucket), prefix: shown(scope.prefix) },
    access: Object.fromEntries(
      ACCESS_VERBS.map((verb) => [verb, decide(scope, verb)]),
    ) as MatrixRow['access'],
  }));
}

/** The question that a cell answers. */
function questionOf(subject: Subject, { partition, bucket, prefix }: Scope, verb: AccessVerb): Question {
  const arn = `arn:${partition}:s3:::${bucket}`;
  const resource = verb === 'list' ? arn : `${arn}/${prefix}*`;
  const context = { 's3:prefix': prefix === '' ? undefined : prefix };
  return { ...subject, action: MATRIX_ACTIONS[verb], resource, context };
}
