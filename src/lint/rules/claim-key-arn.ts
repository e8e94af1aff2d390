import { claims, PROVIDER, trustFile, webIdentity } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Rule } from '../rule.js';
import { fixIn } from '../safe-fixes.js';
import { HOLE, quoted } from '../text.js';
import { claimsOf, podStatements } from '../trust.js';

export const claimKeyArn: Rule = {
  id: 'IRSA055',
  name: 'claim-key-arn',
  severity: 'error',
  family: 'trust',
  summary: "A condition key begins with the issuer's host, not with the provider's ARN.",
  why: 'Terraform makes it easy to write ${provider.arn}:sub; no request has such a key.',
  error: 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  fix: "Use the provider's url, which has no https://, instead of its arn.",
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif',
  examples: {
    bad: trustFile(webIdentity({ Condition: { StringEquals: claims(PROVIDER) } })),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const { key, issuer, condition } of podStatements(context).flatMap(claimsOf)) {
      const [start] = /^(?:arn:|\d{12}:|\uFFFC?:?)?(?:.*[:/])?oidc-provider\//.exec(issuer) ?? [];
      if (start === undefined && !issuer.startsWith('arn:')) continue;
      const isExact = start !== undefined && !start.includes(HOLE);
      const fix = isExact ? replaceIn(context, key.node, [start, ''], `take ${start} out`) : undefined;
      yield {
        place: key.place,
        message: `the key ${quoted(key)} begins with an ARN`,
        help: "write the issuer's host and path",
        fix: fixIn(condition.statement, fix),
      };
    }
  },
};
