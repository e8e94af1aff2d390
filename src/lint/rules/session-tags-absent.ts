import { awsManagedPolicy } from '../../aws/arns.js';
import { TAG_BOUND_POLICIES } from '../../aws/session-tags.js';
import type { RoleFact, Span } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { associationsOf, rolePermissions } from '../chains.js';
import { podIdentityTrust, roleFile } from '../identity-examples.js';
import { linkedRole } from '../linked-role.js';
import { isUntagged } from '../pod-sessions.js';
import type { Principal, Statement } from '../policies.js';
import { isPodIdentity } from '../principals.js';
import type { Report, Rule, RuleContext } from '../rule.js';
import { isSessionTag, mayHaveTag, principalTagsOf } from '../session-tags.js';
import { trustOf } from '../subjects.js';
import { podStatements } from '../trust.js';

const attached = `resource "aws_iam_role_policy_attachment" "ebs" {
  role       = aws_iam_role.photos.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEBSCSIDriverEKSClusterScopedPolicy"
}`;

export const sessionTagsAbsent: Rule = {
  id: 'IRSA234',
  name: 'session-tags-absent',
  severity: 'warning',
  family: 'pod-identity',
  summary: 'A policy that compares with the tags of EKS Pod Identity is for a role whose sessions have them.',
  why: 'Only EKS Pod Identity tags its sessions, and not where the association disables it. In a session of IRSA ${aws:PrincipalTag/eks-cluster-name} has no value, and what is allowed under it is never allowed.',
  error:
    'UnauthorizedOperation: You are not authorized to perform this operation, because no identity-based policy allows the ec2:AttachVolume action',
  fix: 'Give the pods the role by EKS Pod Identity, or attach a policy that asks for no tags, such as AmazonEBSCSIDriverPolicyV2.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html',
  examples: {
    bad: [roleFile({ blocks: attached })],
    good: [roleFile({ trust: podIdentityTrust(), blocks: attached })],
  },
  *check(context) {
    for (const attachment of context.inventory.attachments) {
      const { value } = attachment.policy;
      const name = value.known ? awsManagedPolicy(value.value) : undefined;
      const tag = TAG_BOUND_POLICIES[name ?? ''];
      if (name === undefined || tag === undefined) continue;
      const role = linkedRole(context.inventory, attachment.role, attachment);
      if (role !== undefined) yield* inRole(role, { tag, place: value.place, says: name }, context);
    }
    for (const { role, statements } of rolePermissions(context))
      for (const statement of statements.filter(({ effect }) => effect === 'Allow'))
        for (const { tag, place } of principalTagsOf(statement))
          if (isSessionTag(tag)) yield* inRole(role, { tag, place, says: 'the statement' }, context);
  },
};

interface Comparison {
  readonly tag: string;
  readonly place: Span;
  readonly says: string;
}

function* inRole(role: RoleFact, { tag, place, says }: Comparison, context: RuleContext): Iterable<Report> {
  if (mayHaveTag(role, tag) || !isUntaggedRole(role, context)) return;
  yield {
    place,
    message: `${says} compares with the session's tag ${quote(tag)}, which only EKS Pod Identity sets, and no session of the role has`,
    help: 'give the role by EKS Pod Identity, or take a policy that asks for no tags',
    related: [{ place: role.place, message: 'the role' }],
  };
}

/** Whether certainly no session of a role has tags: those who are let in are pods, by IRSA or without the tags of EKS. */
function isUntaggedRole(role: RoleFact, context: RuleContext): boolean {
  const trust = trustOf(context, role);
  if (trust?.complete !== true) return false;
  const allows = trust.statements.filter(({ effect }) => effect !== 'Deny');
  const forPods = podStatements(context);
  const associations = associationsOf(role, context);
  const isUntaggedPrincipal = (statement: Statement, principal: Principal) =>
    principal.type === 'Federated'
      ? principal.element === 'Principal' && forPods.includes(statement)
      : isPodIdentity(principal) && associations.length > 0 && associations.every(isUntagged);
  return (
    allows.length > 0 &&
    allows.every(
      (statement) =>
        statement.complete &&
        statement.principals.length > 0 &&
        statement.principals.every((principal) => isUntaggedPrincipal(statement, principal)),
    )
  );
}
