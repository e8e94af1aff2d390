import { decideBeyondPolicies } from '../iam/evaluate/index.js';
import { isAssuming, trustSide } from './assume-role.js';
import type { LookedAtStatement } from './assumed-keys.js';
import { keyQuestion, keyRuling } from './bucket-key.js';
import { type Caller, principalOf } from './caller.js';
import { type OtherSide, otherSide } from './other-side.js';
import { boundarySaid, permissionsSaid, sessionPolicySaid } from './permission-links.js';
import type { ChainLink, Question, UnreadLink } from './types.js';
import { verdict } from './verdict.js';
import { isWebIdentity, webIdentityLinks } from './web-identity.js';
import type { World } from './world.js';

/** What policies say to a request of a caller. */
export interface Ruling {
  readonly links: readonly UnreadLink[];
  readonly assumptions: readonly string[];
  readonly added?: OtherSide['added'];
  readonly read: OtherSide['read'];
  /** Every statement that was looked at. */
  readonly statements: readonly LookedAtStatement[];
}

/**
 * Puts together what the role's policies, its limits and the other side say. The tags of a Pod Identity session go along
 * to every role that the pod assumes, which has to be allowed as well; so does what the key of an encrypted bucket takes.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export function ruleOn(world: World, caller: Caller, question: Question): Ruling {
  const ruling = ruleOnAction(world, caller, question);
  const before = verdict(ruling.links);
  const key = before === 'denied' ? undefined : keyQuestion(world, question);
  if (key !== undefined) {
    const { links, assumptions } = keyRuling(world, question, key, ruleOnAction(world, caller, key.question));
    return {
      ...ruling,
      links: [...ruling.links, ...links],
      assumptions: [...ruling.assumptions, ...assumptions],
    };
  }
  const tagged = caller.session?.tagged ?? 'no';
  if (tagged === 'no' || before === 'denied' || question.action.toLowerCase() !== 'sts:assumerole')
    return ruling;
  const { links } = ruleOnAction(world, caller, { ...question, action: 'sts:TagSession' });
  const more = links.filter(
    ({ status }) => status === 'broken' || (status === 'unknown' && before === 'allowed'),
  );
  const doubtful = more.map(
    (link): ChainLink => (tagged === 'maybe' ? { ...link, status: 'unknown' } : link),
  );
  return { ...ruling, links: [...ruling.links, ...doubtful] };
}

function ruleOnAction(world: World, caller: Caller, question: Question): Ruling {
  const settled = decideBeyondPolicies({ principal: principalOf(world, caller), action: question.action });
  if (settled !== undefined) {
    const { allowed, reason } = settled;
    const { place } = caller.role;
    return decidedBy([{ kind: 'permissions', status: allowed ? 'ok' : 'broken', reason, place }]);
  }
  if (isWebIdentity(question)) return decidedBy(webIdentityLinks(world, caller, question));
  const own = permissionsSaid(world, caller, question);
  const limits = [...boundarySaid(world, caller, question), ...sessionPolicySaid(world, caller, question)];
  const side = isAssuming(question) ? trustSide(world, caller, question) : otherSide(world, caller, question);
  const permissions = own.silent ? unlessGranted(own.link, side, question) : own.link;
  return {
    links: [permissions, ...limits.map(({ link }) => link), ...side.links],
    assumptions: side.assumptions,
    added: side.added,
    read: side.read,
    statements: [own, ...limits, side].flatMap(({ statements }) => statements),
  };
}

/** A request that no other policy has a say in. */
const decidedBy = (links: readonly ChainLink[]): Ruling => ({
  ...{ links, assumptions: links.flatMap(({ assumes }) => assumes ?? []), statements: [] },
  read: { resource: true, endpoint: true },
});

/** In one account, a role that the other side lets in by name needs no permission of its own. */
function unlessGranted(link: UnreadLink, { grants, by }: OtherSide, question: Question): UnreadLink {
  if (grants === 'no') return link;
  const { fix: _, details: __, more: ___, ...rest } = link;
  const { action, resource } = question;
  if (grants === 'yes')
    return {
      ...rest,
      status: 'ok',
      reason: `no policy of the role allows ${action} on ${resource}, and none needs to: ${by} lets it in`,
    };
  return {
    ...rest,
    status: 'unknown',
    reason: `no policy of the role allows ${action} on ${resource}, and whether ${by} lets it in cannot be told`,
  };
}
