import {
  type PodIdentityAssociationFact,
  type RoleFact,
  type ServiceAccountFact,
  unreadIn,
} from '../readers/index.js';
import { assumedOf } from './assumed-keys.js';

import { annotatedRole, associatedRole, type Binding } from './binding.js';
import type { Chain } from './chain.js';
import { audienceOf, type Mechanism } from './injection.js';
import { tokenIssuer, trustedProviders } from './issuers.js';
import { notEvaluated } from './not-evaluated.js';
import { permissionLinks } from './permission-links.js';
import { injectionLinks, podLinks } from './pods.js';
import { readPolicy } from './policy.js';
import { type LocatedRole, locateRole } from './role.js';
import { podIdentityTrust, providerLink, type Token, tokenLink, webIdentityTrust } from './trust.js';
import type { ChainLink, Explanation, Question, Verdict } from './types.js';
import { accountsOf, associationsOf, podsOf, type Subject, type World } from './world.js';

/** Answers a question link by link. */
export function explain(world: World, question: Question): Explanation {
  return answer(world, followChain(world, question), question);
}

/** Answers a question about a service account whose chain is known. */
function answer(world: World, chain: Chain, question: Question): Explanation {
  const { role } = chain;
  const permissions = role === undefined ? [] : [...permissionLinks(world, chain, role, question)];
  const assumed = role === undefined ? [] : assumedOf(world, chain, role, question);
  const links = [...chain.links, ...permissions].map(withPlainPlace);
  const pods = podsOf(world, question);
  const unseen =
    pods.length === 0
      ? [`pods: no file has one that runs as ${question.namespace}/${question.serviceAccount}`]
      : envFrom(pods);
  return {
    ...{
      question,
      mechanism: chain.mechanism,
      decision: verdict(links),
      links,
      assumptions: [...chain.assumptions, ...assumed],
    },
    notEvaluated: [...notEvaluated(question.action, question.resource), ...unseen, ...unreadable(world)],
  };
}

/** The decision of that answer alone: a denial is final, and whatever else an answer says is left out. */
export function decideQuestion(world: World, chain: Chain, question: Question): Verdict {
  const before = verdict(chain.links);
  if (before === 'denied' || chain.role === undefined) return before;
  const links = [...chain.links];
  for (const link of permissionLinks(world, chain, chain.role, question)) {
    if (link.status === 'broken') return 'denied';
    links.push(link);
  }
  return verdict(links);
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

/** Denied by one broken link, unknown by one unknown link. */
export function verdict(links: readonly ChainLink[]): Verdict {
  if (links.some(({ status }) => status === 'broken')) return 'denied';
  return links.some(({ status }) => status === 'unknown') ? 'unknown' : 'allowed';
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
  if (located.role === undefined) return { ...base, links, assumptions: located.assumptions };
  const rest =
    association === undefined
      ? webIdentity(world, subject, account, located)
      : podIdentity(world, subject, association, located.role);
  return {
    ...base,
    role: located.role,
    ...rest,
    links: [...links, ...rest.links],
    assumptions: [...located.assumptions, ...rest.assumptions],
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

type Rest = Pick<Chain, 'links' | 'assumptions'> & { readonly token?: Token };

function webIdentity(
  world: World,
  subject: Subject,
  account: ServiceAccountFact | undefined,
  { role }: LocatedRole,
): Rest {
  if (role?.trust === undefined) return { links: [hiddenTrust(role)], assumptions: [] };
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
  return { links, token, assumptions: issuer.assumption === undefined ? [] : [issuer.assumption] };
}

function podIdentity(
  world: World,
  subject: Subject,
  association: PodIdentityAssociationFact,
  role: RoleFact,
): Rest {
  const { texts } = world;
  const cluster = texts.of(association.cluster.value);
  const assumptions = [`that the EKS Pod Identity Agent runs in cluster ${texts.shown(cluster)}`];
  if (role.trust === undefined) return { links: [hiddenTrust(role)], assumptions };
  const trust = readPolicy(role.trust, 'the trust policy', 'trust', texts);
  return { links: [podIdentityTrust(world, role, trust, subject, cluster)], assumptions };
}

function hiddenTrust(role: RoleFact | undefined): ChainLink {
  const place = role === undefined ? {} : { place: role.place };
  return {
    kind: 'trust',
    status: 'unknown',
    reason: 'the trust policy of the role is not in the files',
    ...place,
  };
}
