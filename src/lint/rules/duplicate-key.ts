import { isMap, type MapNode, type Node } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { policyFile } from '../examples.js';
import type { Report, Rule } from '../rule.js';

const STATEMENT = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:ListBucket",
      "Resource": "arn:aws:s3:::photos",
      "Condition": {
        "StringLike": { "s3:prefix": "2025/*" },
        "StringLike": { "s3:prefix": "2026/*" }
      }
    }
  ]
}
`;

export const duplicateKey: Rule = {
  id: 'IRSA010',
  name: 'duplicate-key',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'No object of a policy has the same key twice.',
  why: 'JSON parsers keep only one of the two; which conditions apply then depends on the tool. Condition keys that differ only in case are the same key.',
  error: 'MalformedPolicyDocument: Syntax errors in policy. Or no error, and one of the two is lost.',
  fix: 'Unite the two: keys under one operator are all demanded, values in one list are alternatives.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_multi-value-conditions.html',
  examples: {
    bad: [{ path: 'policy.json', content: STATEMENT }],
    good: policyFile({
      ...{ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::photos' },
      Condition: { StringLike: { 's3:prefix': ['2025/*', '2026/*'] } },
    }),
  },
  *check({ policies }) {
    for (const { root } of policies) yield* duplicatesIn(root, 0);
  },
};

function* duplicatesIn(node: Node, depth: number): Iterable<Report> {
  if (node.kind === 'list') for (const item of node.items) yield* duplicatesIn(item, depth);
  if (!isMap(node) || depth > 6) return;
  yield* duplicateKeys(node);
  for (const { value } of node.entries) yield* duplicatesIn(value, depth + 1);
}

function* duplicateKeys({ entries }: MapNode): Iterable<Report> {
  const seen = new Map<string, string>();
  for (const { key, keyNode } of entries) {
    if (key === undefined) continue;
    const earlier = seen.get(key.toLowerCase());
    seen.set(key.toLowerCase(), key);
    if (earlier === undefined) continue;
    const same = earlier === key ? 'stands twice in one object' : `is the same key as ${quote(earlier)}`;
    yield { place: keyNode.place, message: `${quote(key)} ${same}` };
  }
}
