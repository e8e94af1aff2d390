import { buildTerraformView, terraformFolder } from '../artifacts/terraform/view.js';
import { sessionPolicyText } from '../model/session-policy.js';
import type { AccessModel, Role, ServiceAccount, TrustedCluster } from '../model/types.js';
import { usesPodIdentity } from '../spec/mechanism.js';
import { accountKey } from '../spec/subjects.js';
import type { Pod, Workload } from '../spec/types.js';

/** What one change is about; each has its sentence in `describeChange`. */
export type ChangeKind =
  | 'cluster'
  | 'workload-added'
  | 'workload-removed'
  | 'workload-renamed'
  | 'namespace'
  | 'service-account'
  | 'kind'
  | 'pods'
  | 'role'
  | 'mechanism'
  | 'session'
  | 'role-owner'
  | 'service-account-owner'
  | 'permissions'
  | 'provider-owner'
  | 'issuer'
  | 'cluster-added'
  | 'cluster-removed'
  | 'tags'
  | 'terraform';

/** One difference between what was generated last and now, by what it is to whoever applies it. */
export interface Change {
  readonly kind: ChangeKind;
  /** A workload or service account as `<namespace>/<name>`, a role's name, or the cluster's. */
  readonly subject: string;
  readonly before?: string;
  readonly after?: string;
}

/** A workload in its model. */
export interface Placed {
  readonly workload: Workload;
  readonly pod?: Pod;
  readonly account: ServiceAccount;
}

/** A workload on both sides, told by its name, or by its service account where it has another name. */
export interface Pair {
  readonly before?: Placed;
  readonly after?: Placed;
}

/** A service account on both sides, told by its namespace and name. */
export interface AccountPair {
  readonly key: string;
  readonly before?: ServiceAccount;
  readonly after?: ServiceAccount;
}

/** Two models side by side, and what differs. */
export interface Comparison {
  readonly before: AccessModel;
  readonly after: AccessModel;
  readonly workloads: readonly Pair[];
  readonly accounts: readonly AccountPair[];
  readonly changes: readonly Change[];
}

/** Compares what was generated last with what is now; only what matters outside of the folder is a change. */
export function compareModels(before: AccessModel, after: AccessModel): Comparison {
  const workloads = pairWorkloads(before, after);
  const accounts = pairAccounts(before, after);
  const both = { before, after, workloads, accounts };
  const moved = clusterName(before) !== clusterName(after);
  const changes = moved
    ? [change('cluster', after.spec.cluster.name, clusterName(before), clusterName(after))]
    : [...workloads.flatMap(workloadChanges), ...accounts.flatMap(accountChanges), ...sharedChanges(both)];
  return { ...both, changes };
}

/** Whether the cluster has another issuer; one that was looked up before is the same, as far as anybody can tell. */
export function isNewIssuer(before: AccessModel, after: AccessModel): boolean {
  const [was, is] = [before.oidcProvider?.issuer, after.oidcProvider?.issuer];
  return was !== undefined && is !== undefined && was !== is;
}

/** Everything about a role that AWS or Terraform is told of, but the issuer of the spec's own cluster. */
export function roleFacts(role: Role, { spec, clusters: [, ...further] }: AccessModel): string {
  const { workloads: _, ...facts } = role;
  return JSON.stringify([facts, spec.tags, further]);
}

/** Everything that makes Kubernetes take other pods. */
export function podFacts({ workload, account }: Placed): string {
  const { pod, namespace, serviceAccount } = workload;
  return JSON.stringify([
    ...[pod, namespace, serviceAccount, account.role.mechanism, account.role.arn],
    account.session,
  ]);
}

/** Whether the same object of Kubernetes runs the pods on both sides. */
export function staysInPlace({ before, after }: Pair): boolean {
  return (
    before?.pod !== undefined &&
    before.pod.kind === after?.pod?.kind &&
    before.workload.name === after.workload.name &&
    before.workload.namespace === after.workload.namespace
  );
}

/** `<namespace>/<name>`, as kubectl's users say it. */
export function workloadKey({ workload }: Placed): string {
  return `${workload.namespace}/${workload.name}`;
}

function clusterName({ spec }: AccessModel): string {
  const { name, region, accountId } = spec.cluster;
  return `${name} in ${region} of ${accountId}`;
}

function pairWorkloads(before: AccessModel, after: AccessModel): readonly Pair[] {
  const old = placeWorkloads(before);
  const now = placeWorkloads(after);
  const byName = new Map(old.map((placed) => [placed.workload.name, placed]));
  const taken = new Set<Placed>();
  const take = (placed: Placed | undefined) => {
    if (placed === undefined || taken.has(placed)) return undefined;
    taken.add(placed);
    return placed;
  };
  const same = now.map((placed) => take(byName.get(placed.workload.name)));
  const pairs = now.map((placed, index): Pair => {
    const partner =
      same[index] ??
      take(old.find((each) => !taken.has(each) && accountKey(each.account) === accountKey(placed.account)));
    return partner === undefined ? { after: placed } : { before: partner, after: placed };
  });
  return [...pairs, ...old.filter((placed) => !taken.has(placed)).map((placed) => ({ before: placed }))];
}

/** The workloads of a model, each with its service account. */
export function placeWorkloads({
  workloads,
  serviceAccounts,
}: Pick<AccessModel, 'workloads' | 'serviceAccounts'>): readonly Placed[] {
  return workloads.flatMap((workload, index) => {
    const account = serviceAccounts.find((each) => each.workloads.includes(index));
    if (account === undefined) return [];
    return [{ workload, account, ...(workload.pod === undefined ? {} : { pod: workload.pod }) }];
  });
}

function pairAccounts(before: AccessModel, after: AccessModel): readonly AccountPair[] {
  const pairs = new Map<string, AccountPair>();
  for (const account of before.serviceAccounts) {
    const key = accountKey(account);
    pairs.set(key, { key, before: account });
  }
  for (const account of after.serviceAccounts) {
    const key = accountKey(account);
    pairs.set(key, { ...pairs.get(key), key, after: account });
  }
  return [...pairs.values()];
}

function change(kind: ChangeKind, subject: string, before?: string, after?: string): Change {
  return {
    kind,
    subject,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

/** A change where the two sides differ. */
function differing(kind: ChangeKind, subject: string, before: string, after: string): readonly Change[] {
  return before === after ? [] : [change(kind, subject, before, after)];
}

function workloadChanges(pair: Pair): readonly Change[] {
  const { before, after } = pair;
  if (before === undefined) return after === undefined ? [] : [change('workload-added', workloadKey(after))];
  if (after === undefined) return [change('workload-removed', workloadKey(before))];
  const subject = workloadKey(after);
  const found = [
    ...differing('workload-renamed', subject, before.workload.name, after.workload.name),
    ...differing('namespace', subject, before.workload.namespace, after.workload.namespace),
    ...differing('service-account', subject, before.workload.serviceAccount, after.workload.serviceAccount),
    ...differing('kind', subject, before.pod?.kind ?? 'no pod', after.pod?.kind ?? 'no pod'),
  ];
  return staysInPlace(pair) && podFacts(before) !== podFacts(after)
    ? [...found, change('pods', subject)]
    : found;
}

function accountChanges({ key, before, after }: AccountPair): readonly Change[] {
  if (before === undefined || after === undefined) return [];
  return [
    ...differing('role', key, before.role.arn, after.role.arn),
    ...(before.role.arn === after.role.arn
      ? []
      : differing('role-owner', after.role.name, before.role.owner, after.role.owner)),
    ...differing('mechanism', key, before.role.mechanism, after.role.mechanism),
    ...(usesPodIdentity(before.role.mechanism) && usesPodIdentity(after.role.mechanism)
      ? differing('session', key, sessionInWords(before), sessionInWords(after))
      : []),
    ...differing('service-account-owner', key, before.owner, after.owner),
  ];
}

/** The sessions of a service account in a few words, other ones for every difference. */
function sessionInWords({ session }: ServiceAccount): string {
  if (session === undefined) return 'sessions of its role, with tags';
  const { targetRoleArn, tagged } = session;
  const policy = sessionPolicyText(session);
  return [
    `sessions of ${targetRoleArn ?? 'its role'}`,
    tagged ? 'with tags' : 'without tags',
    ...(policy === undefined ? [] : [`narrowed by ${policy}`]),
  ].join(', ');
}

function sharedChanges({ before, after }: Pick<Comparison, 'before' | 'after'>): readonly Change[] {
  const roles = after.roles.flatMap((role) => {
    const old = before.roles.find(({ arn }) => arn === role.arn);
    if (old === undefined) return [];
    const owner = differing('role-owner', role.name, old.owner, role.owner);
    const grants = ({ policy, managedPolicyArns, permissionsBoundaryArn, maxSessionDuration }: Role) =>
      JSON.stringify([policy, managedPolicyArns, permissionsBoundaryArn, maxSessionDuration]);
    return grants(old) === grants(role) ? owner : [...owner, change('permissions', role.name)];
  });
  const [old, now] = [before.oidcProvider, after.oidcProvider];
  const name = after.spec.cluster.name;
  return [
    ...roles,
    ...(old === undefined || now === undefined
      ? []
      : differing('provider-owner', name, old.owner, now.owner)),
    ...(isNewIssuer(before, after) ? [change('issuer', name, old?.issuer, now?.issuer)] : []),
    ...clusterChanges(before, after),
    ...tagChanges(before, after),
    ...stateChanges(before, after),
  ];
}

/** Further clusters are told by name, as trust policies tell them. */
function clusterChanges(before: AccessModel, after: AccessModel): readonly Change[] {
  const [[, ...old], [, ...now]] = [before.clusters, after.clusters];
  const lastOf = ({ name }: TrustedCluster) => old.find((each) => each.name === name);
  return [
    ...now.flatMap((cluster) => {
      const last = lastOf(cluster);
      if (last === undefined) return [change('cluster-added', cluster.name)];
      return differing('issuer', cluster.name, last.issuer ?? 'none', cluster.issuer ?? 'none');
    }),
    ...old
      .filter(({ name }) => !now.some((each) => each.name === name))
      .map(({ name }) => change('cluster-removed', name)),
  ];
}

/** Roles, policies and the provider carry the tags, as far as they are made here. */
function tagChanges(before: AccessModel, after: AccessModel): readonly Change[] {
  const isTagged = ({ roles, oidcProvider }: AccessModel) =>
    roles.some(({ owner }) => owner !== 'existing') || oidcProvider?.owner === 'terraform';
  if (!isTagged(before) || !isTagged(after)) return [];
  return differing('tags', after.spec.cluster.name, tagsInWords(before), tagsInWords(after));
}

function tagsInWords({ spec: { tags } }: AccessModel): string {
  const words = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return words.length === 0 ? 'none' : words.sort().join(', ');
}

/** Where Terraform keeps its state, where it makes something on both sides. */
function stateChanges(before: AccessModel, after: AccessModel): readonly Change[] {
  if ([before, after].some((model) => buildTerraformView(model) === undefined)) return [];
  const where = ({ spec: { terraform } }: AccessModel) =>
    `${terraformFolder(terraform)}, backend ${JSON.stringify(terraform.backend ?? { type: 'local' })}`;
  return differing('terraform', after.spec.cluster.name, where(before), where(after));
}
