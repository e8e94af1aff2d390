import { arnOf } from '../arns.js';
import { policyFile } from '../examples.js';
import type { ListElement } from '../policies.js';
import type { Rule } from '../rule.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };

export const publicResourcePolicy: Rule = {
  id: 'IRSA183',
  name: 'public-resource-policy',
  severity: 'info',
  family: 'policy-grammar',
  summary: 'The policy of a bucket names who may use it; a permissions policy names nobody.',
  why: 'Principal "*" without a condition is everybody on the internet. In a permissions policy of a role IAM refuses a Principal.',
  error:
    'None, until somebody uses it. For a permissions policy: MalformedPolicyDocument: Policy document should not specify a principal.',
  fix: 'Name the role, or take Principal out when the policy is for a role.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous',
  examples: {
    bad: policyFile({ ...READ, Principal: { AWS: '*' } }),
    good: policyFile({ ...READ, Principal: { AWS: 'arn:aws:iam::111122223333:role/app' } }),
  },
  *check({ statements }) {
    for (const { effect, policy, principals, resources, conditions, conditionsComplete } of statements) {
      if (policy.use !== 'resource' || effect !== 'Allow') continue;
      if (conditions.length > 0 || !conditionsComplete) continue;
      for (const { element, type, value } of principals) {
        if (element !== 'Principal' || value.text !== '*' || (type !== '*' && type !== 'AWS')) continue;
        // A plain file may be the policy of a VPC endpoint, which is for everybody in the VPC.
        if (!isAboutOneBucket(resources)) continue;
        const isBuckets = 'resource' in policy.fact;
        yield {
          place: value.place,
          message: `the principal "*" lets everybody in${isBuckets ? '' : ', and a policy of a role has no Principal'}`,
          help: `name who may${isBuckets ? '' : ', or take Principal out of a policy that is for a role'}`,
        };
      }
    }
  },
};

function isAboutOneBucket(resources: ListElement | undefined): boolean {
  const names = (resources?.values ?? []).map((text) => {
    const arn = arnOf(text);
    return arn?.service === 's3' ? arn.resource.replace(/\/.*/s, '') : '*';
  });
  return new Set(names).size === 1 && !names.some((name) => /[*?]/.test(name));
}
