import type { RoleFact } from '../readers/index.js';
import { tokenIssuer, trustedProviders } from './issuers.js';
import { isWhole } from './known-text.js';
import { type ReadPolicy, readPolicy } from './policy.js';
import { providerLink } from './provider.js';
import { webIdentityTrust } from './trust.js';
import type { LinkStatus } from './types.js';
import type { Subject, World } from './world.js';

/** The roles that may be meant for a service account of which no file says what it is annotated with. */
export interface TrustingRoles {
  /** Those that trust it by name, as well as the files can tell. */
  readonly roles: readonly RoleFact[];
  /** Whether these certainly let it in. */
  readonly certain: boolean;
  /** What makes the one role that lets it in by a pattern only; none where several roles do. */
  readonly byPattern: readonly RoleFact[];
}

const SUBJECT = /^system:serviceaccount:([a-z0-9-]+):([a-z0-9.-]+)$/;

/** The service accounts that a trust policy names, as `system:serviceaccount:<namespace>:<name>`. */
function namedSubjects({ document }: ReadPolicy): readonly string[] {
  return document.statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ conditions }) => conditions)
    .filter(({ key, operator }) => key.endsWith(':sub') && !operator.name.includes('Not'))
    .flatMap(({ values }) => values.filter((value) => SUBJECT.test(value)));
}

/** Every service account that a role trusts by name, as `namespace/name`. */
export function trustedNames({ inventory, texts }: World): readonly string[] {
  return inventory.roles.flatMap(({ trust }) => {
    if (trust === undefined) return [];
    const policy = readPolicy(trust, 'the trust policy', 'trust', texts);
    return namedSubjects(policy).map((subject) => subject.replace(SUBJECT, '$1/$2'));
  });
}

/** Finds them; of those that name the account, the ones that would let it in come before others. */
export function trustingRoles(world: World, subject: Subject, audience = 'sts.amazonaws.com'): TrustingRoles {
  const wanted = `system:serviceaccount:${subject.namespace}:${subject.serviceAccount}`;
  const named: Record<LinkStatus, RoleFact[]> = { ok: [], unknown: [], broken: [] };
  const others: RoleFact[] = [];
  for (const role of world.inventory.roles) {
    if (role.trust === undefined) continue;
    const policy = readPolicy(role.trust, 'the trust policy', 'trust', world.texts);
    const isNamed = namedSubjects(policy).includes(wanted);
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
