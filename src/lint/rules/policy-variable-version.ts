import { entryOf } from '../../readers/index.js';
import { documentFile, policyFile } from '../examples.js';
import { replaceValue } from '../fixes.js';
import type { Rule } from '../rule.js';
import { quoted, textOf } from '../text.js';
import { variablesIn } from '../variables.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject' };
const HOME = { ...READ, Resource: 'arn:aws:s3:::homes/${aws:PrincipalTag/team}/*' };

export const policyVariableVersion: Rule = {
  id: 'IRSA185',
  name: 'policy-variable-version',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'A policy with policy variables has the Version 2012-10-17.',
  why: 'In the language of 2008 ${aws:PrincipalTag/team} is plain text, which no resource and no value is equal to.',
  error: 'AccessDenied: … because no identity-based policy allows the s3:GetObject action',
  fix: 'Write "Version": "2012-10-17".',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html',
  examples: {
    bad: [documentFile('policy.json', { Version: '2008-10-17', Statement: [HOME] })],
    good: policyFile(HOME),
  },
  *check(context) {
    for (const { root, statements } of context.policies) {
      const version = textOf(entryOf(root, 'Version')?.value);
      const [first] = statements.flatMap(variablesIn);
      if (version?.text !== '2008-10-17' || first === undefined) continue;
      const fix = replaceValue(context, version.node, '2012-10-17', 'write 2012-10-17');
      yield {
        place: version.place,
        message: `under Version 2008-10-17 ${quoted(first)} is plain text`,
        help: 'write "Version": "2012-10-17"',
        related: [{ place: first.place, message: 'the policy variable' }],
        // Statements that never applied do then.
        ...(fix === undefined ? {} : { fix: { ...fix, unsafe: true as const } }),
      };
    }
  },
};
