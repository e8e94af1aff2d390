import { trustFile, webIdentity } from '../examples.js';
import { removeItem } from '../fix-structure.js';
import type { Rule } from '../rule.js';
import { knownStart, quoted } from '../text.js';
import { trustStatements } from '../trust.js';

export const permissionInTrust: Rule = {
  id: 'IRSA013',
  name: 'permission-in-trust',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'A trust policy allows only actions of sts.',
  why: 'A trust policy says who may take the role; what the role may do stands in its permissions policies. IAM refuses the mixture.',
  error: 'MalformedPolicyDocument: AssumeRole policy may only specify STS AssumeRole actions.',
  fix: 'Move the action, with its Resource, into a permissions policy that is attached to the role.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html',
  examples: {
    bad: trustFile(webIdentity({ Action: ['sts:AssumeRoleWithWebIdentity', 's3:GetObject'] })),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const { actions } of trustStatements(context)) {
      for (const value of actions?.values ?? []) {
        const service = /^([a-z0-9-]+):/i.exec(knownStart(value))?.[1];
        if (service === undefined || service.toLowerCase() === 'sts') continue;
        const list = actions?.entry.value;
        const fix =
          list === undefined ? undefined : removeItem(context, list, value.node, 'take the action out');
        yield {
          place: value.place,
          message: `${quoted(value)} is a permission, which a trust policy cannot give`,
          help: 'write it into a permissions policy of the role',
          fix,
        };
      }
    }
  },
};
