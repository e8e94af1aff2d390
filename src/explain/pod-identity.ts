import { parseIamArn } from '../aws/arns.js';
import type { PodIdentityAssociationFact, RoleFact } from '../readers/index.js';
import type { Subject } from '../spec/subjects.js';
import type { Caller } from './caller.js';
import { isMark, isWhole } from './known-text.js';
import { ruleOn } from './ruling.js';
import { refusedSession, requestTags, type Session, sessionOf } from './session.js';
import { podIdentityTrust, trustOf } from './trust.js';
import type { ChainLink } from './types.js';
import { findRole, nameOf, type World } from './world.js';

/** How Pod Identity gets credentials for a pod, and for which role. */
export interface PodIdentityChain {
  readonly links: readonly ChainLink[];
  readonly assumptions: readonly string[];
  /** Absent when the files do not have the role that the pod ends up with. */
  readonly caller?: Caller;
}

/** Follows an association from its role, which the files have, to the role that the pod ends up with. */
export function followAssociation(
  world: World,
  subject: Subject,
  association: PodIdentityAssociationFact,
  role: RoleFact,
): PodIdentityChain {
  const session = sessionOf(world, association, subject, role);
  const links = [...refusedSession(association), firstTrust(world, subject, session, role)];
  if (association.targetRole === undefined) return { links, assumptions: [], caller: { role, session } };
  // A session policy narrows the last role alone.
  const { policy: _, ...first } = session;
  const next = chain(world, association, { role, session: first }, session);
  return { ...next, links: [...links, ...next.links] };
}

function firstTrust(world: World, subject: Subject, session: Session, role: RoleFact): ChainLink {
  const trust = trustOf(world, role);
  if (!('document' in trust)) return trust;
  return podIdentityTrust(world, role, trust, subject, session);
}

/**
 * The first role assumes the target role, with the tags of the session and the association's external id.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
 */
function chain(
  world: World,
  { targetRole, externalId, place }: PodIdentityAssociationFact,
  first: Caller,
  session: Session,
): PodIdentityChain {
  const { texts } = world;
  const arn = texts.of(targetRole?.value ?? first.role.arn);
  if (isMark(arn)) return unknownTarget(texts.shown(arn), place);
  const shown = texts.shown(arn);
  const found = findRole(world, arn, targetRole?.fact);
  const context = {
    ...requestTags(session),
    ...(externalId === undefined ? {} : { 'sts:ExternalId': externalIdOf(texts.of(externalId), session) }),
  };
  const question = { namespace: '', serviceAccount: '', resource: arn, context };
  const ruling = ruleOn(world, first, { ...question, action: 'sts:AssumeRole' });
  const hops = ruling.links.map(
    (link): ChainLink => ({
      ...link,
      kind: link.kind === 'trust' ? 'trust' : 'chaining',
      // A role whose account is unknown may still be the one that a policy names.
      status: link.status === 'broken' && link.kind !== 'trust' && !isWhole(arn) ? 'unknown' : link.status,
      reason: texts.shown(link.reason),
    }),
  );
  const target: ChainLink =
    found === undefined
      ? {
          ...{ kind: 'role', status: 'unknown', place },
          ...unseenTarget(shown, parseIamArn(arn), ruling.links),
        }
      : {
          ...{ kind: 'role', status: 'ok', place: found.role.place },
          reason: `the association goes on to target role ${shown}, which ${nameOf(found.role)} makes`,
        };
  return {
    links: [...hops, target],
    assumptions: ruling.assumptions,
    ...(found === undefined ? {} : { caller: { role: found.role, session } }),
  };
}

/** Its account alone can tell: for a spec the statements to hand over stand for the trust policy, and nothing for its policies. */
function unseenTarget(
  shown: string,
  arn: ReturnType<typeof parseIamArn>,
  hops: readonly ChainLink[],
): Pick<ChainLink, 'reason' | 'fix'> {
  const isTrustKnown = hops.some(({ kind, status }) => kind === 'trust' && status === 'ok');
  const unknown = isTrustKnown ? 'what it may do' : 'who may assume it and what it may do';
  const ask =
    arn === undefined
      ? ''
      : `, or what account ${arn.accountId} is told by \`aws iam get-role --role-name ${arn.name}\` and \`aws iam get-role-policy\` of its policies, beside the files that are generated`;
  return {
    reason: `target role ${shown} is not in the files: ${unknown} is not known`,
    fix: `add the files that make the role${ask}`,
  };
}

/** What an answer of AWS says, else what EKS makes it of. */
function externalIdOf(told: string, { externalId }: Session): string {
  return isWhole(told) ? told : (externalId ?? told);
}

/** Without any target the pod keeps the first role: nothing can be followed. */
function unknownTarget(shown: string, place: PodIdentityAssociationFact['place']): PodIdentityChain {
  const reason = `whether the association goes on to a target role, and to which, is not known: ${shown}`;
  return { links: [{ kind: 'role', status: 'unknown', reason, place }], assumptions: [] };
}
