import type { PodMechanism } from '../aws/mechanism.js';
import {
  agentOf,
  isRunning,
  type Obstacle,
  podIdentityObstacles,
  webIdentityObstacles,
  workloadName,
} from '../cluster/index.js';
import { groupBy } from '../collections.js';
import type { PodFact, PodIdentityAssociationFact, RoleFact } from '../readers/index.js';
import type { Subject } from '../spec/subjects.js';
import { accountLink } from './accounts.js';
import { annotatedRole, associatedRole, type Binding, ownRole, supposedRole } from './binding.js';
import type { Chain } from './chain.js';
import { audienceOf } from './injection.js';
import { tokenIssuer, trustedProviders, usualAudience } from './issuers.js';
import { assumedPartition } from './partition.js';
import { followAssociation } from './pod-identity.js';
import { injectionLinks, podLinks } from './pods.js';
import { providerLink } from './provider.js';
import { type LocatedRole, locateRoles } from './role.js';
import { refusedAccount } from './session.js';
import { refusedRoot } from './terraform-refusals.js';
import { type Token, tokenLink, trustOf, webIdentityTrust } from './trust.js';
import { subjectOf } from './trusting.js';
import type { ChainLink } from './types.js';
import { withUnanswered } from './unanswered.js';
import { asUnknown } from './verdict.js';
import { type Way, waysOf } from './ways.js';
import { knowingAccount, nameOf, type World } from './world.js';

/** Follows a service account to its role. */
export function followChain(world: World, subject: Subject): Chain {
  const chains = waysOf(world, subject).flatMap((way) => followWay(world, subject, way));
  const [first] = chains;
  if (first === undefined) throw new Error('there is always a way');
  return chains.length === 1 ? first : { ...first, alternatives: chains };
}

/** Several chains where several resources make the role. */
function followWay(world: World, subject: Subject, way: Way): readonly Chain[] {
  const { account, association, handMade, pods } = way;
  const mechanism: PodMechanism = association === undefined ? 'irsa' : 'pod-identity';
  const binding = bindingOf(world, subject, way);
  const links: ChainLink[] = [...podLinks(world, subject, pods), accountLink(world, subject, way)];
  if (binding !== undefined) links.push(binding.link);
  if (handMade !== undefined) links.push(handMade.link);
  else if (binding?.arn !== undefined)
    links.push(...injectionLinks(world, pods, account, mechanism, binding.arn));
  if (association !== undefined)
    links.push(...refusedAccount(world, association), ...agentLinks(world, association, way));
  else if (binding?.arn !== undefined) links.push(...networkLinks(world, subject, way));
  const located = locateRoles(world, subject, binding, way.trusting);
  return located.map((found) => {
    const { role } = found;
    const named =
      located.length === 1 || role === undefined
        ? { label: way.label, from: way.from }
        : { label: nameOf(role), from: role.scope };
    const base = { subject, mechanism, links, ...named, ...(way.running && { running: way.running }) };
    return chainOf(world, base, way, found, binding?.arn);
  });
}

function chainOf(
  world: World,
  base: Pick<Chain, 'subject' | 'mechanism' | 'links' | 'label' | 'from' | 'running'>,
  way: Way,
  { role, link, assumptions }: LocatedRole,
  arn: string | undefined,
): Chain {
  const links = [...base.links, ...(link === undefined ? [] : [link])];
  if (role === undefined) return finished(world, { ...base, world, links, assumptions });
  links.push(...refusedRoot(world.inventory, role));
  const known = knowingAccount(world, role, arn);
  const rest =
    way.association === undefined
      ? webIdentity(known, base.subject, way, role)
      : followAssociation(known, base.subject, way.association, role);
  return finished(world, {
    ...{ ...base, world: known, ...rest },
    links: [...links, ...rest.links],
    assumptions: [...assumptions, ...assumedPartition(world, role), ...rest.assumptions],
  });
}

function finished(world: World, chain: Chain): Chain {
  const links = withUnanswered(world, chain.subject, chain.mechanism, chain.links);
  return {
    ...chain,
    links: world.strict ? links.map(asUnknown) : links,
    assumptions: [...links.flatMap(({ assumes }) => assumes ?? []), ...chain.assumptions],
  };
}

function bindingOf(
  world: World,
  subject: Subject,
  { account, association, supposed, handMade }: Way,
): Binding | undefined {
  if (handMade !== undefined) return ownRole(world, handMade);
  if (association !== undefined && supposed) return supposedRole(world, subject, association);
  const annotated = account === undefined ? undefined : annotatedRole(world, subject, account);
  if (association !== undefined) return associatedRole(world, association, annotated?.arn !== undefined);
  return annotated;
}

/** What hands out the credentials of an association, and what keeps each pod from it. */
function agentLinks(
  { inventory, texts }: World,
  association: PodIdentityAssociationFact,
  { pods }: Way,
): readonly ChainLink[] {
  const kind = 'agent';
  const obstacles = [...obstaclesOf(pods, (pod) => podIdentityObstacles(inventory, association, pod))];
  const agent = agentOf(inventory, association, pods);
  if (agent.state === 'missing') obstacles.push(agent.obstacle);
  const cluster = texts.shown(texts.of(association.cluster.value));
  const assumes = `that the EKS Pod Identity Agent runs in cluster ${cluster}`;
  if (agent.state === 'installed') {
    const { how, place, open } = agent;
    const reason = `${how} brings the EKS Pod Identity Agent`;
    return [
      { kind, status: 'ok', reason, place, ...(open === true ? { assumes } : {}) },
      ...[...obstacles, ...agent.obstacles].map(obstacleLink),
    ];
  }
  if (obstacles.length > 0) return obstacles.map(obstacleLink);
  const reason = 'no file says whether the EKS Pod Identity Agent is installed';
  return [{ kind, status: 'ok', reason, assumes }];
}

/** What keeps each pod from STS, which takes its token. */
function networkLinks({ inventory }: World, { namespace }: Subject, { pods }: Way): readonly ChainLink[] {
  const all = obstaclesOf(pods, (pod) => webIdentityObstacles(inventory, namespace, pod));
  return all.map((obstacle) => ({ ...obstacleLink(obstacle), kind: 'network' }));
}

/** What keeps the pods from something, or those that may come; of pods that run once for each workload, and certain if it keeps all of them. */
function obstaclesOf(
  pods: readonly PodFact[],
  of: (pod: PodFact | undefined) => readonly Obstacle[],
): readonly Obstacle[] {
  if (pods.length === 0) return of(undefined);
  const running = pods.filter(isRunning).map((pod) => ({ workload: workloadName(pod), own: of(pod) }));
  const isForAll = running.every(({ own }) => own.length > 0);
  const isCertain = running.every(({ own }) => own.some(({ certain }) => certain));
  const kinds = groupBy(
    running.flatMap(({ workload, own }) => own.map((obstacle) => ({ workload, obstacle }))),
    ({ workload, obstacle }) => JSON.stringify([workload, obstacle.cause]),
  );
  const others = isForAll ? '' : '; other pods are not like that';
  const ofRunning = [...kinds.values()].flatMap(([first]) => first?.obstacle ?? []);
  return [
    ...pods.filter((pod) => !isRunning(pod)).flatMap(of),
    ...ofRunning.map(({ certain, reason, ...obstacle }) => ({
      ...obstacle,
      certain: certain && isCertain,
      reason: `${reason}${others}`,
    })),
  ];
}

const obstacleLink = ({ certain, reason, place, fix }: Obstacle): ChainLink => ({
  ...{ kind: 'agent', status: certain ? 'broken' : 'unknown', reason, place, fix },
});

function webIdentity(
  world: World,
  subject: Subject,
  { account, handMade }: Way,
  role: RoleFact,
): Pick<Chain, 'links' | 'assumptions' | 'caller'> {
  const trust = trustOf(world, role);
  if (!('document' in trust)) return { links: [trust], assumptions: [], caller: { role } };
  const { texts } = world;
  const name = subjectOf(world, subject);
  const trusted = trustedProviders(trust, name);
  const annotated = audienceOf(account);
  const issuer = tokenIssuer(world, account, role, trusted);
  const told = handMade?.audience ?? (annotated === undefined ? undefined : texts.of(annotated));
  const token: Token = {
    ...{ issuer, subject: name },
    ...(told === undefined ? usualAudience(world, issuer) : { audience: told }),
  };
  const links = [
    tokenLink(world, token),
    providerLink(world, role, token, trusted),
    webIdentityTrust(world, role, trust, token, trusted),
  ];
  return { links, caller: { role, token }, assumptions: [] };
}
