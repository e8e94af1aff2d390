import { compareWithQuota, INLINE_POLICIES_SIZE, MANAGED_POLICY_SIZE } from '../../iam/quotas.js';
import { documentFile } from '../examples.js';
import type { Rule } from '../rule.js';
import { sizeOf } from '../size.js';

const read = (count: number) => ({
  Version: '2012-10-17',
  Statement: [
    {
      ...{ Effect: 'Allow', Action: 's3:GetObject' },
      Resource: Array.from(
        { length: count },
        (_, index) => `arn:aws:s3:::acme-photos-of-customer-${1000 + index}/*`,
      ),
    },
  ],
});

export const policySize: Rule = {
  id: 'IRSA137',
  name: 'policy-size',
  severity: 'error',
  family: 'names-and-quotas',
  summary: 'A managed policy has at most 6,144 characters, an inline one 10,240, white space not counted.',
  why: 'AWS raises neither limit.',
  error:
    'LimitExceeded: Cannot exceed quota for PolicySize: 6144 / Maximum policy size of 10240 bytes exceeded for role',
  fix: 'Unite statements, use prefixes or wildcards, or split the policy between statements into several, each attached to the role: with `statements` in irsa.yaml, `irsa-forge generate` does so, into <policyName>, <policyName>-2 …',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length',
  examples: { bad: [documentFile('policy.json', read(250))], good: [documentFile('policy.json', read(3))] },
  *check({ policies }) {
    for (const { fact, root, use } of policies) {
      // Statements of a spec are split between as many policies as they need.
      if (use !== 'identity' || !('use' in fact) || ['statements', 'session'].includes(fact.use)) continue;
      const quota = fact.use === 'inline' ? INLINE_POLICIES_SIZE : MANAGED_POLICY_SIZE;
      const size = sizeOf(root);
      if (size === undefined || compareWithQuota(size, quota) === 'within') continue;
      yield {
        place: fact.place,
        message: `the policy has ${size} characters without white space, more than ${quota.atMost}`,
        help:
          fact.use === 'inline'
            ? 'AWS does not raise this limit: move statements into managed policies, as `irsa-forge generate` does with those of irsa.yaml'
            : 'AWS does not raise this limit: split it between statements into several policies, as `irsa-forge generate` does with those of irsa.yaml',
        // A plain file may become an inline policy, which may be longer.
        ...(fact.use === 'file' && size <= INLINE_POLICIES_SIZE.atMost
          ? { severity: 'warning' as const }
          : {}),
      };
    }
  },
};
