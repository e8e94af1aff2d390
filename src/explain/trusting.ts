import { sortedUnique } from '../collections.js';
import type { ConditionEntry } from '../iam/document.js';
import { matchesPattern, parsePattern } from '../iam/evaluate/pattern.js';
import { isPattern, tokenSubject } from '../kubernetes/names.js';
import { POD_IDENTITY_SERVICE, STS_AUDIENCE } from '../model/trust.js';
import type { RoleFact } from '../readers/index.js';
import { accountKey, isSubjectPattern, type Subject } from '../spec/subjects.js';
import { tokenIssuer, trustedProviders } from './issuers.js';
import { isWhole } from './known-text.js';
import { type ReadPolicy, readPolicy } from './policy.js';
import { providerLink } from './provider.js';
import { webIdentityTrust } from './trust.js';
import type { LinkStatus } from './types.js';
import type { World } from './world.js';

/** The roles that may be meant for a service account of which no file says what it is annotated with. */
export interface TrustingRoles {
  /** Those that trust it by name, as well as the files can tell. */
  readonly roles: readonly RoleFact[];
  /** Whether these certainly let it in. */
  readonly certain: boolean;
  /** What makes the one role that lets it in by a pattern only; none where several roles do. */
  readonly byPattern: readonly RoleFact[];
}

/** What `:sub` of a token is compared with; a value that ends with the namespace's wildcard covers the rest as well. */
const SUBJECT = /^system:serviceaccount:([a-z0-9*?-]+)(?::([a-z0-9.*?-]+))?$/;

/** The `sub` claim of a service account's token, its wildcards being unknown where it is a pattern. */
export function subjectOf({ texts }: World, { namespace, serviceAccount }: Subject): string {
  return tokenSubject(texts.ofPattern(namespace), texts.ofPattern(serviceAccount));
}

/** The service accounts that a trust policy names for IRSA, or patterns of them, as `namespace/name`. */
function namedSubjects({ document }: ReadPolicy): readonly string[] {
  return document.statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ conditions }) => conditions)
    .filter(({ key }) => key.endsWith(':sub'))
    .flatMap((condition) =>
      comparedNames(condition).flatMap((value) => {
        const [, namespace, name = namespace?.endsWith('*') ? '*' : undefined] = SUBJECT.exec(value) ?? [];
        return name === undefined ? [] : [`${namespace}/${name}`];
      }),
    );
}

/** The values that let something in: with an operator that knows no patterns, those without. */
function comparedNames({ operator, values }: ConditionEntry): readonly string[] {
  if (operator.name.includes('Not')) return [];
  return operator.name.includes('Like') ? values : values.filter((value) => !isPattern(value));
}

/** Every service account that a role trusts by name, or by a pattern, as `namespace/name`. */
export function trustedNames(world: World): readonly string[] {
  return trustPolicies(world).flatMap(({ policy }) => [
    ...namedSubjects(policy),
    ...taggedPatterns(policy).map(accountKey),
  ]);
}

interface TrustPolicy {
  readonly role: RoleFact;
  readonly policy: ReadPolicy;
}

/** A table asks for each of thousands of service accounts. */
const trust = new WeakMap<World['texts'], readonly TrustPolicy[]>();

function trustPolicies({ inventory, texts }: World): readonly TrustPolicy[] {
  const found =
    trust.get(texts) ??
    inventory.roles.flatMap((role) =>
      role.trust === undefined
        ? []
        : [{ role, policy: readPolicy(role.trust, 'the trust policy', 'trust', texts) }],
    );
  trust.set(texts, found);
  return found;
}

/** Service accounts that a role lets in by a pattern of the tags of Pod Identity. */
export interface TaggedPattern extends Subject {
  readonly role: RoleFact;
  /** Names of clusters; none where any may be. */
  readonly clusters: readonly string[];
}

/** EKS takes no patterns in associations, so that only a trust policy tells whom a pattern means. */
function taggedPatterns({ document }: ReadPolicy): readonly Omit<TaggedPattern, 'role'>[] {
  return document.statements.flatMap(({ effect, principal, conditions }) => {
    const isOurs =
      effect === 'Allow' &&
      principal?.negated === false &&
      principal.identifiers.some(({ type, value }) => type === 'Service' && value === POD_IDENTITY_SERVICE);
    if (!isOurs) return [];
    const tag = (name: string) =>
      conditions.filter(({ key }) => key.toLowerCase() === `aws:requesttag/${name}`).flatMap(comparedNames);
    return tag('kubernetes-namespace').flatMap((namespace) =>
      tag('kubernetes-service-account').flatMap((serviceAccount) =>
        isSubjectPattern({ namespace, serviceAccount })
          ? [{ namespace, serviceAccount, clusters: tag('eks-cluster-name') }]
          : [],
      ),
    );
  });
}

/** The roles that Pod Identity may get for a service account by such a pattern: the pattern itself, or one that `covered`. */
export function patternedRoles(
  world: World,
  subject: Subject,
  covered = world.given.patternsMeant === true,
): readonly TaggedPattern[] {
  const covers = (pattern: string, name: string) =>
    matchesPattern(parsePattern(pattern), world.texts.ofPattern(name));
  return trustPolicies(world).flatMap(({ role, policy }) => {
    const found = taggedPatterns(policy).find(
      (each) =>
        accountKey(each) === accountKey(subject) ||
        (covered &&
          covers(each.namespace, subject.namespace) &&
          covers(each.serviceAccount, subject.serviceAccount)),
    );
    return found === undefined ? [] : [{ ...found, role }];
  });
}

/**
 * Whom the roles let in, where the files tell of every role and none lets this service account in, whatever it is given: then
 * it can have none of them. Undefined where one may.
 */
export function onlyOthers(world: World, subject: Subject): readonly string[] | undefined {
  const wanted = subjectOf(world, subject);
  const names = trustedNames(world);
  if (world.inventory.roles.some(({ trust: own }) => own === undefined)) return undefined;
  const mayEnter = trustPolicies(world).some(
    ({ policy }) =>
      policy.missing.length > 0 || trustedProviders(policy, wanted).some(({ isForSubject }) => isForSubject),
  );
  return mayEnter || patternedRoles(world, subject).length > 0 ? undefined : sortedUnique(names);
}

/** Finds them; of those that name the account, the ones that would let it in come before others. */
export function trustingRoles(world: World, subject: Subject, audience = STS_AUDIENCE): TrustingRoles {
  const wanted = subjectOf(world, subject);
  const named: Record<LinkStatus, RoleFact[]> = { ok: [], unknown: [], broken: [] };
  const others: RoleFact[] = [];
  for (const { role, policy } of trustPolicies(world)) {
    const isNamed = namedSubjects(policy).includes(accountKey(subject));
    if (!isNamed && trustedProviders(policy, wanted).length === 0) continue;
    const status = letsIn(world, role, policy, wanted, audience);
    if (isNamed && status !== 'other-issuer') named[status].push(role);
    else if (!isNamed && status === 'ok') others.push(role);
  }
  const roles = [named.ok, named.unknown, named.broken].find((group) => group.length > 0) ?? [];
  return {
    roles: distinct(world, roles),
    certain: named.ok.length > 0,
    byPattern: new Set(others.map(({ arn }) => world.texts.of(arn))).size === 1 ? others : [],
  };
}

function letsIn(
  world: World,
  role: RoleFact,
  policy: ReadPolicy,
  subject: string,
  audience: string,
): LinkStatus | 'other-issuer' {
  const trusted = trustedProviders(policy, subject);
  const issuer = tokenIssuer(world, undefined, role, trusted);
  const { host } = issuer;
  const hosts = trusted.map((provider) => provider.host);
  const isOther = host !== undefined && isWhole(host) && !hosts.includes(host) && hosts.every(isWhole);
  if (isOther && hosts.length > 0) return 'other-issuer';
  const token = { issuer, subject, audience };
  const links = [
    webIdentityTrust(world, role, policy, token, trusted),
    providerLink(world, role, token, trusted),
  ];
  if (links.some(({ status }) => status === 'broken')) return 'broken';
  return links.every(({ status }) => status === 'ok') ? 'ok' : 'unknown';
}

/** What is looked up elsewhere counts only where nothing declares it. */
function distinct({ texts }: World, roles: readonly RoleFact[]): readonly RoleFact[] {
  const declared = roles.filter(({ ownership }) => ownership === 'declared');
  const arns = new Set(declared.map(({ arn }) => texts.of(arn)));
  return [
    ...declared,
    ...roles.filter(({ ownership, arn }) => ownership === 'existing' && !arns.has(texts.of(arn))),
  ];
}
