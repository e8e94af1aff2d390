import type { RoleFact, ServiceAccountFact } from '../readers/index.js';
import type { Binding } from './binding.js';
import { audienceOf } from './injection.js';
import { tokenIssuer, trustedProviders } from './issuers.js';
import { isWhole } from './known-text.js';
import { readPolicy } from './policy.js';
import { webIdentityTrust } from './trust.js';
import type { ChainLink } from './types.js';
import { findRole, nameOf, type Subject, type World } from './world.js';

/** The role behind an ARN, as far as the files have it. */
export interface LocatedRole {
  readonly role?: RoleFact;
  /** Absent when there is no ARN to look for, and no role that trusts the service account. */
  readonly link?: ChainLink;
  readonly assumptions: readonly string[];
}

/** Finds the role that the service account is bound to; without one, the role that trusts it. */
export function locateRole(
  world: World,
  subject: Subject,
  binding: Binding | undefined,
  account: ServiceAccountFact | undefined,
): LocatedRole {
  const { texts } = world;
  const arn = binding?.arn;
  if (arn === undefined) {
    const role = trustingRole(world, subject, account);
    return role === undefined
      ? { assumptions: [] }
      : {
          role,
          assumptions: [
            `that the service account is annotated with ${texts.shown(texts.of(role.arn))}, the role that trusts it`,
          ],
        };
  }
  const found = findRole(world, arn, binding?.fact);
  if (found !== undefined) return located(world, found.role, found.exact, arn);
  return missingRole(world, subject, account, arn, binding?.place);
}

function located(world: World, role: RoleFact, exact: boolean, arn: string): LocatedRole {
  const verb = role.ownership === 'declared' ? 'makes' : 'looks up';
  const reason = `${nameOf(role)} ${verb} role ${world.texts.shown(arn)}`;
  const assumptions = exact
    ? []
    : [`that role ${world.texts.shown(world.texts.of(role.name))} is made in the account of ${arn}`];
  return { role, link: { kind: 'role', status: 'ok', reason, place: role.place }, assumptions };
}

function missingRole(
  world: World,
  subject: Subject,
  account: ServiceAccountFact | undefined,
  arn: string,
  place: Binding['place'],
): LocatedRole {
  const { texts } = world;
  const at = place === undefined ? {} : { place };
  const meant = trustingRole(world, subject, account);
  const own = meant === undefined ? undefined : texts.of(meant.arn);
  if (meant === undefined || own === undefined || !isWhole(own) || !isWhole(arn)) {
    const reason = `role ${texts.shown(arn)} is not in the files: who may assume it and what it may do is not known`;
    return {
      link: { kind: 'role', status: 'unknown', reason, ...at, fix: 'add the files that make the role' },
      assumptions: [],
    };
  }
  const reason = `no file makes role ${arn}; the role that trusts ${subject.namespace}/${subject.serviceAccount} is ${own}: ${differenceOf(arn, own)}`;
  return {
    role: meant,
    link: { kind: 'role', status: 'broken', reason, ...at, fix: `use ${own}` },
    assumptions: [],
  };
}

function differenceOf(arn: string, own: string): string {
  const [a, b] = [arn, own].map((text) => text.split(':'));
  if (a?.[1] !== b?.[1]) return `partition ${a?.[1]} instead of ${b?.[1]}`;
  if (a?.[4] !== b?.[4]) return `account ${a?.[4]} instead of ${b?.[4]}`;
  const [name, ownName] = [arn, own].map((text) => text.slice(text.lastIndexOf('/') + 1));
  return name === ownName ? 'another path' : `role ${name} instead of ${ownName}`;
}

/** The one role that lets the service account assume it. */
function trustingRole(
  world: World,
  subject: Subject,
  account: ServiceAccountFact | undefined,
): RoleFact | undefined {
  const found = world.inventory.roles.filter((role) => trusts(world, role, subject, account));
  const arns = new Set(found.map((role) => world.texts.of(role.arn)));
  return arns.size === 1 ? found[0] : undefined;
}

function trusts(
  world: World,
  role: RoleFact,
  subject: Subject,
  account: ServiceAccountFact | undefined,
): boolean {
  if (role.trust === undefined) return false;
  const trust = readPolicy(role.trust, 'the trust policy', 'trust', world.texts);
  const trusted = trustedProviders(trust);
  const audience = audienceOf(account);
  const token = {
    issuer: tokenIssuer(world, account, trusted),
    subject: `system:serviceaccount:${subject.namespace}:${subject.serviceAccount}`,
    audience: audience === undefined ? 'sts.amazonaws.com' : world.texts.of(audience),
  };
  return trusted.length > 0 && webIdentityTrust(world, role, trust, token, trusted).status === 'ok';
}
