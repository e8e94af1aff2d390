import { entryOf } from '../../readers/index.js';
import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';

const HEADER =
  'resource "aws_iam_policy" "photos" {\n  name   = "photos"\n  policy = jsonencode({\n    Version = "2012-10-17"\n';
const BODY =
  'Effect    = "Allow"\n      Action    = "s3:GetObject"\n      Resource  = "arn:aws:s3:::photos/*"';

export const principalInPermissions: Rule = {
  id: 'IRSA011',
  name: 'principal-in-permissions',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'A permissions policy names no Principal.',
  why: 'Whoever the policy is attached to is the principal. A Principal here is mostly a trust policy in the wrong place.',
  error: 'MalformedPolicyDocument: Policy document should not specify a principal.',
  fix: "Take the Principal out, or move the statement into the role's assume_role_policy.",
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  examples: {
    bad: [
      {
        path: 'main.tf',
        content: `${HEADER}    Statement = [{\n      ${BODY}\n      Principal = "*"\n    }]\n  })\n}\n`,
      },
    ],
    good: policyFile({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' }),
  },
  *check({ statements }) {
    for (const { node, policy } of statements) {
      if (policy.use !== 'identity') continue;
      const found = entryOf(node, 'Principal') ?? entryOf(node, 'NotPrincipal');
      if (found === undefined) continue;
      yield {
        place: found.keyNode.place,
        message: `a permissions policy has no ${found.key}: it is about whoever has it`,
      };
    }
  },
};
