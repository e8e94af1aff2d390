import { associate } from '../artifacts/runbook/commands.js';
import { sessionArguments } from '../artifacts/runbook/session-arguments.js';
import {
  type Association,
  allAssociationsOf,
  associationKey,
  handMadeAssociationsOf,
} from '../model/associations.js';
import type { AccessModel, PodSession, Role } from '../model/types.js';
import { usesPodIdentity } from '../spec/mechanism.js';
import { accountKey } from '../spec/subjects.js';
import type { Comparison } from './compare.js';
import { isTrusted } from './further-clusters.js';
import { sh } from './step.js';

/** An association with its role. */
interface RoleAssociation extends Association {
  /** As Terraform's configuration knows it. */
  readonly key: string;
  readonly role: Role;
}

/** The ID of an association, which only EKS knows, as the shell finds it. */
export function findAssociation({ cluster, region, subject }: Association): string {
  const { namespace, serviceAccount } = subject;
  const command = sh(
    ...['aws', 'eks', 'list-pod-identity-associations', '--region', region, '--cluster-name', cluster],
    ...['--namespace', namespace, '--service-account', serviceAccount],
    ...['--query', 'associations[0].associationId', '--output', 'text'],
  );
  return `$(${command})`;
}

/** Those that nobody makes but who follows the runbook, in every cluster. */
export function handMadeAssociations(model: AccessModel): readonly RoleAssociation[] {
  return associationsIn(model, handMadeAssociationsOf);
}

function associationsIn(model: AccessModel, of: typeof allAssociationsOf): readonly RoleAssociation[] {
  return model.roles.flatMap((role) =>
    of(role, model).map((association) => {
      const key = associationKey(association, model);
      return { ...association, key, role };
    }),
  );
}

function isSame(a: RoleAssociation, b: RoleAssociation): boolean {
  return a.key === b.key && a.region === b.region;
}

/** What is made or changed by hand; what a cluster needs that comes anew is said with the rest of it. */
export function associateByHand({ before, after }: Comparison): readonly string[] {
  return handMadeAssociations(after)
    .filter((association) => isTrusted(association.cluster, before))
    .flatMap((association) => bringAbout(association, before));
}

function bringAbout(association: RoleAssociation, before: AccessModel): readonly string[] {
  const { cluster, region, subject, role } = association;
  const make = sh(...associate(association, role));
  const last = lastOf(association, before);
  if (last === undefined) return [make];
  const hasSameSession = JSON.stringify(last.subject.session) === JSON.stringify(subject.session);
  if (last.role.arn === role.arn && hasSameSession) return [];
  // How an update takes something away is not documented.
  if (loses(last.subject.session, subject.session)) return [deleteAssociation(association), make];
  const update = sh(
    ...['aws', 'eks', 'update-pod-identity-association', '--region', region, '--cluster-name', cluster],
    ...['--role-arn', role.arn, ...sessionArguments(subject)],
  );
  return [`${update} --association-id ${findAssociation(association)}`];
}

/** What is there of an association; one that Terraform made stays as it is, if the role stays. */
function lastOf(association: RoleAssociation, before: AccessModel): RoleAssociation | undefined {
  return (
    handMadeAssociations(before).find((each) => isSame(each, association)) ??
    associationsIn(before, allAssociationsOf).find(
      (each) => isSame(each, association) && each.role.arn === association.role.arn,
    )
  );
}

function loses(last: PodSession | undefined, now: PodSession | undefined): boolean {
  return (
    (last?.targetRoleArn !== undefined && now?.targetRoleArn === undefined) ||
    ((last?.policy.length ?? 0) > 0 && (now?.policy.length ?? 0) === 0) ||
    (last?.tagged === false && now?.tagged !== false)
  );
}

/** Deletes the hand-made associations that go: at once where the service account gets its role in another way. */
export function dissociateByHand(
  { before, after, accounts }: Comparison,
  at: 'early' | 'late',
): readonly string[] {
  const kept = handMadeAssociations(after);
  return handMadeAssociations(before).flatMap((association) => {
    if (kept.some((each) => isSame(each, association))) return [];
    const key = accountKey(association.subject);
    const next = isTrusted(association.cluster, after)
      ? accounts.find((pair) => pair.key === key)?.after
      : undefined;
    if (next?.role.owner === 'terraform' && usesPodIdentity(next.role.mechanism)) return [];
    return (next === undefined) === (at === 'late') ? [deleteAssociation(association)] : [];
  });
}

function deleteAssociation(association: Association): string {
  const { cluster, region } = association;
  const command = sh(
    ...['aws', 'eks', 'delete-pod-identity-association', '--region', region, '--cluster-name', cluster],
  );
  return `${command} --association-id ${findAssociation(association)}`;
}
