import { describe, expect, test } from '@jest/globals';
import { aRequest, decide, isMet, truthOf } from './support.js';

type Row = readonly [
  operator: string,
  policy: string | number | boolean | readonly (string | number | boolean)[],
  context: string | readonly string[] | undefined,
  want: boolean,
];

function check(rows: readonly Row[]): void {
  test.each(
    rows.map((row) => [row[0], JSON.stringify(row[1]), JSON.stringify(row[2]), row[3], row] as const),
  )('%s %s against %s: %s', (_operator, _policy, _context, want, [operator, policy, context]) => {
    expect(
      isMet({ [operator]: { 'aws:Key': policy } }, context === undefined ? {} : { 'aws:Key': context }),
    ).toBe(want);
  });
}

describe('string operators', () => {
  check([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', 'a', 'A', false],
    ['StringEquals', 'a*', 'ab', false],
    ['StringEquals', 'a*', 'a*', true],
    ['StringEquals', 'a?', 'a?', true],
    ['StringEquals', '', '', true],
    ['StringEquals', '', 'x', false],
    ['StringEquals', ['a', 'b'], 'b', true],
    ['StringEquals', ['a', 'b'], 'c', false],
    ['StringEquals', [], 'c', false],
    ['StringEquals', true, 'true', true],
    ['StringEquals', 111122223333, '111122223333', true],
    ['StringNotEquals', 'a', 'b', true],
    ['StringNotEquals', 'a', 'a', false],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringNotEquals', ['a', 'b'], 'c', true],
    ['StringNotEquals', 'a*', 'ab', true],
    ['StringEqualsIgnoreCase', 'Team-A', 'tEAM-a', true],
    ['StringEqualsIgnoreCase', 'Team-A', 'team-b', false],
    ['StringEqualsIgnoreCase', 'team-*', 'team-a', false],
    ['StringNotEqualsIgnoreCase', 'Team', 'TEAM', false],
    ['StringNotEqualsIgnoreCase', ['x', 'Team'], 'TEAM', false],
    ['StringNotEqualsIgnoreCase', 'Team', 'other', true],
    ['StringLike', 'a*', 'a', true],
    ['StringLike', 'a*', 'ab/c:d', true],
    ['StringLike', 'a*', 'ba', false],
    ['StringLike', '*a', 'ba', true],
    ['StringLike', 'a', 'ab', false],
    ['StringLike', 'a?', 'a', false],
    ['StringLike', 'a?', 'abc', false],
    ['StringLike', 'A*', 'ab', false],
    ['StringLike', '*', '', true],
    ['StringLike', '*', 'line\nbreak', true],
    ['StringLike', '?', '😀', true],
    ['StringLike', 'a.c', 'abc', false],
    ['StringLike', ['x*', 'y*'], 'yes', true],
    ['StringNotLike', 'a*', 'abc', false],
    ['StringNotLike', 'a*', 'b', true],
    ['StringNotLike', ['a*', 'b*'], 'b', false],
    ['StringNotLike', ['a*', 'b*'], 'c', true],
    ['stringlike', 'a*', 'abc', true],
  ]);
});

describe('a missing key', () => {
  check([
    ['StringEquals', 'a', undefined, false],
    ['StringEquals', '', undefined, false],
    ['StringLike', '*', undefined, false],
    ['StringNotEquals', 'a', undefined, true],
    ['StringNotLike', '*', undefined, true],
    ['StringNotEqualsIgnoreCase', 'a', undefined, true],
    ['NumericEquals', '1', undefined, false],
    ['NumericNotEquals', '1', undefined, true],
    ['DateLessThan', '2030-01-01T00:00:00Z', undefined, false],
    ['DateNotEquals', '2030-01-01T00:00:00Z', undefined, true],
    ['Bool', 'false', undefined, false],
    ['Bool', 'true', undefined, false],
    ['BoolIfExists', 'false', undefined, true],
    ['IpAddress', '0.0.0.0/0', undefined, false],
    ['NotIpAddress', '0.0.0.0/0', undefined, true],
    ['ArnLike', 'arn:aws:s3:::*', undefined, false],
    ['ArnNotLike', 'arn:aws:s3:::*', undefined, true],
    ['BinaryEquals', 'YQ==', undefined, false],
    ['StringEqualsIfExists', 'a', undefined, true],
    ['StringEqualsIfExists', 'a', 'b', false],
    ['StringNotEqualsIfExists', 'a', undefined, true],
    ['StringNotEqualsIfExists', 'a', 'a', false],
    ['NumericLessThanIfExists', '1', undefined, true],
    ['IpAddressIfExists', '10.0.0.0/8', undefined, true],
    ['IpAddressIfExists', '10.0.0.0/8', '11.0.0.1', false],
    ['ArnLikeIfExists', 'arn:aws:s3:::a', undefined, true],
    ['StringEquals', 'a', [], false],
    ['StringNotEquals', 'a', [], true],
    ['Null', 'true', undefined, true],
    ['Null', 'true', 'x', false],
    ['Null', 'true', [], true],
    ['Null', 'false', undefined, false],
    ['Null', 'false', 'x', true],
    ['Null', 'false', '', true],
    ['Null', true, undefined, true],
    ['Null', false, 'x', true],
    ['Null', ['true', 'false'], 'x', true],
  ]);
});

describe('set operators', () => {
  check([
    ['ForAllValues:StringEquals', ['a', 'b'], ['a'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
    ['ForAllValues:StringEquals', ['a', 'b'], 'a', true],
    ['ForAllValues:StringEquals', ['a', 'b'], 'c', false],
    ['ForAllValues:StringEquals', ['a', 'b'], undefined, true],
    ['ForAllValues:StringEquals', ['a', 'b'], [], true],
    ['ForAllValues:StringEquals', ['a', 'b'], '', true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['', 'a'], false],
    ['ForAllValues:StringLike', ['a*'], ['a', 'ab'], true],
    ['ForAllValues:StringNotEquals', ['a'], ['b', 'c'], true],
    ['ForAllValues:StringNotEquals', ['a'], ['a', 'c'], false],
    ['ForAllValues:StringNotEquals', ['a'], undefined, true],
    ['ForAllValues:StringEqualsIfExists', ['a'], undefined, true],
    ['ForAllValues:StringEqualsIgnoreCase', ['A'], ['a'], true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'd'], false],
    ['ForAnyValue:StringEquals', ['a', 'b'], undefined, false],
    ['ForAnyValue:StringEquals', ['a', 'b'], [], false],
    ['ForAnyValue:StringEquals', ['', 'b'], '', false],
    ['ForAnyValue:StringLike', ['a*'], ['x', 'abc'], true],
    ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true],
    ['ForAnyValue:StringNotEquals', ['a'], ['a'], false],
    ['ForAnyValue:StringNotEquals', ['a'], undefined, false],
    ['ForAnyValue:StringNotLike', ['a*'], ['ab', 'ac'], false],
    ['ForAnyValue:StringEqualsIfExists', ['a'], undefined, false],
    ['ForAnyValue:NumericLessThan', ['5'], ['7', '3'], true],
    ['ForAnyValue:ArnLike', ['arn:aws:iam::*:role/*'], ['arn:aws:iam::1:role/a'], true],
    ['ForAllValues:IpAddress', ['10.0.0.0/8'], ['10.1.1.1', '10.2.2.2'], true],
    ['forallvalues:stringequals', ['a'], ['a'], true],
    ['StringEquals', ['a', 'b'], ['a', 'b'], false],
    ['StringEquals', ['a', 'b'], ['a'], true],
  ]);
});

describe('numbers, dates, booleans, bytes', () => {
  check([
    ['NumericEquals', '10', '10', true],
    ['NumericEquals', '10', '10.0', true],
    ['NumericEquals', '10', '010', true],
    ['NumericEquals', 10, '10', true],
    ['NumericEquals', '9007199254740993', '9007199254740992', false],
    ['NumericEquals', '0.1', '0.10', true],
    ['NumericEquals', '-0', '0', true],
    ['NumericEquals', ['1', '2'], '2', true],
    ['NumericNotEquals', ['1', '2'], '2', false],
    ['NumericNotEquals', ['1', '2'], '3', true],
    ['NumericLessThan', '10', '9', true],
    ['NumericLessThan', '10', '10', false],
    ['NumericLessThan', '10', '-11', true],
    ['NumericLessThanEquals', '10', '10', true],
    ['NumericGreaterThan', '10', '9', false],
    ['NumericGreaterThan', '10', '100', true],
    ['NumericGreaterThan', '-10.5', '-10.4', true],
    ['NumericGreaterThanEquals', '10', '10', true],
    ['NumericEquals', '10', 'ten', false],
    ['NumericLessThan', 'x', '1', false],
    ['NumericEquals', '', '', false],
    ['DateLessThan', '2027-01-01T00:00:00Z', '2026-12-31T23:59:59Z', true],
    ['DateLessThan', '2027-01-01T00:00:00Z', '2027-01-01T00:00:00Z', false],
    ['DateLessThanEquals', '2027-01-01T00:00:00Z', '2027-01-01T00:00:00Z', true],
    ['DateGreaterThan', '2027-01-01T00:00:00Z', '2027-01-01T00:00:01Z', true],
    ['DateGreaterThan', '2027-01-01T00:00:00Z', '2026-01-01T00:00:01Z', false],
    ['DateGreaterThanEquals', '2027-01-01', '2027-01-01T00:00:00Z', true],
    ['DateEquals', '2027-01-01T02:00:00+02:00', '2027-01-01T00:00:00Z', true],
    ['DateEquals', '2026-12-31T22:30:00-01:30', '2027-01-01T00:00:00Z', true],
    ['DateEquals', '1798761600', '2027-01-01T00:00:00Z', true],
    ['DateEquals', 1798761600, '2027-01-01', true],
    ['DateEquals', '2027-01-01T00:00:00.5Z', '2027-01-01T00:00:00.500Z', true],
    ['DateEquals', '2027', '2027-01-01T00:00Z', true],
    ['DateNotEquals', '2027-01-01', '2027-01-02', true],
    ['DateNotEquals', ['2027-01-01', '2027-01-02'], '2027-01-02', false],
    ['DateLessThan', '2027-02-30', '2020-01-01', false],
    ['DateLessThan', '2027-01-01T25:00:00Z', '2020-01-01', false],
    ['DateLessThan', '2027-01-01T10:60:00Z', '2020-01-01', false],
    ['DateLessThan', '2027-01-01T10:00:60Z', '2020-01-01', false],
    ['DateLessThan', '2027-00-01', '2020-01-01', false],
    ['DateLessThan', 'tomorrow', '2020-01-01', false],
    ['DateGreaterThan', '1500000000', '1600000000', true],
    ['Bool', 'true', 'true', true],
    ['Bool', true, 'true', true],
    ['Bool', 'True', 'true', true],
    ['Bool', 'true', 'TRUE', true],
    ['Bool', 'true', 'false', false],
    ['Bool', 'false', 'false', true],
    ['Bool', ['true', 'false'], 'false', true],
    ['Bool', 'yes', 'yes', false],
    ['Bool', '*', 'true', false],
    ['BoolIfExists', 'true', 'false', false],
    ['BinaryEquals', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', true],
    ['BinaryEquals', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', 'BinaryValueInBase64', true],
    ['BinaryEquals', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', 'binaryvalueinbase64', false],
    ['BinaryEquals', 'not base64', 'not base64', false],
    ['BinaryEquals', 'w6k=', 'é', true],
  ]);
});

describe('an order', () => {
  describe.each([
    ['Numeric', ['9.9', '10', '10.1']],
    ['Date', ['2026-12-31T23:59:59Z', '2027-01-01T00:00:00Z', '2027-01-01T00:00:01Z']],
  ])('of %s values', (family, [before = '', same = '', after = '']) => {
    test.each<[string, [boolean, boolean, boolean]]>([
      ['Equals', [false, true, false]],
      ['NotEquals', [true, false, true]],
      ['LessThan', [true, false, false]],
      ['LessThanEquals', [true, true, false]],
      ['GreaterThan', [false, false, true]],
      ['GreaterThanEquals', [false, true, true]],
    ])('%s: what is less, the same and more is met: %j', (operator, want) => {
      const met = [before, same, after].map((given) =>
        isMet({ [family + operator]: { 'aws:Key': same } }, { 'aws:Key': given }),
      );
      expect(met).toEqual(want);
    });
  });
});

describe('addresses', () => {
  check([
    ['IpAddress', '203.0.113.0/24', '203.0.113.255', true],
    ['IpAddress', '203.0.113.0/24', '203.0.114.0', false],
    ['IpAddress', '203.0.113.99/24', '203.0.113.1', true],
    ['IpAddress', '203.0.113.7', '203.0.113.7', true],
    ['IpAddress', '203.0.113.7', '203.0.113.8', false],
    ['IpAddress', '0.0.0.0/0', '255.255.255.255', true],
    ['IpAddress', '0.0.0.0/0', '::1', false],
    ['IpAddress', '::/0', '10.0.0.1', false],
    ['IpAddress', '10.0.0.0/33', '10.0.0.1', false],
    ['IpAddress', '10.0.0/8', '10.0.0.1', false],
    ['IpAddress', '10.0.0.0/8/8', '10.0.0.1', false],
    ['IpAddress', '10.0.0.0/8', 'host', false],
    ['IpAddress', '10.0.0.256', '10.0.0.256', false],
    ['IpAddress', ['192.0.2.0/24', '2001:DB8:1234:5678::/64'], '2001:db8:1234:5678:abcd::1', true],
    ['IpAddress', '2001:DB8:1234:5678::/64', '2001:db8:1234:5679::1', false],
    ['IpAddress', '2001:db8::1', '2001:0DB8:0:0:0:0:0:1', true],
    ['IpAddress', '2001:db8::1', '2001:db8::2', false],
    ['IpAddress', '::ffff:10.0.0.0/104', '::ffff:10.1.2.3', true],
    ['IpAddress', '1::2::3/128', '1::2', false],
    ['IpAddress', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:8:9', false],
    ['NotIpAddress', '203.0.113.0/24', '203.0.113.5', false],
    ['NotIpAddress', '203.0.113.0/24', '198.51.100.1', true],
    ['NotIpAddress', ['203.0.113.0/24', '198.51.100.0/24'], '198.51.100.1', false],
  ]);
});

describe('ARNs', () => {
  check([
    ['ArnEquals', 'arn:aws:iam::111122223333:role/app', 'arn:aws:iam::111122223333:role/app', true],
    ['ArnEquals', 'arn:aws:iam::111122223333:role/*', 'arn:aws:iam::111122223333:role/a/b', true],
    ['ArnLike', 'arn:aws:iam::111122223333:role/App', 'arn:aws:iam::111122223333:role/app', false],
    ['ArnLike', 'arn:aws:iam::*:role/app', 'arn:aws:iam::111122223333:role/app', true],
    ['ArnLike', 'arn:*:iam::*:role/app', 'arn:aws-cn:iam::111122223333:role/app', true],
    ['ArnLike', 'arn:aws:iam:*:role/app', 'arn:aws:iam::111122223333:role/app', false],
    ['ArnLike', 'arn:aws:sns:us-east-?:1:t', 'arn:aws:sns:us-east-1:1:t', true],
    ['ArnLike', 'arn:aws:logs:*:1:log-group:*', 'arn:aws:logs:eu-west-1:1:log-group:a:log-stream:b', true],
    ['ArnLike', 'arn:aws:*', 'arn:aws:s3:::b', false],
    ['ArnLike', '*', 'arn:aws:s3:::b', true],
    ['ArnLike', '*', 'not-an-arn', false],
    ['ArnEquals', 'data-bucket', 'data-bucket', false],
    ['ArnNotEquals', 'arn:aws:iam::1:role/*', 'arn:aws:iam::1:role/a', false],
    ['ArnNotLike', ['arn:aws:iam::1:role/a', 'arn:aws:iam::1:role/b'], 'arn:aws:iam::1:role/b', false],
    ['ArnNotLike', ['arn:aws:iam::1:role/a', 'arn:aws:iam::1:role/b'], 'arn:aws:iam::1:role/c', true],
  ]);
});

describe('what AWS leaves open', () => {
  test.each<[string, unknown, string | readonly string[], string]>([
    ['StringEquals', 'a', ['a', 'b'], 'only ForAllValues or ForAnyValue'],
    ['StringNotEquals', 'a', ['a', 'b'], 'only ForAllValues or ForAnyValue'],
    ['StringNotEqualsIfExists', 'a', ['b', 'c'], 'only ForAllValues or ForAnyValue'],
    ['NotIpAddress', '10.0.0.0/8', 'banana', 'not each of them is an IP address or range'],
    ['NotIpAddress', 'banana', '10.0.0.1', 'not each of them is an IP address or range'],
    ['NotIpAddress', ['192.0.2.0/24', '10.0.0.0/33'], '10.0.0.1', 'an IP address or range'],
    ['IpAddress', '10.0.0.0/8', 'banana', 'an IP address or range'],
    ['IpAddress', '10.0.0.0/8', '010.0.0.1', 'an IP address or range'],
    ['NumericNotEquals', '10', 'ten', 'a number'],
    ['NumericLessThan', 'ten', '10', 'a number'],
    ['DateNotEquals', '2027-02-30', '2027-01-01', 'a date'],
    ['ArnNotLike', 'arn:aws:iam::*:role/x', 'role/x', 'an ARN'],
    ['ArnNotEquals', 'role/x', 'arn:aws:iam::111122223333:role/x', 'an ARN'],
    ['ForAllValues:NumericNotEquals', '1', ['2', 'x'], 'a number'],
    ['ForAnyValue:NumericNotEquals', '1', ['1', 'x'], 'a number'],
    ['Bool', 'flase', 'false', '"true" or "false"'],
    ['Bool', 'true', 'trues', '"true" or "false"'],
    ['Bool', 'true', 'untrue', '"true" or "false"'],
    ['Null', 'no', 'x', 'for its absence'],
    ['StringEquals', '${aws:x}', 'a', ''],
    ['StringNotEquals', '${aws:x}', 'a', 'a variable without a single value'],
    ['StringNotLike', ['${aws:x}*', 'b'], 'a', 'a variable without a single value'],
    ['ArnNotLike', 'arn:aws:iam::*:role/${aws:x}', 'arn:aws:iam::111122223333:role/x', 'a variable without'],
    ['StringEquals', '${aws:x', 'a', 'a variable without a single value'],
    ['StringLike', '${x}*', 'a', 'a variable without a single value'],
    ['StringEquals', [], 'c', 'the policy lists no value'],
    ['StringNotEquals', [], 'c', 'the policy lists no value'],
    ['ForAnyValue:StringNotEquals', [], ['c'], 'the policy lists no value'],
  ])('%s %j against %j never allows, and its Deny denies', (operator, listed, given, ground) => {
    const Condition = { [operator]: { 'aws:Key': listed } };
    const everything = { Action: '*', Resource: '*' };
    const context = { 'aws:Key': given };
    const allowed = decide(aRequest({ context }), [[{ ...everything, Effect: 'Allow', Condition }]]);
    expect(allowed.decision).toBe('implicitDeny');
    const denied = decide(aRequest({ context }), [
      [
        { ...everything, Effect: 'Allow' },
        { ...everything, Effect: 'Deny', Condition },
      ],
    ]);
    // The guide decides this one: an operator that is not inverted does not match a variable without a value.
    expect(denied.decision).toBe(ground === '' ? 'allow' : 'explicitDeny');
    if (ground === '') return;
    expect(denied.reasons[0]).toContain(ground);
    expect(denied.reasons[0]).toContain('counted as denying');
    expect(allowed.reasons[1]).toContain('is left open by AWS');
  });

  test('one value that certainly matches settles a condition', () => {
    expect(truthOf({ NumericNotEquals: { 'aws:Key': ['x', '1'] } }, { 'aws:Key': '1' })).toBe('no');
    expect(truthOf({ 'ForAnyValue:NumericEquals': { 'aws:Key': '1' } }, { 'aws:Key': ['x', '1'] })).toBe(
      'yes',
    );
    expect(truthOf({ 'ForAllValues:NumericNotEquals': { 'aws:Key': '1' } }, { 'aws:Key': ['x', '1'] })).toBe(
      'no',
    );
  });

  test.each(['StringEqualsIfExists', 'ForAnyValue:StringEquals'])(
    '%s of no value certainly matches no key that is there',
    (operator) => {
      expect(truthOf({ [operator]: { 'aws:Key': [] } }, { 'aws:Key': 'a' })).toBe('no');
    },
  );
});

describe('condition blocks', () => {
  test.each([
    [
      'operators are ANDed',
      { StringEquals: { 'aws:a': '1' }, Bool: { 'aws:b': 'true' } },
      { 'aws:a': '1', 'aws:b': 'false' },
      false,
    ],
    ['keys are ANDed', { StringEquals: { 'aws:a': '1', 'aws:b': '2' } }, { 'aws:a': '1' }, false],
    [
      'both keys there',
      { StringEquals: { 'aws:a': '1', 'aws:b': '2' } },
      { 'aws:a': '1', 'aws:b': '2' },
      true,
    ],
    [
      'key names ignore case',
      { StringEquals: { 'AWS:principaltag/Team': 'a' } },
      { 'aws:PrincipalTag/team': 'a' },
      true,
    ],
    ['an empty Condition asks for nothing', {}, {}, true],
    ['an empty operator asks for nothing', { StringEquals: {} }, {}, true],
    [
      'exact and like on one key are ANDed',
      { StringEquals: { 's3:prefix': 'a/' }, StringLike: { 's3:prefix': 'b/*' } },
      { 's3:prefix': 'a/' },
      false,
    ],
    [
      'ForAllValues with a Null guard needs the key',
      { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] }, Null: { 'aws:TagKeys': 'false' } },
      {},
      false,
    ],
    ['a key named like a property of objects is absent', { StringEquals: { constructor: 'x' } }, {}, false],
  ] as const)('%s', (_name, condition, context, want) => {
    expect(isMet(condition, context)).toBe(want);
  });
});
