import { parseIamArn } from '../aws/arns.js';
import { currentPods } from '../cluster/index.js';
import { groupBy, onceFor } from '../collections.js';
import type { ManagedPolicies } from '../iam/managed/managed-policies.js';
import {
  type ClusterFact,
  type Fact,
  type Inventory,
  ifKnown,
  isText,
  type Known,
  type PodFact,
  type PodIdentityAssociationFact,
  type RoleFact,
  type ServiceAccountFact,
} from '../readers/index.js';
import type { Subject } from '../spec/subjects.js';
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
  /** Whether what is taken as given counts as unknown. */
  readonly strict: boolean;
  /** Loads the policies of AWS's own when one is met; without it, none of them is known. */
  readonly managedPolicies?: () => ManagedPolicies;
}

/** How a world is to be looked at. */
export type WorldOptions = Partial<Pick<World, 'strict' | 'managedPolicies'>>;

/** Puts an inventory and what is known besides it together. */
export function buildWorld(
  inventory: Inventory,
  given: Given = {},
  { strict = false, managedPolicies }: WorldOptions = {},
): World {
  const partition = knownPartition(inventory, given);
  const texts = new KnownText(bindings(inventory, given, partition));
  return {
    ...{ inventory, given, texts, strict },
    ...(partition === undefined ? {} : { partition }),
    ...(managedPolicies === undefined ? {} : { managedPolicies }),
  };
}

const settled = new WeakMap<World, Map<string, World>>();

/** The same world, in which the account of a role is known from the ARN by which a pod is given it. */
export function knowingAccount(world: World, role: RoleFact, arn: string | undefined): World {
  const named = parseIamArn(arn ?? '');
  return named?.kind === 'role' ? withAccount(world, role, named.accountId) : world;
}

/** The same world, in which the account of a role is this one, where no file tells it. */
export function withAccount(world: World, { account }: RoleFact, id: string): World {
  const symbol = account.known ? undefined : account.symbol;
  if (symbol === undefined || !/^\d{12}$/.test(id) || isWhole(world.texts.of(account))) return world;
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
  { issuer, accountId, cluster: asked }: Given,
  partition: KnownPartition | undefined,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>(partition === undefined ? [] : partitionBindings(partition));
  const bind = (value: Known<string> | undefined, text: string) => {
    if (value !== undefined && !value.known && value.symbol !== undefined) found.set(value.symbol, text);
  };
  const names = new Set(inventory.clusters.map(({ name }) => (name.known ? name.value : name.symbol)));
  for (const cluster of inventory.clusters) {
    if (accountId !== undefined) bind(cluster.account, accountId);
    const isOther = asked !== undefined && cluster.name.known && cluster.name.value !== asked;
    if (issuer === undefined || names.size > 1 || isOther) continue;
    const host = issuer.replace(/^https:\/\//, '');
    bind(cluster.issuer, issuer);
    for (const part of cluster.issuer.known ? [] : (cluster.issuer.parts ?? []))
      if (typeof part !== 'string') bind(part, host);
    if (!cluster.issuer.known && cluster.issuer.symbol !== undefined)
      found.set(`trimprefix(${cluster.issuer.symbol}, "https://")`, host);
  }
  return found;
}

/** Service accounts of this name and namespace that are really made; else manifests of that name which state no namespace. */
export function accountsOf(world: World, subject: Subject): readonly ServiceAccountFact[] {
  const named = madeAs(world.inventory, subject).filter(
    (account) => account.tool !== 'helm' && isOfAskedCluster(world, account),
  );
  return inNamespace(world.texts, named, subject);
}

/** A ClusterConfig makes service accounts in its own cluster. */
function isOfAskedCluster(world: World, account: ServiceAccountFact): boolean {
  return account.tool !== 'eksctl' || clustersFor(world, account).length > 0;
}

/** Service accounts of this name that charts make by their values, in the namespace of a release that no file tells. */
export function chartAccountsOf({ inventory }: World, subject: Subject): readonly ServiceAccountFact[] {
  return madeAs(inventory, subject).filter(({ tool }) => tool === 'helm');
}

/** Service accounts of this name, in whatever namespace, but for entries that make a role alone. */
export const madeAs = (inventory: Inventory, { serviceAccount }: Subject) =>
  namedIn(inventory)
    .accounts(serviceAccount)
    .filter(({ created }) => !(created.known && !created.value));

/** What goes by the name of a service account: a large inventory is asked for each of thousands. */
interface ByName {
  accounts(name: string): readonly ServiceAccountFact[];
  pods(name: string): readonly PodFact[];
}

const namedIn = onceFor((inventory: Inventory): ByName => {
  const accounts = groupBy(inventory.serviceAccounts, ({ name }) => ifKnown(name));
  const pods = groupBy(inventory.pods, ({ serviceAccountName }) => ifKnown(serviceAccountName));
  return {
    accounts: (name) => accounts.get(name) ?? [],
    pods: (name) => pods.get(name) ?? [],
  };
});

/** Pods that run as the service account; else those of manifests which state no namespace. */
export function podsOf({ inventory, texts }: World, subject: Subject): readonly PodFact[] {
  const own = namedIn(inventory).pods(subject.serviceAccount);
  return currentPods(inNamespace(texts, own, subject));
}

/** Those of the namespace; else those whose namespace is chosen by whoever applies them, or is filled in. */
function inNamespace<T extends ServiceAccountFact | PodFact>(
  texts: KnownText,
  facts: readonly T[],
  { namespace }: Subject,
): readonly T[] {
  const stated = facts.filter((fact) => isText(fact.namespace, namespace));
  if (stated.length > 0) return stated;
  return facts.filter(({ tool, namespaceStated, namespace: own }) =>
    namespaceStated ? !own.known && mayEqual(texts.of(own), namespace) : tool === 'kubernetes',
  );
}

/** Pod Identity associations of the service account. */
export function associationsOf(
  { inventory, given, texts }: World,
  { namespace, serviceAccount }: Subject,
): readonly PodIdentityAssociationFact[] {
  return inventory.podIdentityAssociations.filter(
    (item) =>
      isText(item.namespace, namespace) &&
      isText(item.serviceAccount, serviceAccount) &&
      mayBeCluster(item.cluster.value, given, texts),
  );
}

/** Whether a cluster's name may be that of the cluster that is asked about; any may where none is said. */
function mayBeCluster(name: Known<string>, { cluster }: Given, texts: KnownText): boolean {
  return cluster === undefined || mayEqual(texts.of(name), cluster);
}

/** The cluster of a fact of a ClusterConfig, the one that is asked about, or the clusters of all files. */
export function clustersFor(
  { inventory, given, texts }: World,
  account: ServiceAccountFact | undefined,
): readonly ClusterFact[] {
  const asked = inventory.clusters.filter(({ name }) => mayBeCluster(name, given, texts));
  if (account?.tool !== 'eksctl') return asked;
  return asked.filter(({ tool, scope }) => tool === 'eksctl' && scope === account.scope);
}

/** The roles that a value may name, and whether the account had to be left out of the comparison. */
export interface FoundRoles {
  readonly roles: readonly RoleFact[];
  readonly exact: boolean;
}

/** The roles of an ARN: by reference, by its text, or by all of the text that is known. */
export function findRoles(world: World, arn: string, fact: string | undefined): FoundRoles {
  const { inventory, texts } = world;
  const { byId, byArn } = rolesIn(world);
  const referred = byId.get(fact ?? '')?.[0];
  const named = byArn.get(arn) ?? [];
  const exact =
    referred === undefined
      ? named
      : inventory.roles.filter(
          (role) => role === referred || (role.scope === referred.scope && named.includes(role)),
        );
  if (exact.length > 0) return { roles: bestOf(exact), exact: true };
  if (!isWhole(arn)) return { roles: [], exact: false };
  const near = inventory.roles.filter(
    (role) => role.name.known && !isWhole(texts.of(role.arn)) && mayEqual(texts.of(role.arn), arn),
  );
  return { roles: bestOf(near), exact: false };
}

/** A table looks up thousands of roles among thousands. */
interface Roles {
  readonly byId: ReadonlyMap<string, readonly RoleFact[]>;
  readonly byArn: ReadonlyMap<string, readonly RoleFact[]>;
}

const rolesIn = onceFor(
  ({ inventory, texts }: World): Roles => ({
    byId: groupBy(inventory.roles, ({ id }) => id),
    byArn: groupBy(inventory.roles, ({ arn }) => texts.of(arn)),
  }),
);

/** The one role of an ARN; undefined where none or several may be meant. */
export function findRole(
  world: World,
  arn: string,
  fact: string | undefined,
): { readonly role: RoleFact; readonly exact: boolean } | undefined {
  const { roles, exact } = findRoles(world, arn, fact);
  const [role] = roles;
  return role === undefined || roles.length > 1 ? undefined : { role, exact };
}

/** Roles that the files make, else one of those that they look up. */
function bestOf(roles: readonly RoleFact[]): readonly RoleFact[] {
  const declared = roles.filter(({ ownership }) => ownership === 'declared');
  return declared.length > 0 ? declared : [...roles].sort((a, b) => rank(a) - rank(b)).slice(0, 1);
}

const rank = ({ trust }: RoleFact) => (trust === undefined ? 1 : 0);

/** A fact as people call it: `aws_iam_role.app`, `iam.serviceAccounts[0]`. */
export function nameOf(fact: {
  readonly id: string;
  readonly scope: string;
  readonly tool: string;
  readonly name?: Known<string> | undefined;
}): string {
  // What AWS tells is known by its own name.
  if (fact.tool === 'aws' && fact.name?.known) return fact.name.value;
  return fact.id.replace(`${fact.tool}:${fact.scope}:`, '').replace(/:(?:role|attachment)$/, '') || fact.id;
}

/** What is taken as given of a fact that may be absent. */
export function givenThat(fact: Fact): { readonly assumes?: string } {
  if (fact.conditional !== true) return {};
  return { assumes: `that ${nameOf(fact)} is made, though its count or for_each is not known` };
}
