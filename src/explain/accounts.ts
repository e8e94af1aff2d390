import { eksAddon } from '../aws/eks-addons.js';
import type { PodIdentityAssociationFact, RoleFact, ServiceAccountFact } from '../readers/index.js';
import { accountKey, isSubjectPattern, type Subject } from '../spec/subjects.js';
import { nearest } from '../text/nearest.js';
import { roleAnnotation } from './injection.js';
import { whyNoAccount, whyNoAssociation } from './not-made.js';
import { onlyOthers, patternedRoles, trustedNames, trustingRoles } from './trusting.js';
import type { ChainLink } from './types.js';
import { givenThat, madeAs, nameOf, type World } from './world.js';

const KIND = 'service-account';

/** The kind of what EKS makes for an add-on. */
const ADDON = 'addon';

/** The service accounts that EKS makes for add-ons which the files give a role. */
export function addonAccounts({ inventory }: World, subject: Subject): readonly ServiceAccountFact[] {
  return inventory.addons.flatMap((addon): readonly ServiceAccountFact[] => {
    const known = addon.name.known ? eksAddon(addon.name.value) : undefined;
    if (known === undefined || addon.serviceAccountRole === undefined) return [];
    const namespace = addon.namespace ?? { known: true, value: known.namespace, place: addon.place };
    // The role goes to the add-on's first service account; the others run on nodes.
    const [name] = known.serviceAccounts;
    if (name !== subject.serviceAccount || !namespace.known || namespace.value !== subject.namespace)
      return [];
    const { id, tool, scope, place, serviceAccountRole } = addon;
    return [
      {
        ...{ id, tool, scope, place, namespace, namespaceStated: true, kind: ADDON },
        ...{ role: serviceAccountRole, annotations: undefined, labels: undefined },
        name: { known: true, value: name, place },
        created: { known: true, value: true, place },
        node: { kind: 'scalar', value: null, place, literal: false },
      },
    ];
  });
}

/** What an account was made by, for people. */
function makerOf({ tool, kind }: ServiceAccountFact): string {
  if (kind === ADDON) return 'EKS, with the add-on,';
  if (tool === 'kubernetes' && kind.endsWith('Config')) return 'Crossplane';
  if (tool === 'helm' || (tool === 'kubernetes' && kind !== 'ServiceAccount'))
    return 'a chart with these values';
  if (tool === 'cloudformation') return 'CloudFormation';
  return tool === 'kubernetes' ? 'a manifest' : tool === 'eksctl' ? 'eksctl' : 'Terraform';
}

/** The link of a service account that the files make, or that is taken as given. */
export function accountLink(
  world: World,
  subject: Subject,
  way: {
    readonly account?: ServiceAccountFact;
    readonly association?: PodIdentityAssociationFact;
    readonly trusting?: RoleFact;
  },
): ChainLink {
  const name = accountKey(subject);
  const { account, association } = way;
  if (account !== undefined) return madeLink(world, account, subject, name);
  const { createsServiceAccount: creates } = association ?? {};
  if (association !== undefined && creates?.known === true && creates.value)
    return {
      ...{ kind: KIND, status: 'ok', place: association.place },
      reason: `eksctl makes service account ${name} with its association`,
    };
  return displaced(world, subject, way) ?? assumedLink(world, subject, way);
}

function madeLink(
  { texts }: World,
  account: ServiceAccountFact,
  { namespace }: Subject,
  name: string,
): ChainLink {
  const { place } = account;
  const reason = `${makerOf(account)} makes service account ${name}`;
  if (account.namespace.known && account.namespace.value === namespace)
    return { kind: KIND, status: 'ok', reason, place, ...givenThat(account) };
  const assumes =
    account.tool === 'helm'
      ? `that the values of ${place.file} are of a release in namespace ${namespace}`
      : account.namespaceStated
        ? `that ${texts.shown(texts.of(account.namespace))}, the namespace of service account ${name.slice(name.indexOf('/') + 1)}, is ${namespace}`
        : `that the service account of ${place.file}, which states no namespace, is made in namespace ${namespace}`;
  return { kind: KIND, status: 'ok', reason, place, assumes };
}

/** An account of the same name in another namespace that is meant: it has the role that trusts this one. */
function displaced(
  world: World,
  subject: Subject,
  { association, trusting }: { association?: PodIdentityAssociationFact; trusting?: RoleFact },
): ChainLink | undefined {
  const { inventory, texts } = world;
  if (association !== undefined || trusting === undefined) return undefined;
  const elsewhere = madeAs(inventory, subject).find(({ namespace, role, annotations }) => {
    if (!namespace.known || namespace.value === subject.namespace) return false;
    const given = role?.value ?? roleAnnotation(annotations);
    if (given === undefined) return false;
    const arn = texts.of(given);
    return (role?.fact ?? given.reference?.fact) === trusting.id || arn === texts.of(trusting.arn);
  });
  if (elsewhere === undefined || !elsewhere.namespace.known) return undefined;
  const other = elsewhere.namespace.value;
  return {
    ...{ kind: KIND, status: 'broken', place: elsewhere.place },
    reason: `no file makes service account ${accountKey(subject)}; the one that is given the role which trusts it is in namespace ${other}`,
    fix: `make the service account in ${subject.namespace}, or let the role trust ${other}/${subject.serviceAccount}`,
  };
}

function assumedLink(
  world: World,
  subject: Subject,
  { association, trusting }: { association?: PodIdentityAssociationFact; trusting?: RoleFact },
): ChainLink {
  const { texts } = world;
  const name = accountKey(subject);
  const made = isSubjectPattern(subject) ? `service accounts ${name}` : `service account ${name}`;
  if (association !== undefined && trusting === undefined)
    return {
      ...{ kind: KIND, status: 'ok', place: association.place },
      reason: `no file makes service account ${name}, which the association names`,
      assumes: `that a chart or another tool makes service account ${name}`,
    };
  if (trusting === undefined) return unknownLink(world, subject, name);
  const byName = trustedNames(world).includes(name) && !isSubjectPattern(subject);
  const annotated =
    association === undefined ? `, annotated with ${texts.shown(texts.of(trusting.arn))}` : '';
  return {
    ...{ kind: KIND, status: 'ok', place: trusting.place },
    reason: `no file makes ${made}, which the role trusts by ${byName ? 'name' : 'a pattern'}`,
    assumes: `that a chart or another tool makes ${made}${annotated}`,
  };
}

/** What is said by name; the rest is counted. */
const MOST_NAMED = 8;

function unknownLink(world: World, subject: Subject, name: string): ChainLink {
  const known = knownAccounts(world);
  if (known.has(name))
    return {
      ...{ kind: KIND, status: 'unknown' },
      reason: `no file makes service account ${name}, and no role trusts it by name: what it is annotated with is not known`,
      fix: 'look at it: `kubectl get serviceaccount -o yaml`',
    };
  const others = world.given.patternsMeant === true ? onlyOthers(world, subject) : undefined;
  if (others?.some((each) => /[*?]/.test(each)))
    return {
      ...{ kind: KIND, status: 'broken' },
      reason: `no role lets service account ${name} in: they let ${listed(others)} in`,
      fix: 'ask for a service account that one of these covers, or let a role trust this one',
    };
  const guess = nearest(name, [...known]);
  const hint = guess === undefined ? '' : `; did you mean ${guess}?`;
  const why = whyNoAccount(world, subject) || whyNoAssociation(world, subject);
  const [tagged] = patternedRoles(world, subject, true);
  const trusting = trustingRoles(world, subject).byPattern[0] ?? tagged?.role;
  return {
    ...{ kind: KIND, status: 'unknown' },
    reason:
      trusting === undefined
        ? `no file knows service account ${name}${why === '' ? hint : why}`
        : `no file knows service account ${name}, and whether it is given ${nameOf(trusting)}, which lets it in by a pattern, no file tells`,
    fix: 'ask for a service account that the files make, or that a role or an association names',
  };
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Every service account that some file names, as `namespace/name`. */
function knownAccounts(world: World): ReadonlySet<string> {
  const { inventory } = world;
  const named = [
    ...inventory.serviceAccounts.map(({ namespace, name }) => [namespace, name] as const),
    ...inventory.podIdentityAssociations.map((item) => [item.namespace, item.serviceAccount] as const),
    ...inventory.pods
      .filter(({ serviceAccountStated }) => serviceAccountStated)
      .map((pod) => [pod.namespace, pod.serviceAccountName] as const),
  ];
  const keys = named
    .flatMap(([namespace, name]) =>
      namespace.known && name.known ? [`${namespace.value}/${name.value}`] : [],
    )
    .filter((key) => /^[a-z0-9.-]+\/[a-z0-9.-]+$/.test(key));
  return new Set([...keys, ...trustedNames(world)]);
}
