import { claims, HOST, trustFile, webIdentity } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Rule } from '../rule.js';
import { fixIn } from '../safe-fixes.js';
import { quoted, type Text } from '../text.js';
import { claimsOf, federated, trustStatements } from '../trust.js';

const SWAPPED = HOST.replace('oidc.eks.us-east-1.', 'oidc.us-east-1.eks.');

export const issuerHostSwapped: Rule = {
  id: 'IRSA053',
  name: 'issuer-host-swapped',
  severity: 'error',
  family: 'trust',
  summary: "An issuer's host is oidc.eks.<region>, not oidc.<region>.eks.",
  why: "The webhook's own README has the parts the wrong way round; no cluster has such an issuer.",
  error: 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  fix: 'Write oidc.eks.<region>.amazonaws.com/id/<id>.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  examples: {
    bad: trustFile(webIdentity({ Condition: { StringEquals: claims(SWAPPED) } })),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const statement of trustStatements(context)) {
      const texts: readonly Text[] = [
        ...federated(statement).map(({ value }) => value),
        ...claimsOf(statement).map(({ key }) => key),
      ];
      for (const text of texts) {
        const [swapped, region] = /oidc\.([^.:/]+)\.eks\./.exec(text.text) ?? [];
        if (swapped === undefined || region === undefined) continue;
        const right = `oidc.eks.${region}.`;
        const fix = region.includes('\uFFFC')
          ? undefined
          : replaceIn(context, text.node, [swapped, right], `write ${right}`);
        yield {
          place: text.place,
          message: `in ${quoted(text)}, eks and the region are the wrong way round`,
          help: 'write oidc.eks.<region>',
          fix: fixIn(statement, fix),
        };
      }
    }
  },
};
