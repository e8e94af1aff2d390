import {
  type PodIdentityAssociationFact,
  type RoleFact,
  type ServiceAccountFact,
  unreadIn,
} from '../readers/index.js';
import { assumedOf } from './assumed-keys.js';

import { annotatedRole, associatedRole, type Binding } from './binding.js';
import { requestKeysOf } from './caller.js';
import type { Chain } from './chain.js';
import { audienceOf, type Mechanism } from './injection.js';
import { tokenIssuer, trustedProviders } from './issuers.js';
import { notEvaluated } from './not-evaluated.js';
import { assumedPartition } from './partition.js';
import { followAssociation } from './pod-identity.js';
import { injectionLinks, podLinks } from './pods.js';
import { readPolicy } from './policy.js';
import { locateRole } from './role.js';
import { type Ruling, ruleOn } from './ruling.js';
import { providerLink, type Token, tokenLink, webIdentityTrust } from './trust.js';
import type { ChainLink, Explanation, Question, Verdict } from './types.js';
import { verdict } from './verdict.js';
import { accountsOf, associationsOf, knowingAccount, podsOf, type Subject, type World } from './world.js';

/** Answers a question link by link. */
export function explain(world: World, question: Question): Explanation {
  return answer(world, followChain(world, question), question);
}

/** Answers a question about a service account whose chain is known. */
function answer(world: World, chain: Chain, question: Question): Explanation {
  const ruling = rulingOf(chain, question);
  const links = [...chain.links, ...ruling.links].map(withPlainPlace);
  const pods = podsOf(world, question);
  const unseen =
    pods.length === 0
      ? [`pods: no file has one that runs as ${question.namespace}/${question.serviceAccount}`]
      : envFrom(pods);
  const looked = { ...ruling.read, session: chain.mechanism === 'pod-identity' };
  return {
    ...{
      question,
      mechanism: chain.mechanism,
      decision: verdict(links),
      links,
      assumptions: [...chain.assumptions, ...ruling.assumptions, ...assumedIn(chain, question, ruling)],
    },
    notEvaluated: [
      ...notEvaluated(question.action, question.resource, looked),
      ...unseen,
      ...unreadable(world),
    ],
  };
}

const NOTHING: Ruling = {
  ...{ links: [], assumptions: [], statements: [] },
  read: { resource: false, endpoint: false },
};

function assumedIn({ world, caller }: Chain, question: Question, ruling: Ruling): readonly string[] {
  if (caller === undefined) return [];
  return assumedOf(question, ruling.statements, requestKeysOf(world, caller, question));
}

function rulingOf({ world, caller }: Chain, question: Question): Ruling {
  return caller === undefined ? NOTHING : ruleOn(world, caller, question);
}

/** The decision of that answer alone. */
export function decideQuestion(chain: Chain, question: Question): Verdict {
  const before = verdict(chain.links);
  if (before === 'denied' || chain.caller === undefined) return before;
  return verdict([...chain.links, ...rulingOf(chain, question).links]);
}

/** Places of facts have offsets too, which mean nothing to whoever reads the answer. */
function withPlainPlace(link: ChainLink): ChainLink {
  if (link.place === undefined) return link;
  const { file, line, column } = link.place;
  return { ...link, place: { file, line, column } };
}

function envFrom(pods: ReturnType<typeof podsOf>): readonly string[] {
  const uses = pods.some((pod) =>
    pod.containers.some(
      ({ node }) => node.kind === 'map' && node.entries.some(({ key }) => key === 'envFrom'),
    ),
  );
  return uses ? ['environment variables that come by envFrom, such as static AWS keys'] : [];
}

/** Files that the readers could not make sense of: they may hold links of the chain. */
/** Files that are not read are told by name, up to so many. */
const MOST_UNREAD = 5;

function unreadable({ inventory }: World): readonly string[] {
  const broken = inventory.diagnostics.filter(({ severity }) => severity === 'error');
  const unread = unreadIn(inventory).map(({ file, reason }) => `${file}, which is not read: ${reason}`);
  const more = unread.length - MOST_UNREAD;
  return [
    ...broken.map(
      ({ place, message }) => `${place?.file ?? 'a file'}, which cannot be read in full: ${message}`,
    ),
    ...unread.slice(0, MOST_UNREAD),
    ...(more > 0 ? [`${more} more files that are not read`] : []),
  ];
}

/** Follows a service account to its role. */
export function followChain(world: World, subject: Subject): Chain {
  const accounts = accountsOf(world, subject);
  const account = accounts[0];
  const association = associationsOf(world, subject)[0];
  const mechanism: Mechanism = association === undefined ? 'irsa' : 'pod-identity';
  const binding = bindingOf(world, subject, account, association);
  const located = locateRole(world, subject, binding, account);
  const links = [
    ...podLinks(world, subject),
    accountLink(world, subject, account, association),
    ...(binding === undefined ? [] : [binding.link]),
  ];
  if (binding?.arn !== undefined)
    links.push(...injectionLinks(world, subject, account, mechanism, binding.arn));
  if (located.link !== undefined) links.push(located.link);
  const base = { subject, mechanism };
  const { role, assumptions } = located;
  if (role === undefined) return { ...base, world, links, assumptions };
  const known = knowingAccount(world, role, binding?.arn);
  const rest =
    association === undefined
      ? webIdentity(known, subject, account, role)
      : followAssociation(known, subject, association, role);
  return {
    ...base,
    world: known,
    ...rest,
    links: [...links, ...rest.links],
    assumptions: [...assumptions, ...assumedPartition(world, role), ...rest.assumptions],
  };
}

function bindingOf(
  world: World,
  subject: Subject,
  account: ServiceAccountFact | undefined,
  association: PodIdentityAssociationFact | undefined,
): Binding | undefined {
  const annotated = account === undefined ? undefined : annotatedRole(world, subject, account);
  if (association !== undefined) return associatedRole(world, association, annotated?.arn !== undefined);
  return annotated;
}

function accountLink(
  world: World,
  subject: Subject,
  account: ServiceAccountFact | undefined,
  association: PodIdentityAssociationFact | undefined,
): ChainLink {
  const kind = 'service-account';
  const name = `${subject.namespace}/${subject.serviceAccount}`;
  if (account !== undefined) {
    const by =
      account.tool === 'kubernetes' ? 'a manifest' : account.tool === 'eksctl' ? 'eksctl' : 'Terraform';
    return { kind, status: 'ok', reason: `${by} makes service account ${name}`, place: account.place };
  }
  if (association?.createsServiceAccount?.known && association.createsServiceAccount.value)
    return {
      kind,
      status: 'ok',
      reason: `eksctl makes service account ${name} with its association`,
      place: association.place,
    };
  const elsewhere = world.inventory.serviceAccounts.find(
    ({ name: other, namespace }) => other.known && other.value === subject.serviceAccount && namespace.known,
  );
  if (elsewhere?.namespace.known === true)
    return {
      kind,
      status: 'broken',
      reason: `service account ${name} is made in no file; one of that name is in namespace ${elsewhere.namespace.value}`,
      place: elsewhere.place,
      fix: `use the namespace ${elsewhere.namespace.value}, or make the service account in ${subject.namespace}`,
    };
  return {
    kind,
    status: 'unknown',
    reason: `no file makes service account ${name}: what it is annotated with is not known`,
    fix: 'look at it: `kubectl get serviceaccount -o yaml`',
  };
}

function webIdentity(
  world: World,
  subject: Subject,
  account: ServiceAccountFact | undefined,
  role: RoleFact,
): Pick<Chain, 'links' | 'assumptions' | 'caller'> {
  if (role.trust === undefined) return { links: [hiddenTrust(role)], assumptions: [], caller: { role } };
  const { texts } = world;
  const trust = readPolicy(role.trust, 'the trust policy', 'trust', texts);
  const trusted = trustedProviders(trust);
  const issuer = tokenIssuer(world, account, trusted);
  const audience = audienceOf(account);
  const token: Token = {
    issuer,
    subject: `system:serviceaccount:${subject.namespace}:${subject.serviceAccount}`,
    audience: audience === undefined ? 'sts.amazonaws.com' : texts.of(audience),
  };
  const links = [
    tokenLink(world, token),
    providerLink(world, role, token, trusted),
    webIdentityTrust(world, role, trust, token, trusted),
  ];
  const assumptions = issuer.assumption === undefined ? [] : [issuer.assumption];
  return { links, caller: { role, token }, assumptions };
}

function hiddenTrust(role: RoleFact): ChainLink {
  return {
    kind: 'trust',
    status: 'unknown',
    reason: 'the trust policy of the role is not in the files',
    place: role.place,
  };
}
