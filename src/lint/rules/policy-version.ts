import { entryOf } from '../../readers/index.js';
import { documentFile, policyFile } from '../examples.js';
import type { Rule } from '../rule.js';
import { quoted, textOf } from '../text.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };

export const policyVersion: Rule = {
  id: 'IRSA001',
  name: 'policy-version',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'The Version of a policy is one that IAM knows.',
  why: 'Version is the version of the policy language, not of your policy: a date of your own is refused.',
  error: 'MalformedPolicyDocument: The policy must contain a valid version string',
  fix: 'Write "Version": "2012-10-17".',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html',
  examples: {
    bad: [documentFile('policy.json', { Version: '2023-01-01', Statement: [READ] })],
    good: policyFile(READ),
  },
  *check({ policies }) {
    for (const { root } of policies) {
      const version = textOf(entryOf(root, 'Version')?.value);
      if (version === undefined || !version.known) continue;
      if (version.text === '2012-10-17' || version.text === '2008-10-17') continue;
      yield {
        place: version.place,
        message: `${quoted(version)} is no version of the policy language`,
        help: 'use "2012-10-17"',
      };
    }
  },
};
