import type { KeyKind } from '../../iam/catalog/types.js';
import { baseOperator } from '../../iam/names.js';
import { keyedConditions } from '../condition-keys.js';
import { policyFile } from '../examples.js';
import type { Condition } from '../policies.js';
import type { Rule } from '../rule.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };
const FROM = { 'aws:SourceIp': '203.0.113.0/24' };

/** What a key holds, in words, and the operators that compare such values. */
const KINDS: Readonly<Record<KeyKind, readonly [holds: string, operators: RegExp, use: string]>> = {
  text: ['text', /^(?:String|Binary|Arn)/, 'StringEquals or StringLike'],
  texts: ['texts', /^(?:String|Arn)/, 'StringEquals or StringLike'],
  arn: ['an ARN', /^(?:Arn|String)/, 'ArnEquals or ArnLike'],
  arns: ['ARNs', /^(?:Arn|String)/, 'ArnEquals or ArnLike'],
  address: ['an address', /IpAddress$/, 'IpAddress'],
  boolean: ['true or false', /^(?:Bool|String)/, 'Bool'],
  booleans: ['true or false', /^(?:Bool|String)/, 'Bool'],
  number: ['a number', /^Numeric/, 'NumericEquals and its like'],
  date: ['a point in time', /^(?:Date|Numeric)/, 'DateLessThan and its like'],
};

export const conditionKeyType: Rule = {
  id: 'IRSA149',
  name: 'condition-key-type',
  severity: 'warning',
  family: 'policy-grammar',
  summary: 'An operator compares values of the kind that the key holds.',
  why: 'IAM takes the policy. StringEquals with a range of addresses compares its text, which no address is equal to.',
  error: 'AccessDenied: … because no identity-based policy allows the s3:GetObject action',
  fix: 'Take the operator for what the key holds, such as IpAddress for aws:SourceIp.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-type-mismatch',
  examples: {
    bad: policyFile({ ...READ, Condition: { StringEquals: FROM } }),
    good: policyFile({ ...READ, Condition: { IpAddress: FROM } }),
  },
  *check(context) {
    for (const { condition, operator, text, key } of keyedConditions(context)) {
      const base = baseOperator(operator);
      if (key === undefined || base === undefined || base === 'Null') continue;
      const [holds, operators, use] = KINDS[key.kind];
      if (operators.test(base) && !isNoArn(key.name, base)) continue;
      yield {
        place: condition.operatorNode.place,
        // Written out whole, an address is equal to its text.
        ...(isOneAddress(key.kind, base, condition) ? { severity: 'info' as const } : {}),
        message: `${operator} does not compare what ${text} holds: ${holds}`,
        help: `use ${use}`,
        related: [{ place: condition.keyNode.place, message: 'the key' }],
      };
    }
  },
};

/** Keys of every request that hold an id or a name; tags may hold ARNs. */
const isNoArn = (key: string, base: string) =>
  base.startsWith('Arn') && /^aws:(?!\w*Tag\/)/i.test(key) && !/Arn$/i.test(key);

/** One address, written out, is equal to its text. */
function isOneAddress(kind: KeyKind, base: string, { values, complete }: Condition): boolean {
  return (
    kind === 'address' &&
    base.startsWith('String') &&
    !(complete && values.some(({ text }) => text.includes('/')))
  );
}
