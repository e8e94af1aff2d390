import { association, podIdentityTrust, roleFile } from '../identity-examples.js';
import { associationsByRole, isUntagged } from '../pod-sessions.js';
import type { Condition, Statement } from '../policies.js';
import { podIdentityStatements } from '../principals.js';
import type { Rule } from '../rule.js';
import { trustOf } from '../subjects.js';

const untagged = association().replace(/\n}$/, '\n  disable_session_tags = true\n}');

export const sessionTagsOff: Rule = {
  id: 'IRSA154',
  name: 'session-tags-off',
  severity: 'error',
  family: 'pod-identity',
  summary: 'A trust policy that asks for session tags is for associations that send them.',
  why: 'With session tags disabled no request has aws:RequestTag keys: a condition on one is never met, and the pods get no credentials.',
  error:
    'AccessDeniedException: Unauthorized Exception! EKS does not have permissions to assume the associated role.',
  fix: 'Leave the session tags on, or let the trust policy ask for aws:SourceAccount alone.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html',
  examples: {
    bad: [roleFile({ trust: podIdentityTrust(), blocks: untagged })],
    good: [
      roleFile({
        trust: podIdentityTrust({ Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } }),
        blocks: untagged,
      }),
    ],
  },
  *check(context) {
    for (const [role, associations] of associationsByRole(context.inventory)) {
      const trust = trustOf(context, role);
      if (trust === undefined || !trust.complete) continue;
      const conditions = podIdentityStatements(trust)?.map(tagCondition) ?? [];
      const [first] = conditions;
      if (first === undefined || conditions.includes(undefined)) continue;
      for (const item of associations.filter(isUntagged))
        yield {
          place: item.disableSessionTags?.place ?? item.place,
          message: `the trust policy asks for ${first.key?.text}, which EKS does not send with session tags disabled`,
          help: 'leave the session tags on, or remove the condition',
          related: [{ place: first.valueNode.place, message: 'the condition' }],
        };
    }
  },
};

/** A condition that a request without tags certainly fails. */
function tagCondition({ conditions }: Statement): Condition | undefined {
  return conditions.find(
    ({ key, operator }) =>
      /^aws:requesttag\//i.test(key?.text ?? '') &&
      /^(?:ForAnyValue:)?String(?:Equals|EqualsIgnoreCase|Like)$/i.test(operator ?? ''),
  );
}
