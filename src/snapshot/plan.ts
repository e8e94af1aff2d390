import { parseArn } from '../aws/arns.js';
import { sortedUnique } from '../collections.js';
import * as calls from './calls.js';
import { type Learned, type RoleTexts, roleIn } from './learned.js';

/** All calls that are due by what is learned so far, in a fixed order; those that were made are among them. */
export function planCalls(cluster: string, learned: Learned): readonly calls.Call[] {
  return [
    calls.callerIdentity(),
    calls.describeCluster(cluster),
    ...kubernetesCalls(learned),
    calls.listAddons(cluster),
    calls.listAssociations(cluster),
    calls.listProviders(),
    calls.authorizationDetails(),
    ...sortedUnique(learned.addons).map((addon) => calls.describeAddon(cluster, addon)),
    ...sortedUnique(learned.associations).map((id) => calls.describeAssociation(cluster, id)),
    ...providersOf(cluster, learned).map(calls.getProvider),
    ...roleByRole(learned),
    ...resourceCalls(learned),
  ];
}

/** The cluster's own, or all where its issuer is not known. */
function providersOf(cluster: string, { providers, issuer, outcomes }: Learned): readonly string[] {
  const isTold = outcomes.get(calls.keyOf(calls.describeCluster(cluster))) === 'answered';
  const host = issuer === undefined ? undefined : hostOf(issuer);
  if (isTold && host === undefined) return [];
  return sortedUnique(providers).filter((arn) => host === undefined || arn.endsWith(`oidc-provider/${host}`));
}

const hostOf = (issuer: string) => issuer.replace(/^https:\/\//, '');

/** Where a kind may not be listed in the whole cluster, it is in the namespaces that matter. */
function kubernetesCalls(learned: Learned): readonly calls.Call[] {
  const { outcomes, kinds } = learned;
  const isTold = outcomes.get(calls.keyOf(calls.listKinds())) === 'answered';
  const further = calls.FURTHER_KINDS.filter(({ resource }) => !isTold || kinds.has(resource));
  const lists = [...calls.KINDS, ...(outcomes.has(calls.keyOf(calls.listKinds())) ? further : [])].flatMap(
    (kind) => {
      const all = calls.listObjects(kind);
      if (!kind.namespaced || outcomes.get(calls.keyOf(all)) !== 'refused') return [all];
      return [all, ...namespacesOf(learned).map((namespace) => calls.listObjects(kind, namespace))];
    },
  );
  return [calls.listKinds(), ...lists];
}

const SUBJECT = /system:serviceaccount:([a-z0-9-]+):/g;

/** Those that associations or the trust of the account's roles name. */
function namespacesOf({ namespaces, roles, issuer }: Learned): readonly string[] {
  const host = issuer === undefined ? undefined : hostOf(issuer);
  const trusted = [...roles.values()].flatMap(({ trust }) =>
    host === undefined || trust.includes(host)
      ? [...trust.matchAll(SUBJECT)].map(([, name = '']) => name)
      : [],
  );
  return sortedUnique([...namespaces, ...trusted]);
}

/** Without the account as a whole, the roles that the cluster names are asked for one by one. */
function roleByRole(learned: Learned): readonly calls.Call[] {
  const { outcomes, account = '', namedRoles, roles, versions } = learned;
  const whole = outcomes.get(calls.keyOf(calls.authorizationDetails()));
  if (whole !== 'refused' && whole !== 'failed') return [];
  const names = sortedUnique([...namedRoles].flatMap((arn) => roleIn(account, arn) ?? []));
  const policies = sortedUnique(names.flatMap((name) => roles.get(name)?.managed ?? []));
  return [
    ...names.flatMap((name) => [
      ...calls.roleCalls(name),
      ...sortedUnique(roles.get(name)?.inline ?? []).map((policy) => calls.getRolePolicy(name, policy)),
    ]),
    ...policies.flatMap((arn) => {
      const version = versions.get(arn);
      return [calls.getPolicy(arn), ...(version === undefined ? [] : [calls.getPolicyVersion(arn, version)])];
    }),
  ];
}

/** What the policies of the cluster's roles name, and has a policy of its own. Keys of other accounts never tell theirs. */
function resourceCalls(learned: Learned): readonly calls.Call[] {
  const { account = '', documents, keys } = learned;
  const texts = rolesOfCluster(learned).flatMap((role) => [
    ...role.documents,
    ...role.managed.flatMap((arn) => documents.get(arn) ?? []),
  ]);
  const found = (pattern: string) => texts.flatMap((text) => text.match(new RegExp(pattern, 'g')) ?? []);
  const buckets = found(calls.BUCKET_PATTERN).map((arn) => arn.slice(arn.indexOf(':::') + 3, -1));
  const named = [...found(calls.KEY_PATTERN), ...keys];
  return [
    ...sortedUnique(buckets).flatMap(calls.bucketCalls),
    ...sortedUnique(named)
      .filter((arn) => parseArn(arn)?.accountId === account && parseArn(arn)?.resource.startsWith('key/'))
      .map(calls.getKeyPolicy),
  ];
}

/** The roles that something in the cluster names, or that trust it. */
function rolesOfCluster({ roles, namedRoles, issuer }: Learned): readonly RoleTexts[] {
  const host = issuer === undefined ? undefined : hostOf(issuer);
  return [...roles.values()].filter(
    ({ arn, trust }) => namedRoles.has(arn) || (host !== undefined && trust.includes(host)),
  );
}
