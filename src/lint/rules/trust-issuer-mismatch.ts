import { claims, HOST, trustFile, webIdentity } from '../examples.js';
import type { Rule } from '../rule.js';
import { HOLE, quoted } from '../text.js';
import { claimsOf, federated, issuerOf, podStatements } from '../trust.js';

const OTHER = HOST.replace('EXAMPLED', 'ANOTHERD');

export const trustIssuerMismatch: Rule = {
  id: 'IRSA130',
  name: 'trust-issuer-mismatch',
  severity: 'error',
  family: 'trust',
  summary: 'The condition keys of a trust policy begin with the issuer that its provider ARN names.',
  why: 'Requests carry keys of the issuer that signed the token. Keys of another cluster are missing in them, so the condition is never met.',
  error: 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  fix: 'Copy what stands behind oidc-provider/ into the keys.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  examples: {
    bad: trustFile(webIdentity({ Condition: { StringEquals: claims(OTHER) } })),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const statement of podStatements(context)) {
      const issuers = federated(statement).map(issuerOf);
      const [first] = issuers;
      if (first === undefined || issuers.some((issuer) => issuer === undefined || !isComparable(issuer)))
        continue;
      for (const { key, issuer } of claimsOf(statement)) {
        if (!isComparable(issuer) || issuers.includes(issuer)) continue;
        yield {
          place: key.place,
          message: `the key ${quoted(key)} is of another issuer than the provider`,
          help: `the provider is that of ${first}`,
        };
      }
    }
  },
};

/** Issuers of the right shape alone: what else is wrong with one has a rule of its own. */
const isComparable = (issuer: string) =>
  !issuer.includes(HOLE) && /^oidc\.eks\.[^/:]+\/id\/[^/:]+$/.test(issuer);
