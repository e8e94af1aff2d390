import { parseArn } from '../aws/arns.js';
import { labelStatement } from '../iam/evaluate/index.js';
import type { RoleFact } from '../readers/index.js';
import { type Caller, principalOf, requestKeysOf } from './caller.js';
import { best, type Certainty, every } from './certainty.js';
import { compareAccounts } from './other-account.js';
import { ifSame, namesOf, type OtherSide } from './other-side.js';
import { judgeNaming, type OtherSideSays } from './resource-judge.js';
import { policiesOfResource } from './resource-policies.js';
import { trustOf } from './trust.js';
import type { ChainLink, Question } from './types.js';
import { findRole, nameOf, type World } from './world.js';

/** Actions by which one role assumes another. */
const ASSUMING = new Set(['sts:assumerole', 'sts:tagsession', 'sts:setsourceidentity']);

/** Whether a question is about one role assuming another, which the other one's trust policy decides. */
export function isAssuming({ action, resource }: Question): boolean {
  return ASSUMING.has(action.toLowerCase()) && (isRoleArn(resource) || resource === '*');
}

/** Whether an ARN is a role's. */
export function isRoleArn(arn: string): boolean {
  const parsed = parseArn(arn);
  return parsed?.service === 'iam' && parsed.resource.startsWith('role/');
}

/**
 * Weighs the trust policy of the role to be assumed. It must allow in any case; a role of the same account that it names
 * needs no permission of its own, and one that only its account is named for does. A trust policy that is not in the files may
 * name it.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function trustSide(world: World, caller: Caller, question: Question): OtherSide {
  const { resource } = question;
  const accounts = compareAccounts(world, caller, resource);
  const found = findRole(world, resource, undefined);
  const assumptions = accounts.assumption === undefined ? [] : [accounts.assumption];
  const read = { resource: true, endpoint: false };
  const by = 'the trust policy of that role';
  const role = found?.role;
  const added = role?.trust === undefined ? addedTrust(world, caller, question) : undefined;
  if (added !== undefined) return added;
  if (role?.trust === undefined)
    return {
      links: [hiddenTrust(world, caller, question, role)],
      assumptions,
      // A pattern stands for all roles that it covers, and they do not all name this one.
      grants: /[*?]/.test(resource) ? 'no' : ifSame(accounts, 'maybe'),
      ...{ by, read },
      statements: [],
    };
  const trust = trustOf(world, role);
  if (!('document' in trust))
    return { links: [trust], assumptions, grants: ifSame(accounts, 'maybe'), by, read, statements: [] };
  const request = { principal: principalOf(world, caller), action: question.action, resource };
  const keys = requestKeysOf(world, caller, question);
  const says = judgeNaming(trust, 'trust', request, keys, namesOf(world, caller));
  const link = trustLink(world, caller, question, role, says);
  const assumes = `that role ${world.texts.shown(world.texts.of(role.name))} is made in the account of ${resource}`;
  return {
    ...(found?.exact === false
      ? { links: [{ ...link, assumes }], assumptions: [...assumptions, assumes] }
      : { links: [link], assumptions }),
    grants: says.refused.length > 0 ? 'no' : ifSame(accounts, grantOf(says)),
    ...{ by, read },
    statements: says.statements,
  };
}

/** What another account is asked to add to the trust policy of a role, where it lets the caller in. */
function addedTrust(world: World, caller: Caller, question: Question): OtherSide | undefined {
  const { action, resource } = question;
  const item = policiesOfResource(world, resource, 'role').find(({ assumes }) => assumes !== undefined);
  if (item?.assumes === undefined) return undefined;
  const { texts } = world;
  const request = { principal: principalOf(world, caller), action, resource };
  const keys = requestKeysOf(world, caller, question);
  const says = judgeNaming(item.policy, 'trust', request, keys, namesOf(world, caller));
  if (says.lets.role !== 'yes' || says.denied !== 'no') return undefined;
  const { name, place } = item.policy;
  const reason = texts.shown(`the ${name} lets ${texts.of(caller.role.arn)} do ${action}`);
  return {
    links: [{ kind: 'trust', status: 'ok', reason, place, assumes: item.assumes }],
    ...{ assumptions: [item.assumes], added: [item.assumes] },
    ...{ grants: 'no', by: `the ${name}` },
    read: { resource: true, endpoint: false },
    statements: says.statements,
  };
}

/** Everybody is trusted with words that AWS does not say much about: that alone is never enough. */
function grantOf({ lets, denied }: OtherSideSays): Certainty {
  if (denied !== 'no') return 'no';
  return lets.role === 'yes' ? 'yes' : best([lets.role, lets.everybody]) === 'no' ? 'no' : 'maybe';
}

function hiddenTrust(
  world: World,
  caller: Caller,
  question: Question,
  role: RoleFact | undefined,
): ChainLink {
  const own = world.texts.shown(world.texts.of(caller.role.arn));
  const { action, resource } = question;
  return {
    kind: 'trust',
    status: 'unknown',
    reason:
      resource === '*'
        ? 'the trust policy of the role to be assumed decides as well, and the question does not name one'
        : `the trust policy of ${resource} decides as well, and is not in the files`,
    ...(role === undefined ? {} : { place: role.place }),
    fix: `it must allow ${action} to ${own}`,
  };
}

function trustLink(
  world: World,
  caller: Caller,
  { action, resource }: Question,
  role: RoleFact,
  says: OtherSideSays,
): ChainLink {
  const { texts } = world;
  const own = world.texts.of(caller.role.arn);
  const details = says.statements.map(({ trace }) =>
    texts.shown(`${labelStatement(trace)}: ${trace.explanation}`),
  );
  const place =
    says.statements.find(({ certainty }) => certainty !== 'no')?.place ?? role.trust?.place ?? role.place;
  const link = (status: ChainLink['status'], reason: string, fix?: string): ChainLink => ({
    ...{ kind: 'trust', status, reason: texts.shown(reason), details, place },
    ...(fix === undefined ? {} : { fix }),
  });
  const trust = `the trust policy of ${nameOf(role)}`;
  const lets = best(Object.values(says.lets));
  const what = `${own} do ${action}`;
  if (says.refused[0] !== undefined)
    return link('broken', `AWS refuses ${trust}: ${says.refused[0]}`, 'correct the document');
  if (says.denied === 'yes')
    return {
      ...link('broken', `${trust} denies to let ${what}`, 'a Deny always wins: narrow it'),
      explicit: true,
    };
  if (lets === 'no') {
    const self = own === resource ? '; a role assumes itself only where its trust policy names it' : '';
    return link(
      'broken',
      `${trust} does not let ${what}${self}`,
      `allow ${action} to ${texts.shown(own)} in it`,
    );
  }
  if (every([lets, says.denied === 'no' ? 'yes' : 'maybe']) === 'maybe')
    return link('unknown', `whether ${trust} lets ${what} cannot be told: ${says.doubts.join('; ')}`);
  return link('ok', `${trust} lets ${what}`);
}
