import { labelStatement } from '../iam/evaluate/index.js';
import { listShort } from '../text/quote.js';
import type { LookedAtStatement } from './assumed-keys.js';
import { type Caller, principalOf, requestKeysOf } from './caller.js';
import { best, type Certainty } from './certainty.js';
import { type Accounts, compareAccounts } from './other-account.js';
import type { CallerNames } from './principal.js';
import { judgeNaming, type OtherSideSays } from './resource-judge.js';
import {
  endpointPolicies,
  policiesOfResource,
  policyWord,
  type ResourcePolicy,
  resourceKindOf,
} from './resource-policies.js';
import type { ChainLink, LinkKind, Question } from './types.js';
import type { World } from './world.js';

/** What decides besides the role's own policies. */
export interface OtherSide {
  readonly links: readonly ChainLink[];
  readonly assumptions: readonly string[];
  /** Those of them by which another account has added to its policy. */
  readonly added?: readonly string[];
  /** Whether the caller is let in without a permission of its own. */
  readonly grants: Certainty;
  /** What lets it in, or may; for people. */
  readonly by: string;
  /** Whether the policy of the resource, and of endpoints, was looked at. */
  readonly read: { readonly resource: boolean; readonly endpoint: boolean };
  /** Every statement that was looked at. */
  readonly statements: readonly LookedAtStatement[];
}

/** Weighs the policies that the resource and the VPC endpoints of its service have in the files. */
export function otherSide(world: World, caller: Caller, question: Question): OtherSide {
  const { resource, action } = question;
  const accounts = compareAccounts(world, caller, resource);
  const own = policiesOfResource(world, resource).map((item) => ({
    ...item,
    says: says(world, caller, question, item),
  }));
  const certain = own.filter((item) => item.certain);
  const links = own.flatMap((item) =>
    item.assumes === undefined
      ? policyLink(world, question, item, accounts)
      : addedLink(world, caller, question, item, accounts),
  );
  const added = links.flatMap(({ assumes }) => assumes ?? []);
  const service = action.split(':')[0]?.toLowerCase() ?? '';
  const endpoints = endpointPolicies(world, service);
  return {
    links: [
      ...links,
      ...(certain.length === 0 && accounts.relation === 'other'
        ? [absentLink(world, caller, question, accounts)]
        : []),
      ...endpoints.flatMap((item) => endpointLink(world, caller, question, item)),
    ],
    assumptions: [...(accounts.assumption === undefined ? [] : [accounts.assumption]), ...added],
    added,
    grants: ifSame(accounts, grantsOf(own.filter(({ assumes }) => assumes === undefined))),
    by: lettersIn(own),
    read: { resource: certain.length > 0, endpoint: endpoints.length > 0 },
    statements: own.flatMap((item) => item.says.statements),
  };
}

/** Only within an account does the other side's word suffice. */
export function ifSame({ relation }: Accounts, grants: Certainty): Certainty {
  if (relation === 'other') return 'no';
  return relation === 'assumed' && grants === 'yes' ? 'maybe' : grants;
}

/** The caller by the names that policies of others may call it. */
export function namesOf(world: World, caller: Caller): CallerNames {
  const { texts } = world;
  return {
    roleArn: world.texts.of(caller.role.arn),
    account: world.texts.of(caller.role.account),
    partition: texts.of(caller.role.partition),
    roleName: texts.of(caller.role.name),
  };
}

type Weighed = ResourcePolicy & { readonly says: OtherSideSays };

function says(world: World, caller: Caller, question: Question, { policy }: ResourcePolicy): OtherSideSays {
  const { action, resource } = question;
  const request = { principal: principalOf(world, caller), action, resource };
  return judgeNaming(
    policy,
    'resource',
    request,
    requestKeysOf(world, caller, question),
    namesOf(world, caller),
  );
}

/** The policies that let the caller in, or may. */
function lettersIn(own: readonly Weighed[]): string {
  const names = own.flatMap(({ says: { lets }, policy: { name }, certain }) => {
    if (best([lets.role, lets.everybody]) === 'no') return [];
    return [certain ? `the ${name}` : `the ${name}, if it is that of the resource,`];
  });
  return listShort(names, MOST_NAMED);
}

const MOST_NAMED = 3;

function grantsOf(own: readonly Weighed[]): Certainty {
  const all = own.map(({ says: { lets, refused }, certain }) => {
    const found = refused.length > 0 ? 'no' : best([lets.role, lets.everybody]);
    return found === 'yes' && !certain ? 'maybe' : found;
  });
  return best(all);
}

/** What one policy means for the request; one that may be another resource's counts only where it would change the answer. */
function policyLink(
  world: World,
  question: Question,
  item: Weighed,
  accounts: Accounts,
): readonly ChainLink[] {
  const link = certainLink(world, question, item, accounts);
  if (item.certain) return [link];
  if (link.status === 'ok') return [];
  const { fix: _, explicit: __, ...rest } = link;
  const reason = `if the ${item.policy.name} is in force here: ${link.reason}`;
  return [{ ...rest, status: 'unknown', reason, fix: 'look whether the resource has this policy' }];
}

/** Statements to be added to a policy let in whom they name; of others, what it holds besides may let in as well. */
function addedLink(
  world: World,
  caller: Caller,
  question: Question,
  item: Weighed,
  accounts: Accounts,
): readonly ChainLink[] {
  if (accounts.relation !== 'other' || item.assumes === undefined) return [];
  const link = certainLink(world, question, item, accounts);
  if (link.status === 'ok') return [{ ...link, assumes: item.assumes }];
  return [absentLink(world, caller, question, accounts)];
}

function certainLink(
  { texts }: World,
  { action, resource }: Question,
  { policy, says: found, resource: kind }: Weighed,
  { relation }: Accounts,
): ChainLink {
  const ask = `${action} on ${resource}`;
  const link = linkMaker('resource-policy', texts, found, policy.place);
  if (found.refused[0] !== undefined)
    return link('unknown', `AWS refuses the ${policy.name}: ${found.refused[0]}`, 'correct the document');
  if (found.denied === 'yes')
    return {
      ...link(
        'broken',
        `${decisive(found, 'Deny')} of the ${policy.name} denies ${ask}`,
        'a Deny always wins: narrow it',
      ),
      explicit: true,
    };
  if (found.denied === 'maybe')
    return link(
      'unknown',
      `whether the ${policy.name} denies ${ask} cannot be told: ${found.doubts.join('; ')}`,
    );
  const { role, account, everybody } = found.lets;
  const lets = best([role, account, everybody]);
  const needed = relation === 'other' || kind === 'key';
  if (lets === 'yes' && best([role, everybody]) === 'yes')
    return link('ok', `${decisive(found, 'Allow')} of the ${policy.name} allows ${ask}`);
  if (account === 'yes') return link('ok', `the ${policy.name} leaves ${ask} to the policies of the account`);
  if (!needed) return link('ok', `the ${policy.name} does not deny ${ask}`);
  if (lets === 'maybe')
    return link(
      'unknown',
      `whether the ${policy.name} allows ${ask} cannot be told: ${found.doubts.join('; ')}`,
    );
  return link(
    'broken',
    kind === 'key'
      ? `the ${policy.name} allows ${action} neither to the role nor to the account, so the role's own policies count for nothing`
      : `the resource is in another account, and the ${policy.name} does not let the role do ${ask}`,
    `allow ${action} to the role in it`,
  );
}

function absentLink(
  world: World,
  caller: Caller,
  { action, resource }: Question,
  accounts: Accounts,
): ChainLink {
  const { texts } = world;
  const word = policyWord(resourceKindOf(resource));
  const role = texts.shown(world.texts.of(caller.role.arn));
  return {
    kind: 'resource-policy',
    status: 'unknown',
    reason: `${resource} is in account ${accounts.resource}, the role in ${accounts.role}: both sides must allow it, and the ${word} is not in the files`,
    fix: `the ${word} in account ${accounts.resource} must allow ${action} to ${role}`,
  };
}

/** Which endpoint a pod's traffic passes is not known, so that a policy that lets it pass says nothing, and another one only casts doubt. */
function endpointLink(
  world: World,
  caller: Caller,
  question: Question,
  item: ResourcePolicy,
): readonly ChainLink[] {
  const found = says(world, caller, question, item);
  const { lets, denied } = found;
  if (best(Object.values(lets)) === 'yes' && denied === 'no' && found.refused.length === 0) return [];
  const link = linkMaker('endpoint-policy', world.texts, found, item.policy.place);
  const surely = denied === 'yes' || best(Object.values(lets)) === 'no';
  const verb = surely ? 'does not let' : 'may not let';
  return [
    link(
      'unknown',
      `the ${item.policy.name} ${verb} ${question.action} on ${question.resource} pass; whether the pod's traffic goes through it is not in the files`,
      'allow it in the policy of the endpoint',
    ),
  ];
}

const decisive = ({ statements }: OtherSideSays, effect: 'Allow' | 'Deny') => {
  const found = statements.find(({ certainty, trace }) => certainty === 'yes' && trace.effect === effect);
  return found === undefined ? 'a statement' : labelStatement(found.trace);
};

function linkMaker(
  kind: LinkKind,
  texts: World['texts'],
  { statements }: OtherSideSays,
  place: ResourcePolicy['policy']['place'],
) {
  const details = statements.map(({ trace }) =>
    texts.shown(`${labelStatement(trace)}: ${trace.explanation}`),
  );
  const at = statements.find(({ certainty }) => certainty !== 'no')?.place ?? place;
  return (status: ChainLink['status'], reason: string, fix?: string): ChainLink => ({
    ...{ kind, status, reason: texts.shown(reason), details, place: at },
    ...(fix === undefined ? {} : { fix }),
  });
}
