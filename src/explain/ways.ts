import { isRunning, podsTold } from '../cluster/index.js';
import { groupBy } from '../collections.js';
import type { PodFact, PodIdentityAssociationFact, RoleFact, ServiceAccountFact } from '../readers/index.js';
import type { Subject } from '../spec/subjects.js';
import { addonAccounts } from './accounts.js';
import { type HandMadeToken, handMadeToken } from './hand-made.js';
import { annotationOf, roleAnnotation } from './injection.js';
import { mayEqual } from './known-text.js';
import { sortRunning } from './running.js';
import { patternedRoles, trustingRoles } from './trusting.js';
import { accountsOf, associationsOf, chartAccountsOf, nameOf, podsOf, type World } from './world.js';

/** One way in which a pod of the service account may come by a role; files may leave several open. */
export interface Way {
  /** For people: what sets this way apart from the others. */
  readonly label: string;
  /** The root module, folder or file that it comes from. */
  readonly from: string;
  readonly pods: readonly PodFact[];
  readonly account?: ServiceAccountFact;
  readonly association?: PodIdentityAssociationFact;
  /** Whether no file makes the association: a role lets the service account in by a pattern, of which EKS knows nothing. */
  readonly supposed?: true;
  /** The role that trusts the service account by name, where no file makes the account. */
  readonly trusting?: RoleFact;
  readonly handMade?: HandMadeToken;
  /** Whether the cluster has several ways at once: pods that run with what was given before, and others. */
  readonly running?: true;
}

/** The ways that the files leave open: more than one where they make the same thing several times. */
export function waysOf(world: World, subject: Subject): readonly Way[] {
  const accounts = differingAccounts(world, subject);
  const [account] = accounts;
  const pods = podsOf(world, subject);
  const running = pods.filter(isRunning);
  const { others: kept, stale } = sortRunning(
    world,
    running,
    account,
    differingAssociations(world, subject).length > 0,
  );
  const written = pods.filter((pod) => !isRunning(pod));
  const made = written.map((pod) => ({ pod, token: handMadeToken(world.texts, pod, account) }));
  const byHand = made.flatMap(({ pod, token }): readonly Way[] =>
    token === undefined
      ? []
      : [
          {
            ...{ label: token.label, from: pod.scope, pods: [pod], handMade: token },
            ...(account && { account }),
          },
        ],
  );
  const before = stale.map(
    ({ pods: own, token }): Way => ({
      ...{ label: token.label, from: own[0]?.scope ?? '', pods: own, handMade: token, running: true },
      ...(account && { account }),
    }),
  );
  const others = [...kept, ...made.flatMap(({ pod, token }) => (token === undefined ? [pod] : []))];
  const own = [...before, ...byHand];
  if (own.length > 0 && others.length === 0) return own;
  const ways = waysOfPods(world, subject, others, accounts);
  const [way] = ways;
  if (before.length === 0 || way === undefined || ways.length > 1) return [...ways, ...own];
  const label = kept.length > 0 ? podsTold(kept) : 'pods that start from now on';
  return [{ ...way, label, running: true }, ...own];
}

function waysOfPods(
  world: World,
  subject: Subject,
  pods: readonly PodFact[],
  all: readonly ServiceAccountFact[],
): readonly Way[] {
  const associations = differingAssociations(world, subject);
  const asked = associations.length === 0 ? undefined : world.given.cluster;
  const accounts = all.filter((account) => !isBesideOthers(world, account, asked));
  const byAnnotation = accounts
    .filter((item) => associations.every((association) => isOfOtherCluster(world, item, association)))
    .map((item): Way => ({ label: labelOf(item), from: item.scope, pods, account: item }));
  const byAssociation = associations.map((association): Way => {
    const account = accounts.find((item) => !isOfOtherCluster(world, item, association));
    return {
      ...{ label: nameOf(association), from: association.scope, pods, association },
      ...(account === undefined ? {} : { account }),
    };
  });
  if (accounts.length + associations.length > 0) return [...byAssociation, ...byAnnotation];
  const { roles, byPattern } = trustingRoles(world, subject);
  const meant = roles.length === 0 && world.given.patternsMeant === true ? byPattern : roles;
  if (meant.length === 0) return waysByTags(world, subject, pods);
  return meant.map((trusting) => ({ label: nameOf(trusting), from: trusting.scope, pods, trusting }));
}

const isOfOtherCluster = (
  world: World,
  account: ServiceAccountFact,
  { scope, cluster }: PodIdentityAssociationFact,
) => account.scope !== scope && isBesideOthers(world, account, world.texts.of(cluster.value));

/** Whether a service account is made by a root of Terraform that makes clusters as well, a cluster not among them. */
function isBesideOthers(
  { inventory, texts }: World,
  { tool, scope }: ServiceAccountFact,
  cluster: string | undefined,
): boolean {
  if (tool !== 'terraform' || cluster === undefined) return false;
  const own = inventory.clusters.filter((each) => each.scope === scope);
  return own.length > 0 && own.every(({ name }) => !mayEqual(texts.of(name), cluster));
}

/** What the associations would be that somebody has to make one by one. */
function waysByTags(world: World, subject: Subject, pods: readonly PodFact[]): readonly Way[] {
  const patterned = patternedRoles(world, subject);
  if (patterned.length === 0) return [{ label: '', from: '', pods }];
  return patterned.map(({ role, clusters: [cluster] }) => {
    const { id, tool, scope, place } = role;
    const known = (value: string) => ({ known: true, value, place }) as const;
    const unknown = { known: false, reason: 'no file tells the cluster', kind: 'unknown', place } as const;
    const name = world.given.cluster ?? cluster;
    return {
      ...{ label: nameOf(role), from: scope, pods, trusting: role, supposed: true },
      association: {
        ...{ id: `${id}:supposed`, tool, kind: 'association', scope, place },
        cluster: { value: name === undefined ? unknown : known(name) },
        namespace: known(subject.namespace),
        serviceAccount: known(subject.serviceAccount),
        role: { value: role.arn, fact: id },
      },
    };
  });
}

/** Accounts that give the pod something else: of manifests in one file, kubectl keeps the last. */
function differingAccounts(world: World, subject: Subject): readonly ServiceAccountFact[] {
  const made = [...accountsOf(world, subject), ...addonAccounts(world, subject)];
  const stated = made.length > 0 ? made : chartAccountsOf(world, subject);
  const kept = stated.filter(
    (account, index) => !stated.slice(index + 1).some((later) => replaces(later, account)),
  );
  const ours = unlessNone(kept, (account) => !isOfOtherAccount(world, account));
  const here = unlessNone(ours, (account) => !isBesideOthers(world, account, world.given.cluster));
  return firstOfEach(here, (account) => givenBy(world, account));
}

/** The items that pass, or all where none does. */
function unlessNone<T>(items: readonly T[], isKept: (item: T) => boolean): readonly T[] {
  const kept = items.filter(isKept);
  return kept.length === 0 ? items : kept;
}

const replaces = (later: ServiceAccountFact, { tool, scope, place }: ServiceAccountFact) =>
  later.tool === 'kubernetes' &&
  tool === 'kubernetes' &&
  later.scope === scope &&
  later.place.file === place.file;

/** The role's account is said by `--account`, so that what names another one is of another environment. */
function isOfOtherAccount({ given, texts }: World, account: ServiceAccountFact): boolean {
  const role = roleOf(account);
  const id = role === undefined ? undefined : /^arn:[^:]*:iam::(\d{12}):/.exec(texts.of(role))?.[1];
  return given.accountId !== undefined && id !== undefined && id !== given.accountId;
}

const roleOf = (account: ServiceAccountFact) => account.role?.value ?? roleAnnotation(account.annotations);

function givenBy({ texts }: World, account: ServiceAccountFact): string {
  const values = [roleOf(account), annotationOf(account.annotations, 'audience')];
  return JSON.stringify(values.map((value) => (value === undefined ? null : texts.of(value))));
}

function labelOf({ place, tool, id }: ServiceAccountFact): string {
  return tool === 'terraform' ? id.slice(id.lastIndexOf(':') + 1) : `${place.file}:${place.line}`;
}

/** EKS takes one association of a service account in a cluster. */
function differingAssociations(world: World, subject: Subject): readonly PodIdentityAssociationFact[] {
  const { texts } = world;
  const key = (item: PodIdentityAssociationFact) =>
    JSON.stringify([
      item.cluster.fact ?? texts.of(item.cluster.value),
      item.role.fact ?? texts.of(item.role.value),
    ]);
  return firstOfEach(associationsOf(world, subject), key);
}

function firstOfEach<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...groupBy(items, keyOf).values()].map(([first]) => first);
}
