import { entryOf } from '../../readers/index.js';
import { HOST, trustFile, webIdentity } from '../examples.js';
import type { Rule } from '../rule.js';
import { mayHaveClaim, podStatements } from '../trust.js';

const AUDIENCE = { [`${HOST}:aud`]: 'sts.amazonaws.com' };

export const subjectMissing: Rule = {
  id: 'IRSA046',
  name: 'subject-missing',
  severity: 'warning',
  family: 'trust',
  summary: 'A trust policy for pods names the service accounts that it trusts.',
  why: 'Without a condition on the subject, every pod of the cluster can take the role, whatever its namespace.',
  error: 'None: every service account of the cluster is accepted.',
  fix: 'Add "<issuer>:sub": "system:serviceaccount:<namespace>:<name>" under StringEquals.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  examples: {
    bad: trustFile(webIdentity({ Condition: { StringEquals: AUDIENCE } })),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const statement of podStatements(context)) {
      if (statement.effect !== 'Allow' || mayHaveClaim(statement, 'sub')) continue;
      yield {
        place: entryOf(statement.node, 'Condition')?.keyNode.place ?? statement.place,
        message: 'no condition on the subject: every service account of the cluster can take the role',
        help: 'demand <issuer>:sub = system:serviceaccount:<namespace>:<name>',
      };
    }
  },
};
