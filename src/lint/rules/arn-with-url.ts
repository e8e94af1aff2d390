import { policyArns } from '../arns.js';
import { PROVIDER, trustFile, webIdentity } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Rule } from '../rule.js';
import { fixIn } from '../safe-fixes.js';
import { knownStart, quoted } from '../text.js';

export const arnWithUrl: Rule = {
  id: 'IRSA020',
  name: 'arn-with-url',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'No ARN holds https://.',
  why: "The ARN of an OIDC provider ends in the issuer's host and path; with https:// in it, it names no provider.",
  error:
    'InvalidIdentityToken: No OpenIDConnect provider found in your account for https://oidc.eks.… / MalformedPolicyDocument: Invalid principal in policy',
  fix: 'Take https:// out; in Terraform with replace(issuer, "https://", "").',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html',
  examples: {
    bad: trustFile(
      webIdentity({ Principal: { Federated: PROVIDER.replace('oidc-provider/', 'oidc-provider/https://') } }),
    ),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const { text, statement } of policyArns(context)) {
      const scheme = /https?:\/\//.exec(text.text)?.[0];
      if (scheme === undefined || !knownStart(text).startsWith('arn:')) continue;
      const fix = replaceIn(context, text.node, [scheme, ''], `take ${scheme} out`);
      yield {
        place: text.place,
        message: `the ARN ${quoted(text)} holds ${scheme}`,
        help: 'an ARN names the issuer without its scheme',
        fix: fixIn(statement, fix),
      };
    }
  },
};
