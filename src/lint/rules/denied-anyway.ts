import { denyOver } from '../denies.js';
import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/raw/*' };
const deny = (resource: string) => ({ Effect: 'Deny', Action: 's3:*', Resource: resource });

export const deniedAnyway: Rule = {
  id: 'IRSA152',
  name: 'denied-anyway',
  severity: 'warning',
  family: 'policy-grammar',
  summary: 'No statement allows what another one of the same policy always denies.',
  why: 'A Deny wins over every Allow, so the statement has no effect.',
  error: 'AccessDenied: … with an explicit deny in an identity-based policy',
  fix: 'Take the statement out, or narrow the Deny.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html',
  examples: {
    bad: policyFile(READ, deny('arn:aws:s3:::photos/*')),
    good: policyFile(READ, deny('arn:aws:s3:::photos/private/*')),
  },
  *check({ policies }) {
    for (const { use, statements } of policies) {
      if (use !== 'identity') continue;
      for (const statement of statements) {
        const deny = denyOver(statement);
        if (deny === undefined) continue;
        yield {
          place: statement.place,
          message: 'this statement has no effect: everything in it is denied as well',
          help: 'take it out, or narrow the Deny',
          related: [{ place: deny.place, message: 'the Deny' }],
        };
      }
    }
  },
};
