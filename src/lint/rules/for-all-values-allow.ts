import { isMultivalued, keyedConditions } from '../condition-keys.js';
import { policyFile } from '../examples.js';
import type { Condition } from '../policies.js';
import type { Rule } from '../rule.js';

const QUERY = {
  Effect: 'Allow',
  Action: 'dynamodb:Query',
  Resource: 'arn:aws:dynamodb:us-east-1:111122223333:table/carts',
};
const KEYS = { 'dynamodb:LeadingKeys': ['${aws:PrincipalTag/team}'] };

export const forAllValuesAllow: Rule = {
  id: 'IRSA192',
  name: 'for-all-values-allow',
  severity: 'info',
  family: 'policy-grammar',
  summary: 'An Allow under ForAllValues also says what holds for requests without the key.',
  why: 'ForAllValues is met by no values at all: the statement allows every request that does not have the key.',
  error: 'None: the statement allows more than it says.',
  fix: 'Add "Null": { "<key>": "false" }, so that the key must be there.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-security-warning-forallvalues-with-allow',
  examples: {
    bad: policyFile({ ...QUERY, Condition: { 'ForAllValues:StringEquals': KEYS } }),
    good: policyFile(
      {
        ...QUERY,
        Condition: { 'ForAllValues:StringEquals': KEYS, Null: { 'dynamodb:LeadingKeys': 'false' } },
      },
      {
        ...{ Effect: 'Allow', Action: 'elasticfilesystem:CreateAccessPoint', Resource: '*' },
        Condition: {
          'ForAllValues:StringEquals': { 'aws:TagKeys': 'efs.csi.aws.com/cluster' },
          Null: { 'aws:RequestTag/efs.csi.aws.com/cluster': 'false' },
        },
      },
      {
        ...{ Effect: 'Allow', Action: 'route53:ChangeResourceRecordSets' },
        Resource: 'arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ',
        Condition: {
          'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': ['TXT'] },
        },
      },
    ),
  },
  *check(context) {
    for (const { condition, operator, text, key } of keyedConditions(context)) {
      const { effect, conditionsComplete } = condition.statement;
      if (effect !== 'Allow' || !conditionsComplete || !/^ForAllValues:(?!Null)/.test(operator)) continue;
      // A key of one value under ForAllValues is IRSA151's.
      if (key === undefined || !isMultivalued(key) || mustBeThere(condition)) continue;
      if (ALWAYS_THERE.test(text)) continue;
      yield {
        place: condition.operatorNode.place,
        message: `${operator} is also met by a request without ${text}`,
        help: `add "Null": { "${text}": "false" }`,
      };
    }
  },
};

/** A change of records has one change at least, with a name, a type and an action (Route 53 API, ChangeResourceRecordSets, 2026-11). */
const ALWAYS_THERE = /^route53:ChangeResourceRecordSets/i;

/** Whether another condition of the statement is not met without the key. */
function mustBeThere({ statement, key }: Condition): boolean {
  const name = key?.text.toLowerCase();
  return statement.conditions.some((other) => {
    const text = other.key?.text.toLowerCase();
    // A request that has a tag has the keys of its tags.
    const brings = text === name || (name === 'aws:tagkeys' && text?.startsWith('aws:requesttag/'));
    if (!brings || other.operator === undefined) return false;
    if (other.operator === 'Null') return other.values.some(({ text }) => text === 'false');
    return !/^ForAllValues:|IfExists$|^(?:ForAnyValue:)?\w*Not/.test(other.operator);
  });
}
