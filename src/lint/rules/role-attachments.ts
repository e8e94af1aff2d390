import { groupBy } from '../../collections.js';
import { compareWithQuota, POLICIES_PER_ROLE } from '../../iam/quotas.js';
import type { Rule } from '../rule.js';
import { terraformFile, terraformRole } from '../terraform-examples.js';

const arns = (count: number) =>
  Array.from({ length: count }, (_, index) => `"arn:aws:iam::111122223333:policy/part-${index + 1}"`).join(
    ', ',
  );

export const roleAttachments: Rule = {
  id: 'IRSA139',
  name: 'role-attachments',
  severity: 'error',
  family: 'names-and-quotas',
  summary: 'A role has at most 10 managed policies, 25 once AWS has raised the limit.',
  why: 'The eleventh attachment fails, with the first ten in place.',
  error: 'LimitExceeded: Cannot exceed quota for PoliciesPerRole: 10',
  fix: 'Unite policies, or ask AWS for more.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entities',
  examples: {
    bad: terraformFile(terraformRole('app', `managed_policy_arns = [${arns(26)}]`)),
    good: terraformFile(terraformRole('app', `managed_policy_arns = [${arns(2)}]`)),
  },
  *check({ inventory }) {
    const inline = new Set(inventory.policies.filter(({ use }) => use === 'inline').map(({ id }) => id));
    // What the role of a spec has besides is not in the spec, and the model counts it.
    const roles = new Set(inventory.roles.map(({ id }) => id));
    const managed = inventory.attachments.filter(
      ({ role, policy, conditional }) =>
        roles.has(role.fact ?? '') && !conditional && !inline.has(policy.fact ?? ''),
    );
    const byRole = groupBy(managed, ({ role }) => role.fact);
    for (const attachments of byRole.values()) {
      const verdict = compareWithQuota(attachments.length, POLICIES_PER_ROLE);
      const last = attachments.at(-1);
      if (verdict === 'within' || last === undefined) continue;
      yield {
        place: last.place,
        message: `the role has ${attachments.length} managed policies`,
        help: `IAM takes ${POLICIES_PER_ROLE.byDefault}, and on request ${POLICIES_PER_ROLE.atMost}`,
        ...(verdict === 'raise' ? { severity: 'warning' as const } : {}),
      };
    }
  },
};
