import { entryOf, isMap } from '../../readers/index.js';
import { HOST, trustFile, webIdentity } from '../examples.js';
import type { Fix } from '../finding.js';
import { addEntry } from '../fix-structure.js';
import type { Statement } from '../policies.js';
import type { Rule, RuleContext } from '../rule.js';
import { HOLE } from '../text.js';
import { claimsOf, mayHaveClaim, podStatements } from '../trust.js';

const SUBJECT = { [`${HOST}:sub`]: 'system:serviceaccount:default:sa-app' };

export const audienceMissing: Rule = {
  id: 'IRSA045',
  name: 'audience-missing',
  severity: 'warning',
  family: 'trust',
  summary: 'A trust policy for pods demands the audience sts.amazonaws.com.',
  why: 'Without it any token of the cluster with that subject is taken, made for whatever other service: one that leaks there opens AWS too.',
  error: 'None: more is accepted than was meant.',
  fix: 'Add "<issuer>:aud": "sts.amazonaws.com" under StringEquals.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  examples: {
    bad: trustFile(webIdentity({ Condition: { StringEquals: SUBJECT } })),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const statement of podStatements(context)) {
      if (statement.effect !== 'Allow' || mayHaveClaim(statement, 'aud')) continue;
      const fix = fixOf(statement, context);
      yield {
        place: entryOf(statement.node, 'Condition')?.keyNode.place ?? statement.place,
        message: 'no condition on the audience',
        help: 'demand <issuer>:aud = sts.amazonaws.com',
        fix,
      };
    }
  },
};

/** Beside the subject, where that is under StringEquals and its issuer is written out. */
function fixOf(statement: Statement, context: RuleContext): Fix | undefined {
  const subject = claimsOf(statement).find(
    ({ name, condition }) => name === 'sub' && condition.operator === 'StringEquals',
  );
  if (subject === undefined || subject.issuer.includes(HOLE)) return undefined;
  const block = entryOf(entryOf(statement.node, 'Condition')?.value, 'StringEquals')?.value;
  if (!isMap(block)) return undefined;
  return addEntry(context, block, `${subject.issuer}:aud`, 'sts.amazonaws.com', 'demand the audience');
}
