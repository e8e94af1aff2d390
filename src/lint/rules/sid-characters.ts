import { checkSid } from '../../iam/names.js';
import { policyFile } from '../examples.js';
import { replaceValue } from '../fixes.js';
import type { Policy } from '../policies.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };

export const sidCharacters: Rule = {
  id: 'IRSA008',
  name: 'sid-characters',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'A Sid is made of letters and digits.',
  why: 'IAM refuses spaces, hyphens and underscores, which the policies of buckets and keys accept.',
  error:
    'MalformedPolicyDocument: Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
  fix: 'Write the words together, as in ReadPhotos.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html',
  examples: {
    bad: policyFile({ Sid: 'read-photos', ...READ }),
    good: policyFile({ Sid: 'ReadPhotos', ...READ }),
  },
  *check(context) {
    for (const { sid, policy } of context.statements) {
      if (sid === undefined || !sid.known || policy.use === 'resource' || sid.text === '') continue;
      const refused = checkSid(sid.text);
      if (refused === undefined) continue;
      const plain = sid.text.replace(/[^0-9A-Za-z]+(\w?)/g, (_, next: string) =>
        next.replace('_', '').toUpperCase(),
      );
      const fix =
        checkSid(plain) !== undefined || isTaken(plain, policy)
          ? undefined
          : replaceValue(context, sid.node, plain, `write ${plain}`);
      yield {
        place: sid.place,
        message: `the Sid ${quoted(sid)} has characters that IAM refuses`,
        help: refused,
        fix,
      };
    }
  },
};

const isTaken = (sid: string, { statements }: Policy) => statements.some((other) => other.sid?.text === sid);
