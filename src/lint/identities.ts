import { groupBy, onceFor } from '../collections.js';
import { ROLE_ARN } from '../kubernetes/role-annotation.js';
import {
  deploymentsOf,
  entryOf,
  type Inventory,
  ifKnown,
  isMap,
  type Known,
  knownString,
  type MapEntry,
  type PodFact,
  type RoleFact,
  type ServiceAccountFact,
  type Span,
} from '../readers/index.js';
import { type RoleNames, roleNamed } from './role-names.js';

/** A service account whose names are known. */
export interface NamedAccount {
  readonly fact: ServiceAccountFact;
  readonly namespace: string;
  readonly name: string;
  /** `namespace/name`. */
  readonly key: string;
}

/** A pod whose namespace and service account are known. */
export interface NamedPod {
  readonly fact: PodFact;
  readonly namespace: string;
  /** The service account's key. */
  readonly key: string;
}

/** The annotation that names a role, with its value. */
export interface RoleAnnotation {
  readonly account: ServiceAccountFact;
  readonly entry: MapEntry;
  readonly value: Known<string>;
}

/** A service account of a known name; that of a chart is in the namespace of a release, which no file tells. */
export interface BoundAccount extends Omit<NamedAccount, 'namespace' | 'key'> {
  readonly namespace?: string;
  /** `namespace/name`, or the name alone. */
  readonly label: string;
}

/** A service account together with the role that the files bind it to. */
export interface Binding {
  readonly account: BoundAccount;
  readonly role: RoleFact;
  /** Where the role is named. */
  readonly place: Span;
}

/** A service account whose role is named, and not certain. */
export interface Unbound {
  /** Where the role is named. */
  readonly place: Span;
  readonly reason: string;
}

/** Service accounts, pods and roles by their names; computed once for an inventory. */
export interface Identities extends RoleNames {
  readonly accounts: readonly NamedAccount[];
  readonly accountsByKey: ReadonlyMap<string, readonly NamedAccount[]>;
  readonly pods: readonly NamedPod[];
  readonly podsByKey: ReadonlyMap<string, readonly NamedPod[]>;
  readonly annotations: readonly RoleAnnotation[];
  readonly bindings: readonly Binding[];
  readonly unbound: readonly Unbound[];
}

/** The identities of an inventory. */
export const identitiesOf = onceFor(collect);

function collect(inventory: Inventory): Identities {
  const accounts = inventory.serviceAccounts.flatMap(namedAccount);
  const pods = inventory.pods.flatMap(namedPod);
  const annotations = inventory.serviceAccounts.flatMap(roleAnnotation);
  const known = (pick: (role: RoleFact) => Known<string>) =>
    groupBy(
      inventory.roles.filter((role) => pick(role).known),
      (role) => ifKnown(pick(role)) as string,
    );
  const identities = {
    ...{ accounts, pods, annotations },
    deployments: deploymentsOf(inventory),
    accountsByKey: groupBy(accounts, ({ key }) => key),
    podsByKey: groupBy(pods, ({ key }) => key),
    rolesByName: known(({ name }) => name),
    rolesNotMade: inventory.terraformNotMade.filter(
      ({ mode, kind }) => mode === 'resource' && kind === 'aws_iam_role',
    ),
    rolesById: new Map(inventory.roles.map((role) => [role.id, role])),
  };
  const bound = inventory.serviceAccounts
    .flatMap(boundAccount)
    .flatMap((account) => bindingsOf(account, identities));
  return {
    ...identities,
    bindings: bound.flatMap((each) => ('role' in each ? [each] : [])),
    unbound: bound.flatMap((each) => ('reason' in each ? [each] : [])),
  };
}

/** Service accounts that are really made, by names that are known. */
function namedAccount(fact: ServiceAccountFact): readonly NamedAccount[] {
  const { name, namespace } = fact;
  if (!isMade(fact) || !name.known || !namespace.known) return [];
  return [{ fact, namespace: namespace.value, name: name.value, key: `${namespace.value}/${name.value}` }];
}

function boundAccount(fact: ServiceAccountFact): readonly BoundAccount[] {
  const { name, tool } = fact;
  if (!isMade(fact) || !name.known) return [];
  if (tool === 'helm') return [{ fact, name: name.value, label: name.value }];
  return namedAccount(fact).map((account) => ({ ...account, label: account.key }));
}

const isMade = ({ created }: ServiceAccountFact) => !created.known || created.value;

function namedPod(fact: PodFact): readonly NamedPod[] {
  const { namespace, serviceAccountName } = fact;
  if (!namespace.known || !serviceAccountName.known) return [];
  return [{ fact, namespace: namespace.value, key: `${namespace.value}/${serviceAccountName.value}` }];
}

function roleAnnotation(account: ServiceAccountFact): readonly RoleAnnotation[] {
  const entry = entryOf(account.annotations, ROLE_ARN);
  const value = knownString(entry?.value);
  return entry === undefined || value === undefined ? [] : [{ account, entry, value }];
}

/** The value of the annotation; to the webhook, an empty one is none. */
function annotatedRole({ annotations }: ServiceAccountFact): Known<string> | undefined {
  const value = knownString(entryOf(annotations, ROLE_ARN)?.value);
  return value?.known === true && value.value === '' ? undefined : value;
}

function bindingsOf(account: BoundAccount, identities: RoleNames): readonly (Binding | Unbound)[] {
  const value = account.fact.role?.value ?? annotatedRole(account.fact);
  if (value === undefined) return [];
  const id = account.fact.role?.fact ?? value.reference?.fact;
  const link = id === undefined ? { value } : { fact: id, value };
  const { role, reason } = roleNamed(identities, link, account.fact);
  if (role !== undefined) return [{ account, role, place: value.place }];
  return reason === undefined ? [] : [{ place: value.place, reason }];
}

/** Whether a service account has, or may have, a role. */
export function hasRole({ fact }: NamedAccount): boolean {
  return fact.role !== undefined || annotatedRole(fact) !== undefined;
}

/** The service accounts that a pod may run as: those of its project, or else those that nothing keeps apart from it. */
export function accountsOf(
  { accountsByKey, deployments }: Identities,
  { key, fact }: NamedPod,
): readonly NamedAccount[] {
  const all = accountsByKey.get(key) ?? [];
  const near = all.filter((account) => deployments.areTogether(account.fact, fact));
  return near.length > 0 ? near : all.filter((account) => deployments.mayBeTogether(account.fact, fact));
}

/** The entries of a map whose keys are known. */
export function entriesOf(
  node: ServiceAccountFact['annotations'],
): readonly (MapEntry & { readonly key: string })[] {
  if (!isMap(node)) return [];
  return node.entries.filter(
    (entry): entry is MapEntry & { readonly key: string } => entry.key !== undefined,
  );
}

/** How messages call a pod: `Deployment photo-site`. */
export function podLabel({ fact }: NamedPod | { readonly fact: PodFact }): string {
  return fact.name.known ? `${fact.kind} ${fact.name.value}` : fact.kind;
}
