import type {
  ClusterFact,
  Inventory,
  Known,
  PodFact,
  PodIdentityAssociationFact,
  RoleFact,
  ServiceAccountFact,
} from '../readers/index.js';
import { isWhole, KnownText, mayEqual } from './known-text.js';
import { type KnownPartition, knownPartition, partitionBindings } from './partition.js';
import type { Given } from './types.js';

/** The files and what is known besides them; everything that the links look at. */
export interface World {
  readonly inventory: Inventory;
  readonly given: Given;
  readonly texts: KnownText;
  /** In which the files work, where that is known or taken as given. */
  readonly partition?: KnownPartition;
}

/** A service account by its names. */
export interface Subject {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** Puts an inventory and what is known besides it together. */
export function buildWorld(inventory: Inventory, given: Given = {}): World {
  const partition = knownPartition(inventory, given);
  const texts = new KnownText(bindings(inventory, given, partition));
  return { inventory, given, texts, ...(partition === undefined ? {} : { partition }) };
}

const settled = new WeakMap<World, Map<string, World>>();

/** The same world, in which the account of a role is known from the ARN by which a pod is given it. */
export function knowingAccount(world: World, role: RoleFact, arn: string | undefined): World {
  const { account } = role;
  const symbol = account.known ? undefined : account.symbol;
  const id = /^arn:[^:]*:iam::(\d{12}):role\//.exec(arn ?? '')?.[1];
  if (symbol === undefined || id === undefined || isWhole(world.texts.of(account))) return world;
  const known = settled.get(world) ?? new Map<string, World>();
  settled.set(world, known);
  const key = `${symbol} ${id}`;
  const found = known.get(key) ?? { ...world, texts: world.texts.knowing(symbol, id) };
  known.set(key, found);
  return found;
}

/** What the question or the spec tells of values that the files leave to AWS. */
function bindings(
  inventory: Inventory,
  { issuer, accountId }: Given,
  partition: KnownPartition | undefined,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>(partition === undefined ? [] : partitionBindings(partition));
  const bind = (value: Known<string> | undefined, text: string) => {
    if (value !== undefined && !value.known && value.symbol !== undefined) found.set(value.symbol, text);
  };
  const names = new Set(inventory.clusters.map(({ name }) => (name.known ? name.value : name.symbol)));
  for (const cluster of inventory.clusters) {
    if (accountId !== undefined) bind(cluster.account, accountId);
    if (issuer === undefined || names.size > 1) continue;
    const host = issuer.replace(/^https:\/\//, '');
    bind(cluster.issuer, issuer);
    for (const part of cluster.issuer.known ? [] : (cluster.issuer.parts ?? []))
      if (typeof part !== 'string') bind(part, host);
    if (!cluster.issuer.known && cluster.issuer.symbol !== undefined)
      found.set(`trimprefix(${cluster.issuer.symbol}, "https://")`, host);
  }
  return found;
}

interface Named {
  readonly name: Known<string>;
  readonly namespace: Known<string>;
}

const is = (value: Known<string>, text: string) => value.known && value.value === text;

/** Service accounts of this name and namespace that are really made. */
export function accountsOf({ inventory }: World, subject: Subject): readonly ServiceAccountFact[] {
  return inventory.serviceAccounts.filter(
    (account) => isNamed(account, subject) && !(account.created.known && !account.created.value),
  );
}

function isNamed({ name, namespace }: Named, { serviceAccount, namespace: wanted }: Subject): boolean {
  return is(name, serviceAccount) && is(namespace, wanted);
}

/** Pods that run as the service account. */
export function podsOf({ inventory }: World, { namespace, serviceAccount }: Subject): readonly PodFact[] {
  return inventory.pods.filter(
    (pod) => is(pod.namespace, namespace) && is(pod.serviceAccountName, serviceAccount),
  );
}

/** Pod Identity associations of the service account. */
export function associationsOf(
  { inventory }: World,
  { namespace, serviceAccount }: Subject,
): readonly PodIdentityAssociationFact[] {
  return inventory.podIdentityAssociations.filter(
    (item) => is(item.namespace, namespace) && is(item.serviceAccount, serviceAccount),
  );
}

/** The cluster of a fact of a ClusterConfig; for others the clusters of all files. */
export function clustersFor(
  { inventory }: World,
  account: ServiceAccountFact | undefined,
): readonly ClusterFact[] {
  if (account?.tool !== 'eksctl') return inventory.clusters;
  return inventory.clusters.filter(({ tool, scope }) => tool === 'eksctl' && scope === account.scope);
}

/** A role that a value names, and whether the account had to be left out of the comparison. */
export interface FoundRole {
  readonly role: RoleFact;
  readonly exact: boolean;
}

/** The role of an ARN: by reference, by its text, or by all of the text that is known. */
export function findRole(
  { inventory, texts }: World,
  arn: string,
  fact: string | undefined,
): FoundRole | undefined {
  const declaredFirst = [...inventory.roles].sort((a, b) => rank(a) - rank(b));
  const exact = declaredFirst.find((role) => role.id === fact || texts.of(role.arn) === arn);
  if (exact !== undefined) return { role: exact, exact: true };
  if (!isWhole(arn)) return undefined;
  const near = declaredFirst.filter(
    (role) => role.name.known && !role.account.known && mayEqual(texts.of(role.arn), arn),
  );
  return near[0] === undefined ? undefined : { role: near[0], exact: false };
}

const rank = ({ ownership, trust }: RoleFact) =>
  (ownership === 'declared' ? 0 : 2) + (trust === undefined ? 1 : 0);

/** A fact as people call it: `aws_iam_role.app`, `iam.serviceAccounts[0]`. */
export function nameOf(fact: { readonly id: string; readonly scope: string; readonly tool: string }): string {
  return fact.id.replace(`${fact.tool}:${fact.scope}:`, '').replace(/:(?:role|attachment)$/, '') || fact.id;
}
