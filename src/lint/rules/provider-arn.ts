import { HOST, PROVIDER, trustFile, webIdentity } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Rule } from '../rule.js';
import { fixIn } from '../safe-fixes.js';
import { HOLE, quoted, type Text } from '../text.js';
import { federated, trustStatements } from '../trust.js';

export const providerArn: Rule = {
  id: 'IRSA057',
  name: 'provider-arn',
  severity: 'error',
  family: 'trust',
  summary:
    "A Federated principal is the provider's ARN: arn:aws:iam::<account>:oidc-provider/<issuer without https://>.",
  why: "The issuer alone, or an ARN with a slash at its end or without the cluster's id, names no provider.",
  error:
    'MalformedPolicyDocument: Federated principals must be valid domain names or SAML metadata ARNs / InvalidIdentityToken: No OpenIDConnect provider found in your account',
  fix: 'Copy the ARN that `aws iam list-open-id-connect-providers` prints.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-federated-web-identity',
  examples: {
    bad: trustFile(
      webIdentity({ Principal: { Federated: HOST } }),
      webIdentity({ Principal: { Federated: `${PROVIDER}/` } }),
    ),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const [statement, { value }] of trustStatements(context).flatMap((each) =>
      federated(each).map((principal) => [each, principal] as const),
    )) {
      const fault = faultOf(value);
      if (fault === undefined) continue;
      const fix = fault.right
        ? replaceIn(context, value.node, [value.text, fault.right], `write ${fault.right}`)
        : undefined;
      yield {
        place: value.place,
        message: `${quoted(value)} is the ARN of no OIDC provider: ${fault.reason}`,
        help: 'arn:<partition>:iam::<account>:oidc-provider/<issuer without https://>',
        fix: fixIn(statement, fix),
      };
    }
  },
};

function faultOf({ text }: Text): { readonly reason: string; readonly right?: string } | undefined {
  if (/^(?:https?:\/\/)?oidc[.-][a-z0-9.-]*eks|^https?:\/\//.test(text))
    return { reason: "it is the issuer's address" };
  if (/^oidc-provider\//.test(text)) return { reason: 'the beginning of the ARN is missing' };
  const [, provider] = /^arn:[^:]*:iam::[^:]*:oidc-provider(.*)$/s.exec(text) ?? [];
  if (provider === undefined || provider.includes('://')) return undefined;
  if (!provider.startsWith('/') || provider === '/')
    return { reason: 'the issuer is missing behind oidc-provider/' };
  // The issuers of others may end so, such as that of Entra ID.
  if (provider.endsWith('/') && /^\/oidc\.eks\./.test(provider))
    return { reason: 'it ends in a slash', right: text.replace(/\/+$/, '') };
  if (/^\/oidc\.eks\.[a-z]+(?:-[a-z]+)+-\d(?:\/|$)/.test(provider))
    return { reason: 'the issuer lacks its domain behind the region, such as amazonaws.com' };
  if (provider.includes(HOLE) || !/^\/oidc\.eks\./.test(provider)) return undefined;
  return /\/id\/[^/]+$/.test(provider) ? undefined : { reason: 'it lacks the /id/… of the issuer' };
}
