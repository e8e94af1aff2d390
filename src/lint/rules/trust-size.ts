import { compareWithQuota, TRUST_POLICY_SIZE } from '../../iam/quotas.js';
import { claims, HOST, trustFile, webIdentity } from '../examples.js';
import type { Rule } from '../rule.js';
import { sizeOf } from '../size.js';

const subjects = (count: number) =>
  webIdentity({
    Condition: {
      StringEquals: claims(
        HOST,
        Array.from({ length: count }, (_, index) => `system:serviceaccount:team-${100 + index}:sa-app`),
      ),
    },
  });

export const trustSize: Rule = {
  id: 'IRSA138',
  name: 'trust-size',
  severity: 'error',
  family: 'names-and-quotas',
  summary:
    'A trust policy has at most 2,048 characters without white space, 8,192 once AWS has raised the limit.',
  why: 'About thirty service accounts fit into one statement, and only four statements.',
  error: 'LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048',
  fix: 'List all subjects of a cluster in one statement, share fewer service accounts, use Pod Identity, or ask AWS for more.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length',
  examples: { bad: trustFile(subjects(200)), good: trustFile(subjects(3)) },
  *check({ policies }) {
    for (const { root, use, statements } of policies) {
      const size = use === 'trust' ? sizeOf(root) : undefined;
      const verdict = size === undefined ? 'within' : compareWithQuota(size, TRUST_POLICY_SIZE);
      if (verdict === 'within') continue;
      yield {
        place: statements[0]?.place ?? root.place,
        message: `the trust policy has ${size} characters without white space`,
        help: `IAM takes ${TRUST_POLICY_SIZE.byDefault}, and on request ${TRUST_POLICY_SIZE.atMost}`,
        ...(verdict === 'raise' ? { severity: 'warning' as const } : {}),
      };
    }
  },
};
