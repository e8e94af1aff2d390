import { entryOf, itemsOf, mayHave } from '../../readers/index.js';
import { policyFile } from '../examples.js';
import type { Policy } from '../policies.js';
import type { Report, Rule } from '../rule.js';

const HEADER =
  'resource "aws_iam_policy" "photos" {\n  name   = "photos"\n  policy = jsonencode({\n    Version = "2012-10-17"\n';

export const statementMissing: Rule = {
  id: 'IRSA005',
  name: 'statement-missing',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'A policy has at least one statement.',
  why: 'A policy without statements is refused; elements beside Statement instead of in it are the usual cause.',
  error: 'MalformedPolicyDocument: Missing required field Statement',
  fix: 'Put Effect, Action and Resource into an object in the list Statement.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html',
  examples: {
    bad: [
      {
        path: 'main.tf',
        content: `${HEADER}    Effect = "Allow"\n    Action = "s3:GetObject"\n    Resource = "arn:aws:s3:::photos/*"\n  })\n}\n`,
      },
    ],
    good: policyFile({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' }),
  },
  *check({ policies }) {
    for (const policy of policies) yield* inPolicy(policy);
  },
};

function* inPolicy({ root, label, complete }: Policy): Iterable<Report> {
  const statement = entryOf(root, 'Statement');
  if (statement === undefined) {
    if (!mayHave(root, 'Statement')) yield { place: root.place, message: `${label} has no Statement` };
    return;
  }
  if (!complete) return;
  const items = itemsOf(statement.value);
  if (items.length === 0)
    yield { place: statement.keyNode.place, message: `${label} has an empty Statement` };
  for (const item of items) {
    if (item.kind !== 'map')
      yield { place: item.place, message: 'a statement is an object with an Effect and an Action' };
  }
}
