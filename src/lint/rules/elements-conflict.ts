import { entryOf } from '../../readers/index.js';
import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';

const PAIRS = [
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
  ['Principal', 'NotPrincipal'],
] as const;
const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };

export const elementsConflict: Rule = {
  id: 'IRSA007',
  name: 'elements-conflict',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'A statement has an element or its negation, not both.',
  why: 'IAM refuses Action beside NotAction, Resource beside NotResource, and Principal beside NotPrincipal.',
  error: 'MalformedPolicyDocument: Syntax errors in policy.',
  fix: 'Write two statements: one that allows, one with Effect Deny for the exception.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html',
  examples: {
    bad: policyFile({ ...READ, NotResource: 'arn:aws:s3:::photos/private/*' }),
    good: policyFile(READ, { ...READ, Effect: 'Deny', Resource: 'arn:aws:s3:::photos/private/*' }),
  },
  *check({ statements }) {
    for (const { node } of statements) {
      for (const [plain, negated] of PAIRS) {
        const second = entryOf(node, negated);
        if (second === undefined || entryOf(node, plain) === undefined) continue;
        yield { place: second.keyNode.place, message: `the statement has both ${plain} and ${negated}` };
      }
    }
  },
};
