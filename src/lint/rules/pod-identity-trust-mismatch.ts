import { type PodIdentityAssociationFact, textOrMark } from '../../readers/index.js';
import { identitiesOf } from '../identities.js';
import { association, podIdentityTrust, roleFile } from '../identity-examples.js';
import type { Condition, Statement } from '../policies.js';
import { podIdentityStatements } from '../principals.js';
import { roleNamed } from '../role-names.js';
import type { Rule } from '../rule.js';
import { trustOf } from '../subjects.js';
import { isOperator } from '../trust.js';

export const podIdentityTrustMismatch: Rule = {
  id: 'IRSA115',
  name: 'pod-identity-trust-mismatch',
  severity: 'error',
  family: 'pod-identity',
  summary:
    'The conditions of the trust policy let in the namespace, service account and cluster of the association.',
  why: 'EKS sends them as tags of the session. Where a condition names others, the pods get no credentials.',
  error:
    'AccessDeniedException: Unauthorized Exception! EKS does not have permissions to assume the associated role.',
  fix: 'Make aws:RequestTag/kubernetes-namespace, …/kubernetes-service-account and …/eks-cluster-name those of the association.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html',
  examples: {
    bad: [roleFile({ trust: podIdentityTrust(), blocks: association('photos', 'shop') })],
    good: [roleFile({ trust: podIdentityTrust(), blocks: association() })],
  },
  *check(context) {
    const identities = identitiesOf(context.inventory);
    for (const item of context.inventory.podIdentityAssociations) {
      const { role } = roleNamed(identities, item.role, item);
      const trust = role === undefined ? undefined : trustOf(context, role);
      if (trust === undefined || !trust.complete) continue;
      const reasons = podIdentityStatements(trust)?.map((statement) => mismatch(statement, item)) ?? [];
      const [first] = reasons;
      if (first === undefined || reasons.includes(undefined)) continue;
      yield {
        place: first.valueNode.place,
        message: `no statement of the trust policy lets in the association of ${nameOf(item)}: ${first.key?.text} is another`,
        help: 'name the namespace, service account and cluster of the association',
        related: [{ place: item.place, message: 'the association' }],
      };
    }
  },
};

/** The condition that keeps an association out; undefined when none certainly does. */
function mismatch(statement: Statement, item: PodIdentityAssociationFact): Condition | undefined {
  const tags: Readonly<Record<string, PodIdentityAssociationFact['namespace']>> = {
    'aws:requesttag/kubernetes-namespace': item.namespace,
    'aws:requesttag/kubernetes-service-account': item.serviceAccount,
    'aws:requesttag/eks-cluster-name': item.cluster.value,
  };
  return statement.conditions.find((condition) => {
    const tag = tags[condition.key?.text.toLowerCase() ?? ''];
    if (
      tag === undefined ||
      !tag.known ||
      !condition.complete ||
      condition.values.some(({ known }) => !known)
    )
      return false;
    const texts = condition.values.map(({ text }) => text);
    if (isOperator(condition, 'StringEquals')) return !texts.includes(tag.value);
    return (
      isOperator(condition, 'StringLike') && texts.every((text) => !/[*?]/.test(text) && text !== tag.value)
    );
  });
}

const nameOf = ({ namespace, serviceAccount }: PodIdentityAssociationFact) =>
  `${textOrMark(namespace)}/${textOrMark(serviceAccount)}`;
