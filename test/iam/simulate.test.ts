import { describe, expect, test } from '@jest/globals';
import { repeatedKeysIn } from '../../src/simulate/repeated-keys.js';
import { simulate } from '../../src/simulate/simulate.js';

const POLICY = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:Get*', Resource: '*' } };
const REQUEST = { principal: 'p', action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', context: {} };
const aCase = (over: Record<string, unknown> = {}) => ({
  id: 'a',
  identityPolicies: [POLICY],
  request: REQUEST,
  ...over,
});

function findingsOf(input: unknown): readonly string[] {
  return simulate(input).diagnostics.map(({ code, path }) => `${code} ${path ?? ''}`.trim());
}

describe('simulate', () => {
  test('answers in input order and ignores fields it does not know', () => {
    const { results, diagnostics } = simulate([
      aCase({ id: 'z', expected: 'x', boundary: null }),
      aCase({ id: 'a', request: { ...REQUEST, action: 's3:PutObject' }, why: [] }),
    ]);
    expect(diagnostics).toEqual([]);
    expect(results).toEqual([
      {
        id: 'z',
        decision: 'allow',
        reasons: [
          'identityPolicies[0], statement 1, allows s3:GetObject on arn:aws:s3:::b/k: ' +
            'Action covers s3:GetObject: "s3:Get*" matches it; Resource covers arn:aws:s3:::b/k: "*" matches it',
        ],
      },
      {
        id: 'a',
        decision: 'implicitDeny',
        reasons: [
          'no statement of the identity policies allows s3:PutObject on arn:aws:s3:::b/k',
          'identityPolicies[0], statement 1, does not apply: ' +
            'Action does not cover s3:PutObject: it lists "s3:Get*", which does not match',
        ],
      },
    ]);
  });

  test('an empty list has no results and no findings', () => {
    expect(simulate([])).toEqual({ results: [], diagnostics: [] });
  });

  test('a bad case stays in its place, refused with its reasons', () => {
    const { results, diagnostics } = simulate([
      aCase(),
      { id: 'b', identityPolicies: [] },
      7,
      aCase({ id: 'c' }),
      aCase({ identityPolicies: [] }),
    ]);
    expect(results.map(({ id, decision }) => [id, decision])).toEqual([
      ['a', 'allow'],
      ['b', 'refused'],
      ['[2]', 'refused'],
      ['c', 'allow'],
      ['a', 'refused'],
    ]);
    expect(results.map(({ reasons }) => reasons[0])).toEqual([
      expect.any(String),
      'request: the field is missing; it must be an object',
      '7 is not an object',
      expect.any(String),
      'id: "a" is the id of case [0] already',
    ]);
    expect(diagnostics.every(({ severity }) => severity === 'error')).toBe(true);
  });

  test.each(['boundry', 'permissionsBoundary', 'sessionPolicies'])(
    'a policy in %s would not be evaluated: refused',
    (field) => {
      const deny = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] };
      const value = field.endsWith('s') ? [deny] : deny;
      expect(simulate([aCase({ [field]: value })]).results).toEqual([
        {
          id: 'a',
          decision: 'refused',
          reasons: [
            `${field}: holds a policy that is not evaluated: use identityPolicies, boundary or trustPolicy`,
          ],
        },
      ]);
      expect(simulate([aCase({ [field]: 'a note' })]).diagnostics).toEqual([]);
    },
  );

  test('a key that stands twice is refused, wherever it stands', () => {
    const text = JSON.stringify([aCase(), aCase({ id: 'b' })]).replace(
      /"Effect":"Allow"(?=.*"id":"b")/,
      '"Effect":"Deny",$&',
    );
    const { results } = simulate(JSON.parse(text), repeatedKeysIn(text));
    expect(results).toEqual([
      {
        id: 'a',
        decision: 'refused',
        reasons: ['identityPolicies[0].Statement.Effect: "Effect" stands twice in one object'],
      },
      { id: 'b', decision: 'allow', reasons: expect.any(Array) },
    ]);
  });

  test('what is nested without end is refused and no crash', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    const policy = { ...POLICY, Statement: [{ ...POLICY.Statement, Action: deep }] };
    const { results } = simulate([
      deep,
      aCase({ identityPolicies: [deep] }),
      aCase({ id: 'b', identityPolicies: [policy] }),
      aCase({ id: 'c', request: { ...REQUEST, context: { 'aws:x': deep } } }),
    ]);
    expect(results.map(({ decision }) => decision)).toEqual(new Array(4).fill('refused'));
  });

  const without = (object: Record<string, unknown>, field: string) =>
    Object.fromEntries(Object.entries(object).filter(([key]) => key !== field));
  const asking = (over: Record<string, unknown>) => [aCase({ request: { ...REQUEST, ...over } })];
  const holding = (statement: Record<string, unknown>) => ({ Version: '2012-10-17', Statement: [statement] });

  test.each<[string, unknown, readonly string[]]>([
    ['an object', { id: 'a' }, ['simulate/not-a-list']],
    ['nothing', undefined, ['simulate/not-a-list']],
    ['a case that is no object', [1], ['simulate/wrong-type [0]']],
    ['no id', [without(aCase(), 'id')], ['simulate/missing-field [0].id']],
    ['an empty id', [aCase({ id: '' })], ['simulate/wrong-type [0].id']],
    ['a number as id', [aCase({ id: 7 })], ['simulate/wrong-type [0].id']],
    ['one id twice', [aCase(), aCase()], ['simulate/duplicate-id [1].id']],
    ['no policies', [without(aCase(), 'identityPolicies')], ['simulate/missing-field [0].identityPolicies']],
    [
      'policies as an object',
      [aCase({ identityPolicies: POLICY })],
      ['simulate/wrong-type [0].identityPolicies'],
    ],
    ['no request', [without(aCase(), 'request')], ['simulate/missing-field [0].request']],
    [
      'no action',
      [aCase({ request: without(REQUEST, 'action') })],
      ['simulate/missing-field [0].request.action'],
    ],
    [
      'no context',
      [aCase({ request: without(REQUEST, 'context') })],
      ['simulate/missing-field [0].request.context'],
    ],
    ['a wildcard asked for', asking({ action: 's3:Get*' }), ['simulate/invalid-value [0].request.action']],
    [
      'an action without service',
      asking({ action: 'GetObject' }),
      ['simulate/invalid-value [0].request.action'],
    ],
    [
      'a resource that is no ARN',
      asking({ resource: 'b/k' }),
      ['simulate/invalid-value [0].request.resource'],
    ],
    [
      'a number in the context',
      asking({ context: { 'aws:x': 1 } }),
      ['simulate/wrong-type [0].request.context["aws:x"]'],
    ],
    [
      'one key in two cases',
      asking({ context: { 'aws:x': '1', 'AWS:X': '1' } }),
      ['simulate/duplicate-key [0].request.context["AWS:X"]'],
    ],
    [
      'an unreadable policy',
      [aCase({ identityPolicies: [POLICY, 'x'] })],
      ['simulate/policy-wrong-type [0].identityPolicies[1]'],
    ],
    [
      'an unknown operator in the boundary',
      [
        aCase({
          boundary: holding({ Effect: 'Deny', Action: '*', Resource: '*', Condition: { Strange: {} } }),
        }),
      ],
      ['simulate/policy-unknown-operator [0].boundary.Statement[0].Condition.Strange'],
    ],
    [
      'Resource in a trust policy',
      [aCase({ trustPolicy: holding({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }) })],
      ['simulate/policy-unknown-element [0].trustPolicy.Statement[0].Resource'],
    ],
    [
      'Principal in an identity policy',
      [
        aCase({
          identityPolicies: [holding({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' })],
        }),
      ],
      ['simulate/policy-unknown-element [0].identityPolicies[0].Statement[0].Principal'],
    ],
    [
      'everything at once',
      [{}],
      [
        'simulate/missing-field [0].id',
        'simulate/missing-field [0].identityPolicies',
        'simulate/missing-field [0].request',
      ],
    ],
  ])('%s is refused', (_name, input, want) => {
    const { results } = simulate(input);
    expect(findingsOf(input)).toEqual(want);
    expect(results.map(({ decision }) => decision).filter((decision) => decision !== 'allow')).toEqual(
      Array.isArray(input) ? ['refused'] : [],
    );
  });
});

describe('repeatedKeysIn', () => {
  test.each<[string, readonly unknown[]]>([
    ['{}', []],
    ['"a:b"', []],
    ['{"a":1,"b":{"a":2}}', []],
    ['[{"a":1},{"a":2}]', []],
    ['{"a":1,"a":2}', [['a']]],
    ['{"a":1,"\\u0061":2}', [['a']]],
    ['{"a":{"x":[1,{"k":[],"k":{}}]}}', [['a', 'x', 1, 'k']]],
    ['{"a":"\\"a\\":1,","b":"{\\"b\\":0,\\"b\\":0}"}', []],
    ['{"a":["a","a"],"b":"a"}', []],
    ['{"a":1,"A":2}', []],
    ['[[],[{"":1,"":2}]]', [[1, 0, '']]],
    ['{"a":1,"a":2,"a":3}', [['a'], ['a']]],
  ])('%s', (json, want) => {
    JSON.parse(json);
    expect(repeatedKeysIn(json)).toEqual(want);
  });
});
