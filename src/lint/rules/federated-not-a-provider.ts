import { arnOf, isPlain } from '../arns.js';
import { trustFile, webIdentity } from '../examples.js';
import type { Rule } from '../rule.js';
import { quoted, type Text } from '../text.js';
import { federated, trustStatements } from '../trust.js';

export const federatedNotAProvider: Rule = {
  id: 'IRSA058',
  name: 'federated-not-a-provider',
  severity: 'error',
  family: 'trust',
  summary: 'A Federated principal is an identity provider, not a role, a service or a cluster.',
  why: 'IAM refuses it: roles and accounts stand under AWS, services under Service.',
  error: 'MalformedPolicyDocument: Federated principals must be valid domain names or SAML metadata ARNs',
  fix: 'Write the ARN of the OIDC provider, …:oidc-provider/oidc.eks.<region>.amazonaws.com/id/<id>.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-federated-web-identity',
  examples: {
    bad: trustFile(webIdentity({ Principal: { Federated: 'arn:aws:iam::111122223333:role/photos' } })),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const { value } of trustStatements(context).flatMap(federated)) {
      const what = otherThing(value);
      if (what === undefined) continue;
      yield {
        place: value.place,
        message: `${quoted(value)} is ${what}, and no identity provider`,
        help: 'a Federated principal for pods is …:oidc-provider/oidc.eks.<region>.<suffix>/id/<id>',
      };
    }
  },
};

function otherThing(text: Text): string | undefined {
  if (text.text === '') return 'empty';
  if (text.known && /^\d{12}$/.test(text.text)) return 'an account';
  if (text.known && /^[a-z0-9.-]+\.amazonaws\.com$/.test(text.text)) {
    return /^(?:cognito-identity|oidc\.eks)/.test(text.text) ? undefined : 'a service';
  }
  const arn = arnOf(text);
  if (arn === undefined || !isPlain(arn.service)) return undefined;
  const [kind = ''] = arn.resource.split(/[/:]/);
  if (arn.service.trim().toLowerCase() === 'eks' && isPlain(kind)) return 'the ARN of a cluster';
  if (arn.service !== 'iam' || !isPlain(kind) || kind === 'oidc-provider' || kind === 'saml-provider')
    return undefined;
  return kind === 'root' ? 'an account' : `the ARN of a ${kind}`;
}
