import { entryOf } from '../../readers/index.js';
import { PROVIDER, trustFile, webIdentity } from '../examples.js';
import type { Rule } from '../rule.js';
import { trustStatements } from '../trust.js';

export const trustNotPrincipal: Rule = {
  id: 'IRSA133',
  name: 'trust-not-principal',
  severity: 'error',
  family: 'trust',
  summary: 'A trust policy has no NotPrincipal.',
  why: 'IAM refuses it in the trust policy of a role; with Allow it would mean everybody else.',
  error: 'MalformedPolicyDocument: AssumeRolepolicy contained an invalid principal',
  fix: 'Name the principals that may take the role.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html',
  examples: {
    bad: trustFile(webIdentity({ Principal: undefined, NotPrincipal: { Federated: PROVIDER } })),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const { node } of trustStatements(context)) {
      const found = entryOf(node, 'NotPrincipal');
      if (found !== undefined)
        yield { place: found.keyNode.place, message: 'a trust policy has no NotPrincipal' };
    }
  },
};
