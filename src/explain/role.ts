import { parseIamArn } from '../aws/arns.js';
import { isAnswered, type RoleFact } from '../readers/index.js';
import { accountKey, type Subject } from '../spec/subjects.js';
import { isTypo } from '../text/nearest.js';
import type { Binding } from './binding.js';
import { isWhole } from './known-text.js';
import { whyNoRole } from './not-made.js';
import { trustingRoles } from './trusting.js';
import type { ChainLink } from './types.js';
import { lostRole } from './unanswered.js';
import { findRoles, givenThat, nameOf, type World } from './world.js';

/** What tells all roles of an account. */
const ALL_ROLES = 'iam get-account-authorization-details';

/** The role behind an ARN, as far as the files have it. */
export interface LocatedRole {
  readonly role?: RoleFact;
  /** Absent when there is no ARN to look for, and no role that trusts the service account. */
  readonly link?: ChainLink;
  readonly assumptions: readonly string[];
}

/** Finds the role that the service account is bound to: more than one where several resources make it. */
export function locateRoles(
  world: World,
  subject: Subject,
  binding: Binding | undefined,
  trusting: RoleFact | undefined,
): readonly LocatedRole[] {
  const arn = binding?.arn;
  if (arn === undefined) return [unbound(world, subject, binding, trusting)];
  const { roles, exact } = findRoles(world, arn, binding?.fact);
  if (roles.length === 0) return [missingRole(world, subject, arn, binding?.place)];
  return roles.map((role) => located(world, role, exact, arn));
}

/** Without an ARN, the role that trusts the account by name is the one that is meant. */
function unbound(
  world: World,
  subject: Subject,
  binding: Binding | undefined,
  trusting: RoleFact | undefined,
): LocatedRole {
  const role = trusting ?? meantRole(world, subject);
  if (role === undefined) return { assumptions: [] };
  const shown = world.texts.shown(world.texts.of(role.arn));
  const assumptions =
    binding === undefined
      ? []
      : [`that the service account is annotated with ${shown}, the role that trusts it`];
  return { role, assumptions };
}

function located(world: World, role: RoleFact, exact: boolean, arn: string): LocatedRole {
  const verb = role.ownership === 'declared' ? 'makes' : 'looks up';
  const shown = world.texts.shown(arn);
  const used = role.lastUsed === undefined ? '' : `, last used ${role.lastUsed}`;
  const reason =
    role.tool === 'aws' ? `AWS has role ${shown}${used}` : `${nameOf(role)} ${verb} role ${shown}`;
  const assumptions =
    exact || role.account.known
      ? []
      : [`that role ${world.texts.shown(world.texts.of(role.name))} is made in the account of ${arn}`];
  return {
    ...{ role, assumptions },
    link: { kind: 'role', status: 'ok', reason, place: role.place, ...givenThat(role) },
  };
}

function missingRole(world: World, subject: Subject, arn: string, place: Binding['place']): LocatedRole {
  const { texts } = world;
  const at = place === undefined ? {} : { place };
  const meant = meantRole(world, subject, true);
  const own = meant === undefined ? undefined : texts.of(meant.arn);
  if (meant === undefined || own === undefined || !isWhole(arn) || !isMeantBy(arn, own)) {
    const account = parseIamArn(arn)?.accountId;
    if (account !== undefined && isAnswered(world.inventory, ALL_ROLES, account))
      return {
        link: {
          ...{ kind: 'role', status: 'broken', ...at },
          reason: `account ${account} has no role ${arn}${likeIt(world, arn)}: no pod can assume it`,
          fix: 'make the role again, or name another one',
        },
        assumptions: [],
      };
    const other =
      own === undefined ? '' : `; the role that trusts ${accountKey(subject)} is ${texts.shown(own)}`;
    const { reason, fix } = unseenRole(world, arn);
    return {
      link: { kind: 'role', status: 'unknown', ...at, reason: `${reason}${other}`, fix },
      assumptions: [],
    };
  }
  const reason = `no file makes role ${arn}; the role that trusts ${accountKey(subject)} is ${texts.shown(own)}: ${differenceOf(arn, own)}`;
  return {
    role: meant,
    link: { kind: 'role', status: 'broken', reason, ...at, fix: `use ${texts.shown(own)}` },
    assumptions: [],
  };
}

function unseenRole(world: World, arn: string): { readonly reason: string; readonly fix: string } {
  const shown = world.texts.shown(arn);
  const lost = lostRole(world.inventory, arn);
  if (lost !== undefined)
    return {
      reason: `who may assume role ${shown} and what it may do is ${lost.why}`,
      fix: `take the snapshot ${lost.isDamaged ? 'again' : 'as somebody who may'}`,
    };
  return {
    reason: `role ${shown} is not in the files${whyNoRole(world, arn)}: who may assume it and what it may do is not known`,
    fix: 'add the files that make the role',
  };
}

/** A role whose name goes on where the name of a missing one ends, as copies are named. */
function likeIt({ inventory, texts }: World, arn: string): string {
  const found = inventory.roles.find((role) => texts.of(role.arn).startsWith(`${arn}-`));
  return found === undefined ? '' : `, but has ${texts.of(found.arn)}`;
}

/**
 * Whether an ARN that no role in the files has is that of one of them with a slip in it. A role of another name may be made elsewhere,
 * and one in another account by the same files, and trust the service account as well.
 */
function isMeantBy(arn: string, own: string): boolean {
  if (!isWhole(own)) return isOtherPath(arn, own);
  if (parseIamArn(arn)?.accountId !== parseIamArn(own)?.accountId) return false;
  const [name = '', ownName = ''] = [arn, own].map((text) => text.slice(text.lastIndexOf('/') + 1));
  return name === ownName || isSlip(name, ownName);
}

/** Whether a name is another one with a slip in its words. By numbers and short words (`-v2`, `-eu`, `-west`) copies are told apart. */
function isSlip(name: string, meant: string): boolean {
  const [words, others] = [wordsOf(name), wordsOf(meant)];
  const isOne = (word: string, other: string) =>
    word === other || (/^[a-z]{5,}$/.test(word) && other.length >= 5 && isTypo(word, other));
  return words.length === others.length && words.every((word, index) => isOne(word, others[index] ?? ''));
}

const wordsOf = (name: string) =>
  (name.match(/\d+|[A-Z]*[a-z]+|[A-Z]+/g) ?? []).map((word) => word.toLowerCase());

/** Whether two ARNs, of which one lacks the account, have roles of one name under different paths. */
function isOtherPath(arn: string, own: string): boolean {
  const [named, made] = [arn, own].map((text) => text.slice(text.indexOf(':role/')));
  const nameIn = (text = '') => text.slice(text.lastIndexOf('/'));
  return isWhole(made ?? '') && named !== made && nameIn(named) === nameIn(made);
}

function differenceOf(arn: string, own: string): string {
  const [a, b] = [arn, own].map((text) => text.split(':'));
  if (!isWhole(own)) return 'another path';
  if (a?.[1] !== b?.[1]) return `partition ${a?.[1]} instead of ${b?.[1]}`;
  const [name, ownName] = [arn, own].map((text) => text.slice(text.lastIndexOf('/') + 1));
  return name === ownName ? 'another path' : `role ${name} instead of ${ownName}`;
}

/** The one role that lets the service account assume it, by name or by a pattern. */
function meantRole(world: World, subject: Subject, certainly = false): RoleFact | undefined {
  const { roles, certain, byPattern } = trustingRoles(world, subject);
  const patterned = byPattern.length === 1 ? byPattern[0] : undefined;
  if (certainly && !certain) return patterned;
  return roles.length === 1 ? roles[0] : roles.length === 0 ? patterned : undefined;
}
