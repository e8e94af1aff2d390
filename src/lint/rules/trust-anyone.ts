import { trustFile, webIdentity } from '../examples.js';
import type { Rule } from '../rule.js';
import { trustStatements } from '../trust.js';

export const trustAnyone: Rule = {
  id: 'IRSA132',
  name: 'trust-anyone',
  severity: 'warning',
  family: 'trust',
  summary: 'A trust policy names who may take the role.',
  why: 'With "*" anybody with an AWS account anywhere can take the role, unless a condition stops them.',
  error: 'None, until somebody does. For web identity: MalformedPolicyDocument.',
  fix: 'Name the OIDC provider, the role or the service.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous',
  examples: {
    bad: trustFile({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const { effect, principals, conditions } of trustStatements(context)) {
      if (effect !== 'Allow') continue;
      for (const { element, type, value } of principals) {
        const everyone = value.text === '*' && (type === '*' || type === 'AWS' || type === 'Federated');
        if (element !== 'Principal' || !everyone || (conditions.length > 0 && type !== 'Federated')) continue;
        yield {
          place: value.place,
          message: 'the principal "*" lets anybody take the role',
          help: 'name who may',
        };
      }
    }
  },
};
