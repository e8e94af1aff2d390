import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatPath } from '../../src/diagnostics.js';
import { parsePolicyDocument } from '../../src/iam/document.js';
import { type PolicyKind, parseConditionOperator, verifyPolicyKind } from '../../src/iam/evaluate/index.js';

fc.configureGlobal({ seed: 20261128 });

const VALID = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const wrap = (statement: unknown) => ({ Version: '2012-10-17', Statement: [statement] });

function problemsOf(value: unknown): readonly string[] {
  const parsed = parsePolicyDocument(value);
  return parsed.ok ? [] : parsed.problems.map((problem) => `${problem.code} at ${formatPath(problem.path)}`);
}

describe('parsePolicyDocument', () => {
  test('brings every accepted spelling into one shape', () => {
    const parsed = parsePolicyDocument({
      Version: '2012-10-17',
      Id: 'x',
      Statement: {
        Sid: 'A',
        Effect: 'Deny',
        NotPrincipal: { AWS: '111122223333', Federated: ['f'] },
        NotAction: 's3:*',
        NotResource: ['*'],
        Condition: { Bool: { 'aws:SecureTransport': false }, NumericLessThan: { 's3:max-keys': [10, '20'] } },
      },
    });
    expect(parsed).toMatchObject({
      ok: true,
      document: {
        version: '2012-10-17',
        id: 'x',
        statements: [
          {
            index: 0,
            path: ['Statement'],
            sid: 'A',
            effect: 'Deny',
            principal: {
              negated: true,
              identifiers: [
                { type: 'AWS', value: '111122223333' },
                { type: 'Federated', value: 'f' },
              ],
            },
            action: { element: 'NotAction', negated: true, values: ['s3:*'] },
            resource: { element: 'NotResource', negated: true, values: ['*'] },
            conditions: [
              { operator: { name: 'Bool' }, key: 'aws:SecureTransport', values: ['false'] },
              { operator: { name: 'NumericLessThan' }, key: 's3:max-keys', values: ['10', '20'] },
            ],
          },
        ],
      },
    });
  });

  test.each<[string, unknown, readonly string[]]>([
    ['a valid policy', wrap(VALID), []],
    ['no Version', { Statement: VALID }, []],
    ['no statements', { Statement: [] }, []],
    ['null', null, ['wrong-type at ']],
    ['a list', [], ['wrong-type at ']],
    ['text', '{}', ['wrong-type at ']],
    ['no Statement', { Version: '2012-10-17' }, ['missing-element at Statement']],
    ['Version of another day', { Version: '2012-10-18', Statement: [] }, ['invalid-value at Version']],
    [
      'statement in lower case',
      { statement: [] },
      ['unknown-element at statement', 'missing-element at Statement'],
    ],
    ['a statement that is text', wrap('x'), ['wrong-type at Statement[0]']],
    [
      'misspelt Condition',
      wrap({ ...VALID, Conditions: {} }),
      ['unknown-element at Statement[0].Conditions'],
    ],
    ['no Effect', wrap({ Action: '*', Resource: '*' }), ['missing-element at Statement[0]']],
    ['allow', wrap({ ...VALID, Effect: 'allow' }), ['invalid-value at Statement[0].Effect']],
    ['no Action', wrap({ Effect: 'Allow', Resource: '*' }), ['missing-element at Statement[0]']],
    ['both actions', wrap({ ...VALID, NotAction: '*' }), ['conflicting-elements at Statement[0]']],
    ['both resources', wrap({ ...VALID, NotResource: '*' }), ['conflicting-elements at Statement[0]']],
    [
      'both principals',
      wrap({ ...VALID, Principal: '*', NotPrincipal: '*' }),
      ['conflicting-elements at Statement[0]'],
    ],
    [
      'an action that is a number',
      wrap({ ...VALID, Action: ['s3:*', 1] }),
      ['wrong-type at Statement[0].Action[1]'],
    ],
    ['null as Resource', wrap({ ...VALID, Resource: null }), ['wrong-type at Statement[0].Resource']],
    ['a Sid that is a number', wrap({ ...VALID, Sid: 1 }), ['wrong-type at Statement[0].Sid']],
    ['Principal as text', wrap({ ...VALID, Principal: 'arn:x' }), ['wrong-type at Statement[0].Principal']],
    [
      'Principal of another type',
      wrap({ ...VALID, Principal: { Aws: '*' } }),
      ['unknown-element at Statement[0].Principal.Aws'],
    ],
    [
      'an account as a number',
      wrap({ ...VALID, Principal: { AWS: 1 } }),
      ['wrong-type at Statement[0].Principal.AWS'],
    ],
    ['Condition as a list', wrap({ ...VALID, Condition: [] }), ['wrong-type at Statement[0].Condition']],
    [
      'an operator without keys',
      wrap({ ...VALID, Condition: { Bool: 'x' } }),
      ['wrong-type at Statement[0].Condition.Bool'],
    ],
    [
      'an unknown operator',
      wrap({ ...VALID, Condition: { StringMatches: { 'aws:x': 'y' } } }),
      ['unknown-operator at Statement[0].Condition.StringMatches'],
    ],
    [
      'null as a condition value',
      wrap({ ...VALID, Condition: { StringEquals: { 'aws:x': [null] } } }),
      ['wrong-type at Statement[0].Condition.StringEquals["aws:x"][0]'],
    ],
    [
      'several at once',
      { Version: 1, Statement: [{}, VALID, 5] },
      [
        'invalid-value at Version',
        'missing-element at Statement[0]',
        'missing-element at Statement[0]',
        'wrong-type at Statement[2]',
      ],
    ],
  ])('%s', (_name, value, want) => {
    expect(problemsOf(value)).toEqual(want);
  });

  test('keeps what can be read beside what cannot', () => {
    const parsed = parsePolicyDocument({ Statement: [{}, VALID] });
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? [] : parsed.readable.statements.map(({ index }) => index)).toEqual([1]);
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.anything({ withBigInt: true }), (value) => void parsePolicyDocument(value)));
    const noise = fc.oneof(fc.anything(), fc.constantFrom('Allow', 's3:*', '*'));
    const keys = fc.constantFrom(
      'Version',
      'Statement',
      'Effect',
      'Action',
      'Principal',
      'Condition',
      '__proto__',
    );
    fc.assert(
      fc.property(fc.dictionary(keys, fc.oneof(noise, fc.dictionary(keys, noise))), (value) => {
        parsePolicyDocument(value);
        parsePolicyDocument({ Statement: value });
      }),
    );
  });
});

test.each<[PolicyKind, Record<string, unknown>, readonly string[]]>([
  ['identity', {}, []],
  ['identity', { Principal: '*' }, ['Statement[0].Principal']],
  ['boundary', { Resource: undefined }, ['Statement[0]']],
  ['trust', { Principal: '*', Resource: undefined }, []],
  ['trust', { Principal: '*' }, ['Statement[0].Resource']],
  ['trust', {}, ['Statement[0]', 'Statement[0].Resource']],
])('a %s policy with %j', (kind, over, want) => {
  const parsed = parsePolicyDocument(wrap({ ...VALID, ...over }));
  if (!parsed.ok) throw new Error('not readable');
  expect(verifyPolicyKind(parsed.document, kind).map((problem) => formatPath(problem.path))).toEqual(want);
});

test.each([
  ['StringEquals', { name: 'StringEquals', ifExists: false }],
  ['stringequalsifexists', { name: 'StringEquals', ifExists: true }],
  ['ForAnyValue:StringLikeIfExists', { name: 'StringLike', ifExists: true, setOperator: 'ForAnyValue' }],
  ['NullIfExists', undefined],
  ['ForAllValues:Null', undefined],
  ['ForSomeValues:StringLike', undefined],
  ['StringEquals ', undefined],
  ['IfExists', undefined],
  ['BoolNotEquals', undefined],
  ['', undefined],
])('the operator %j', (text, want) => {
  const operator = parseConditionOperator(text);
  if (want === undefined) expect(operator).toBeUndefined();
  else expect(operator).toEqual({ text, ...want });
});
