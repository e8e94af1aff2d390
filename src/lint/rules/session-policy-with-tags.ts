import { association, podIdentityTrust, roleFile } from '../identity-examples.js';
import { isTagged } from '../pod-sessions.js';
import type { Rule } from '../rule.js';

const POLICY =
  'policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })';

const withPolicy = (more: string) =>
  roleFile({
    trust: podIdentityTrust({ Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } }),
    blocks: association().replace(/\n}$/, `\n  ${more}\n}`),
  });

export const sessionPolicyWithTags: Rule = {
  id: 'IRSA153',
  name: 'session-policy-with-tags',
  severity: 'error',
  family: 'pod-identity',
  summary: 'A Pod Identity association with a policy of its own disables session tags.',
  why: 'EKS takes a session policy only for sessions without tags, and refuses the association otherwise.',
  error: 'disableSessionTags must be set to true',
  fix: 'Write disable_session_tags = true (disableSessionTags: true with eksctl), or remove the policy.',
  reference: 'https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html',
  examples: {
    bad: [withPolicy(POLICY)],
    good: [withPolicy(`disable_session_tags = true\n  ${POLICY}`)],
  },
  *check({ inventory }) {
    for (const item of inventory.podIdentityAssociations) {
      if (item.sessionPolicy === undefined || !isTagged(item)) continue;
      yield {
        place: item.disableSessionTags?.place ?? item.sessionPolicy.place,
        message: 'EKS refuses the policy of this association, whose session tags are not disabled',
        help: 'disable the session tags, or remove the policy',
      };
    }
  },
};
