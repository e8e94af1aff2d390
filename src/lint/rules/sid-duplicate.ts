import { policyFile } from '../examples.js';
import type { Policy } from '../policies.js';
import type { Report, Rule } from '../rule.js';
import { quoted } from '../text.js';

const READ = { Sid: 'Photos', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };
const LIST = { Sid: 'Photos', Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::photos' };

export const sidDuplicate: Rule = {
  id: 'IRSA009',
  name: 'sid-duplicate',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'No two statements of a policy have the same Sid.',
  why: 'IAM takes a Sid as the name of a statement and refuses a policy that uses one twice.',
  error: 'MalformedPolicyDocument: Statement IDs (SID) in a single policy must be unique.',
  fix: 'Give each statement a Sid of its own, or leave it out.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html',
  examples: { bad: policyFile(READ, LIST), good: policyFile(READ, { ...LIST, Sid: 'ListPhotos' }) },
  *check({ policies }) {
    for (const policy of policies) yield* duplicates(policy);
  },
};

function* duplicates({ statements }: Policy): Iterable<Report> {
  const seen = new Map<string, (typeof statements)[number]>();
  for (const statement of statements) {
    const { sid } = statement;
    if (sid === undefined || !sid.known || sid.text === '') continue;
    const earlier = seen.get(sid.text);
    if (earlier === undefined) {
      seen.set(sid.text, statement);
      continue;
    }
    yield {
      place: sid.place,
      message: `the Sid ${quoted(sid)} is used twice in one policy`,
      related: [{ place: earlier.sid?.place ?? earlier.place, message: 'the first one' }],
    };
  }
}
