import { mayHave } from '../../readers/index.js';
import { documentFile, policyFile } from '../examples.js';
import type { Policy } from '../policies.js';
import type { Rule } from '../rule.js';
import { variablesIn } from '../variables.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };

export const policyVersionMissing: Rule = {
  id: 'IRSA002',
  name: 'policy-version-missing',
  severity: 'warning',
  family: 'policy-grammar',
  summary: 'A policy states its Version.',
  why: 'Without it IAM takes the rules of 2008, in which policy variables such as ${aws:PrincipalTag/team} are plain text and match nothing.',
  error:
    'AccessDenied: … is not authorized to perform: s3:GetObject … because no identity-based policy allows the s3:GetObject action',
  fix: 'Write "Version": "2012-10-17" as the first element.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html',
  examples: { bad: [documentFile('policy.json', { Statement: [READ] })], good: policyFile(READ) },
  *check({ policies }) {
    for (const policy of policies) {
      if (mayHave(policy.root, 'Version')) continue;
      yield {
        place: policy.root.place,
        message: usesVariables(policy)
          ? `${policy.label} has no Version, so that its policy variables are plain text`
          : `${policy.label} has no Version`,
        help: 'add "Version": "2012-10-17"',
        ...(usesVariables(policy) ? { severity: 'error' as const } : {}),
      };
    }
  },
};

const usesVariables = ({ statements }: Policy) =>
  statements.some((statement) => variablesIn(statement).length > 0);
