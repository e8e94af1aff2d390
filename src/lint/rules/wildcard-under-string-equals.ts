import { baseOperator } from '../../iam/names.js';
import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';
import { claimsOf, podStatements } from '../trust.js';

const LIST = { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::photos' };
const PREFIX = { 's3:prefix': 'images/*' };

export const wildcardUnderStringEquals: Rule = {
  id: 'IRSA194',
  name: 'wildcard-under-string-equals',
  severity: 'warning',
  family: 'policy-grammar',
  summary: 'A value with a wildcard stands under an operator that knows wildcards.',
  why: 'StringEquals compares character by character: "team-*" is equal to a value with an asterisk in it, and to no other.',
  error: 'AccessDenied: … because no identity-based policy allows the s3:ListBucket action',
  fix: 'Use StringLike or StringNotLike, or write the whole value.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-security-warning-wildcard-without-like-operator',
  examples: {
    bad: policyFile({ ...LIST, Condition: { StringEquals: PREFIX } }),
    good: policyFile({ ...LIST, Condition: { StringLike: PREFIX } }),
  },
  *check(context) {
    // IRSA047 judges the claims of pods' tokens.
    const claims = new Set(
      podStatements(context)
        .flatMap(claimsOf)
        .map(({ condition }) => condition),
    );
    for (const condition of context.statements.flatMap(({ conditions }) => conditions)) {
      const base = baseOperator(condition.operator ?? '');
      if (base === undefined || !/^String(?:Not)?Equals/.test(base) || claims.has(condition)) continue;
      for (const value of condition.values) {
        if (!/[*?]/.test(value.text.replace(/\$\{[^}]*\}/g, ''))) continue;
        yield {
          place: value.place,
          message: `under ${condition.operator} the wildcard in ${quoted(value)} is a plain character`,
          help: `use ${base.includes('Not') ? 'StringNotLike' : 'StringLike'}, or the exact value`,
          related: [{ place: condition.operatorNode.place, message: 'the operator' }],
        };
      }
    }
  },
};
