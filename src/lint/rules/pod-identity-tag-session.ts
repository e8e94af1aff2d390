import type { RoleFact } from '../../readers/index.js';
import { association, podIdentityTrust, roleFile } from '../identity-examples.js';
import { associationsByRole, isUntagged } from '../pod-sessions.js';
import type { Statement } from '../policies.js';
import { podIdentityStatements } from '../principals.js';
import type { Rule } from '../rule.js';

export const podIdentityTagSession: Rule = {
  id: 'IRSA111',
  name: 'pod-identity-tag-session',
  severity: 'error',
  family: 'pod-identity',
  summary: 'A trust policy for EKS Pod Identity allows sts:TagSession beside sts:AssumeRole.',
  why: 'EKS tags every session with cluster, namespace and service account. Without leave to do so it gets no session.',
  error:
    'AccessDeniedException: Unauthorized Exception! EKS does not have permissions to assume the associated role.',
  fix: 'Write "Action": ["sts:AssumeRole", "sts:TagSession"].',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html',
  examples: {
    bad: [roleFile({ trust: podIdentityTrust({ Action: 'sts:AssumeRole' }) })],
    good: [
      roleFile({ trust: podIdentityTrust() }),
      roleFile({
        trust: podIdentityTrust({
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
        }),
        blocks: association().replace(/\n}$/, '\n  disable_session_tags = true\n}'),
      }),
    ],
  },
  *check({ policies, inventory }) {
    const associations = associationsByRole(inventory);
    for (const policy of policies) {
      if (policy.use !== 'trust' || !policy.complete) continue;
      const own = associations.get(policy.fact as RoleFact) ?? [];
      // Without tags there is nothing to allow.
      if (own.length > 0 && own.every(isUntagged)) continue;
      const forPods = podIdentityStatements(policy) ?? [];
      if (forPods.some(({ actions }) => actions === undefined || !actions.complete)) continue;
      // A statement for tags alone serves all others.
      if (forPods.some((statement) => allows(statement, 'tagsession') && !allows(statement, 'assumerole')))
        continue;
      for (const statement of forPods) {
        if (allows(statement, 'tagsession') || !allows(statement, 'assumerole')) continue;
        yield {
          place: statement.actions?.entry.value.place ?? statement.place,
          message: 'sts:TagSession is missing, which EKS Pod Identity needs',
          help: 'write ["sts:AssumeRole", "sts:TagSession"]',
        };
      }
    }
  },
};

function allows({ actions }: Statement, name: string): boolean {
  const listed = actions?.values.map(({ text }) => text.toLowerCase()) ?? [];
  return listed.some((action) => [`sts:${name}`, 'sts:*', '*'].includes(action));
}
