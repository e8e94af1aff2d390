import { claims, HOST, trustFile, webIdentity } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Rule } from '../rule.js';
import { fixIn } from '../safe-fixes.js';
import { quoted } from '../text.js';
import { claimsOf, podStatements } from '../trust.js';

const URL = `https://${HOST}`;

export const claimKeyUrl: Rule = {
  id: 'IRSA054',
  name: 'claim-key-url',
  severity: 'error',
  family: 'trust',
  summary: 'A condition key holds the issuer without https:// and without a slash at its end.',
  why: 'IAM forms the key from host and path; one with a scheme or a further slash is in no request.',
  error: 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  fix: 'Take https:// out; in Terraform with replace(issuer, "https://", "").',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif',
  examples: {
    bad: trustFile(webIdentity({ Condition: { StringEquals: claims(URL) } })),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const { key, issuer, condition } of podStatements(context).flatMap(claimsOf)) {
      const fault = /^https?:\/\//.exec(issuer)?.[0] ?? (issuer.endsWith('/') ? '/:' : undefined);
      if (fault === undefined) continue;
      const fix = replaceIn(context, key.node, [fault, fault === '/:' ? ':' : ''], `take ${fault} out`);
      yield {
        place: key.place,
        message:
          fault === '/:'
            ? `the issuer in the key ${quoted(key)} ends in a slash`
            : `the key ${quoted(key)} holds ${fault}`,
        help: 'write host and path alone',
        fix: fixIn(condition.statement, fix),
      };
    }
  },
};
