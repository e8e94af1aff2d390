import { entryOf } from '../../readers/index.js';
import { trustFile, webIdentity } from '../examples.js';
import { removeEntry } from '../fix-structure.js';
import type { Rule } from '../rule.js';

export const resourceInTrust: Rule = {
  id: 'IRSA012',
  name: 'resource-in-trust',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'A trust policy names no Resource.',
  why: 'The resource of a trust policy is the role itself; IAM refuses the element.',
  error: 'MalformedPolicyDocument: Has prohibited field Resource',
  fix: 'Take the Resource out. If it is the bucket that the pods need, write it into a permissions policy, with the action.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html',
  examples: {
    bad: trustFile(webIdentity({ Resource: 'arn:aws:s3:::photos/*' })),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const { node, policy } of context.statements) {
      if (policy.use !== 'trust') continue;
      const found = entryOf(node, 'Resource') ?? entryOf(node, 'NotResource');
      if (found === undefined) continue;
      const fix = removeEntry(context, node, found, `take out ${found.key}`);
      yield {
        place: found.keyNode.place,
        message: `a trust policy has no ${found.key}`,
        help: 'what the role may do with which resource stands in a permissions policy',
        fix,
      };
    }
  },
};
