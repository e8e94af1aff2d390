import { partitionOf } from '../../aws/partitions.js';
import { claims, HOST, trustFile, webIdentity } from '../examples.js';
import type { Rule } from '../rule.js';
import { HOLE, quoted } from '../text.js';
import { claimsOf, podStatements } from '../trust.js';

const SHORT = HOST.replace(/\/id\/.*/, '');

export const claimKeyIssuer: Rule = {
  id: 'IRSA052',
  name: 'claim-key-issuer',
  severity: 'error',
  family: 'trust',
  summary: 'A condition key begins with the whole issuer, /id/ and the id of the cluster included.',
  why: 'The key is the issuer without https://, then :sub or :aud. One without /id/… is in no request, so the condition is never met.',
  error: 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  fix: 'Write oidc.eks.<region>.amazonaws.com/id/<id>:sub, as `aws eks describe-cluster` shows the issuer.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  examples: {
    bad: trustFile(webIdentity({ Condition: { StringEquals: claims(SHORT) } })),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const { key, issuer } of podStatements(context).flatMap(claimsOf)) {
      const bare = /^oidc\.eks\.([a-z]+(?:-[a-z]+)+-\d)(?=\/|$)/.exec(issuer);
      if (bare !== null) {
        yield {
          place: key.place,
          message: `the key ${quoted(key)} lacks the domain behind the region`,
          help: `write ${bare[0]}.${partitionOf(bare[1] ?? '')?.dnsSuffix ?? 'amazonaws.com'}/id/…`,
        };
        continue;
      }
      if (issuer.includes(HOLE) || !/^oidc\.eks\.[a-z0-9-]+\.[a-z.]+/.test(issuer)) continue;
      const id = /\/id\/([^/]*)$/.exec(issuer)?.[1];
      if (id !== undefined && /^[A-Z0-9]{32}$/.test(id)) continue;
      yield {
        place: key.place,
        message:
          id === undefined
            ? `the key ${quoted(key)} lacks the /id/… of the issuer`
            : `the id in the key ${quoted(key)} is not one of EKS`,
        help:
          id === undefined
            ? 'write the whole issuer, without https://'
            : 'an id has 32 hex digits in upper case',
        ...(id === undefined ? {} : { severity: 'warning' as const }),
      };
    }
  },
};
