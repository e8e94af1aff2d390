import { POD_IDENTITY_SERVICE } from '../../model/trust.js';
import { identitiesOf } from '../identities.js';
import { association, podIdentityTrust, roleFile } from '../identity-examples.js';
import type { Policy } from '../policies.js';
import { podIdentityStatements } from '../principals.js';
import { roleNamed } from '../role-names.js';
import type { Rule } from '../rule.js';
import { trustOf } from '../subjects.js';

export const podIdentityPrincipal: Rule = {
  id: 'IRSA112',
  name: 'pod-identity-principal',
  severity: 'error',
  family: 'pod-identity',
  summary: 'The role of a Pod Identity association trusts the service pods.eks.amazonaws.com.',
  why: 'EKS assumes the role as this service, in every partition. eks.amazonaws.com and ec2.amazonaws.com are other services, and a federated principal is for IRSA.',
  error:
    'InvalidParameterException: Trust policy of role … is missing the required service principal; or AccessDeniedException at run time',
  fix: 'Write "Principal": { "Service": "pods.eks.amazonaws.com" }.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html',
  examples: {
    bad: [
      roleFile({
        trust: podIdentityTrust({ Principal: { Service: 'eks.amazonaws.com' } }),
        blocks: association(),
      }),
    ],
    good: [roleFile({ trust: podIdentityTrust(), blocks: association() })],
  },
  *check(context) {
    const identities = identitiesOf(context.inventory);
    for (const item of context.inventory.podIdentityAssociations) {
      const { role } = roleNamed(identities, item.role, item);
      const trust = role === undefined ? undefined : trustOf(context, role);
      if (role === undefined || trust === undefined || !trust.complete) continue;
      if (podIdentityStatements(trust)?.length !== 0 || isForEveryone(trust)) continue;
      const first = trust.statements[0];
      yield {
        place: first?.place ?? role.place,
        message: `the role of a Pod Identity association does not trust ${POD_IDENTITY_SERVICE}`,
        help: `write "Principal": { "Service": "${POD_IDENTITY_SERVICE}" }`,
        related: [{ place: item.place, message: 'the association' }],
      };
    }
  },
};

const isForEveryone = ({ statements }: Policy) =>
  statements.some(({ principals }) => principals.some(({ type }) => type === '*'));
