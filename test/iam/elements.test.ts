import { describe, expect, test } from '@jest/globals';
import { evaluate, type PolicySet } from '../../src/iam/evaluate/index.js';
import { withinCpuTime } from '../support/cpu-time.js';
import { aPolicy, aRequest, BUCKET, coversResource, decide, isMet, OBJECT } from './support.js';

describe('Action and NotAction', () => {
  test.each([
    ['*', 's3:GetObject', true],
    ['s3:*', 's3:GetObject', true],
    ['s3:*', 's3express:CreateSession', false],
    ['s3*', 's3express:CreateSession', true],
    ['S3:getobject', 's3:GetObject', true],
    ['s3:GetObject', 'S3:GETOBJECT', true],
    ['s3:GetObject', 's3:GetObjectVersion', false],
    ['s3:GetObject*', 's3:GetObjectVersion', true],
    ['s3:GetObject', 's3:GetObjec', false],
    ['s3:?etObject', 's3:GetObject', true],
    ['s3:?etObject', 's3:etObject', false],
    ['s3:*Object', 's3:PutObject', true],
    ['s3:*Object', 's3:PutObjectAcl', false],
    ['s3:*Object*', 's3:PutObjectAcl', true],
    ['s3:G*t', 's3:GetObject', true],
    ['s3:List?ucket', 's3:ListBucket', true],
    ['s3:GetObject**', 's3:GetObject', true],
    ['GetObject', 's3:GetObject', false],
    ['s3.GetObject', 's3:GetObject', false],
    ['kms:Decrypt', 's3:Decrypt', false],
    ['s3:${aws:action}', 's3:GetObject', false],
  ])('%s and %s: %s', (pattern, action, want) => {
    const request = aRequest({ action });
    expect(
      decide(request, [[{ Effect: 'Allow', Action: pattern, Resource: '*' }]]).decision === 'allow',
    ).toBe(want);
    expect(
      decide(request, [[{ Effect: 'Allow', NotAction: pattern, Resource: '*' }]]).decision === 'allow',
    ).toBe(!want);
  });

  test('a list of actions is OR, of NotAction NOR', () => {
    const list = ['s3:Put*', 's3:Get*'];
    expect(decide(aRequest(), [[{ Effect: 'Allow', Action: list, Resource: '*' }]]).decision).toBe('allow');
    expect(decide(aRequest(), [[{ Effect: 'Allow', NotAction: list, Resource: '*' }]]).decision).toBe(
      'implicitDeny',
    );
    expect(decide(aRequest(), [[{ Effect: 'Allow', Action: [], Resource: '*' }]]).decision).toBe(
      'implicitDeny',
    );
  });

  test('NotAction reaches other services', () => {
    const statement = { Effect: 'Allow', NotAction: 's3:*', Resource: '*' };
    expect(decide(aRequest({ action: 'iam:CreateUser', resource: '*' }), [[statement]]).decision).toBe(
      'allow',
    );
  });

  test('a Deny with NotAction hits what it does not list', () => {
    const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
    const deny = { Effect: 'Deny', NotAction: ['s3:GetObject'], Resource: '*' };
    expect(decide(aRequest({ action: 's3:PutObject' }), [[allow, deny]]).decision).toBe('explicitDeny');
    expect(decide(aRequest(), [[allow, deny]]).decision).toBe('allow');
  });
});

describe('Resource', () => {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/walkthrough1.html
  test.each([
    ['*', 'allow'],
    ['arn:aws:s3:::*', 'allow'],
    ['arn:aws-cn:s3:::*', 'allow'],
    ['arn:aws:s3:::data-bucket', 'implicitDeny'],
  ])('s3:ListAllMyBuckets is asked of all buckets: %s', (resource, want) => {
    const statement = { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: resource };
    const request = aRequest({ action: 's3:ListAllMyBuckets', resource: '*' });
    expect(decide(request, [[statement]]).decision).toBe(want);
    const other = aRequest({ action: 's3:ListAccessPoints', resource: '*' });
    const same = decide(other, [[{ ...statement, Action: 's3:*' }]]).decision;
    expect(same).toBe(resource === '*' ? 'allow' : 'implicitDeny');
  });

  test.each([
    ['*', OBJECT, true],
    ['*', '*', true],
    ['arn:aws:s3:::*', OBJECT, true],
    ['arn:aws:s3:::*', '*', false],
    [BUCKET, '*', false],
    [BUCKET, BUCKET, true],
    [BUCKET, OBJECT, false],
    [`${BUCKET}/*`, BUCKET, false],
    [`${BUCKET}/*`, `${BUCKET}/`, true],
    [`${BUCKET}/*`, `${BUCKET}/a:b/c`, true],
    [`${BUCKET}*`, 'arn:aws:s3:::data-bucket-2/x', true],
    [`${BUCKET}/*`, 'arn:aws:s3:::data-bucket-2/x', false],
    [`${BUCKET}/team-a/`, OBJECT, false],
    [`${BUCKET}/*/test/*`, `${BUCKET}/1/test/object.jpg`, true],
    [`${BUCKET}/*/test/*`, `${BUCKET}//test/object.jpg`, true],
    [`${BUCKET}/*/test/*`, `${BUCKET}/1///test///object.jpg`, true],
    [`${BUCKET}/*/test/*`, `${BUCKET}/1/test/`, true],
    [`${BUCKET}/*/test/*`, `${BUCKET}/1-test/object.jpg`, false],
    [`${BUCKET}/*/test/*`, `${BUCKET}/1/2/test.jpg`, false],
    [`${BUCKET}/?`, `${BUCKET}/`, false],
    [`${BUCKET}/??`, `${BUCKET}/ab`, true],
    [`${BUCKET}/a?b`, `${BUCKET}/a/b`, true],
    [`${BUCKET}/a?b`, `${BUCKET}/a:b`, true],
    [`${BUCKET}/a*d`, `${BUCKET}/a:b:c:d`, true],
    [`${BUCKET}/*.csv`, OBJECT, true],
    [`${BUCKET}/*.csv`, `${OBJECT}.gz`, false],
    [`${BUCKET}/a.c`, `${BUCKET}/abc`, false],
    [`${BUCKET}/*`, `${BUCKET}/line\nbreak`, true],
    [`${BUCKET}/a*z`, `${BUCKET}/a\n\r\u2028z`, true],
    ['arn:aws:s3:::Data-Bucket/*', OBJECT, false],
    ['arn:aws-cn:s3:::data-bucket/*', OBJECT, false],
    ['arn:*:s3:::data-bucket/*', OBJECT, true],
    ['arn:aws*:s3:::data-bucket/*', 'arn:aws-us-gov:s3:::data-bucket/x', true],
    ['arn:aws:s3:*:*:data-bucket/*', OBJECT, true],
    ['arn:aws:s3:us-east-1::data-bucket/*', OBJECT, false],
    ['arn:aws:s3::111122223333:data-bucket/*', OBJECT, false],
    ['arn:aws:s3:::::data-bucket/*', OBJECT, false],
    ['data-bucket/*', OBJECT, false],
    ['data-bucket/*', 'data-bucket/x', false],
    ['*data-bucket/*', OBJECT, false],
    ['s3://data-bucket/*', OBJECT, false],
    ['', OBJECT, false],
    ['arn:aws:sqs:*:111122223333:q', 'arn:aws:sqs:us-east-1:111122223333:q', true],
    ['arn:aws:sqs:us-*-1:111122223333:q', 'arn:aws:sqs:us-east-1:111122223333:q', true],
    ['arn:aws:sqs:us-*t-1:1:q', 'arn:aws:sqs:us-east-9:9:x-eas:t-1:1:q', false],
    ['arn:aws:sqs:us-east?1:1:q', 'arn:aws:sqs:us-east:1:1:q', false],
    ['arn:aws:s3:*', OBJECT, true],
    ['arn:aws:dynamodb:*:table/prod-*', 'arn:aws:dynamodb:us-east-1:111122223333:table/prod-x', true],
    ['arn:aws:iam::111122223333:user/Bob', 'arn:aws:iam::111122223333:user/bob', false],
    [
      'arn:aws:logs:eu-west-1:1:log-group:/aws/*',
      'arn:aws:logs:eu-west-1:1:log-group:/aws/x:log-stream:y',
      true,
    ],
  ])('%s and %s: %s', (pattern, resource, want) => {
    expect(coversResource(pattern, resource)).toBe(want);
    const negated = decide(aRequest({ resource }), [
      [{ Effect: 'Allow', Action: '*', NotResource: pattern }],
    ]);
    expect(negated.decision === 'allow').toBe(!want);
  });

  test.each([
    ['arn:aws:s3::data-bucket/*', OBJECT],
    ['arn:aws:sqs', 'arn:aws:sqs:us-east-1:111122223333:q'],
    ['arn:aws:sqs:eu-west-1', 'arn:aws:sqs:us-east-1:111122223333:q'],
  ])('whether %s covers %s is left open: neither element allows, both deny', (pattern, resource) => {
    const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
    for (const element of ['Resource', 'NotResource']) {
      const statement = { Action: '*', [element]: pattern };
      const asked = aRequest({ resource });
      expect(decide(asked, [[{ ...statement, Effect: 'Allow' }]]).decision).toBe('implicitDeny');
      const denied = decide(asked, [[allow, { ...statement, Effect: 'Deny' }]]);
      expect(denied.decision).toBe('explicitDeny');
      expect(denied.reasons[0]).toContain('is left open by AWS');
    }
  });

  test('an ARN that breaks off in another service covers nothing', () => {
    const statements = [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: '*', Resource: 'arn:aws:sqs' },
    ];
    expect(decide(aRequest(), [statements]).decision).toBe('allow');
  });

  test('a pattern full of asterisks is decided at once', () => {
    const covers = () =>
      coversResource(`arn:aws:s3:::${'*a'.repeat(40)}b`, `arn:aws:s3:::${'a'.repeat(1000)}`);
    expect(withinCpuTime(2000, covers)).toBe(false);
  });

  test('a Deny with NotResource spares what it lists and hits the rest', () => {
    const allow = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
    const deny = { Effect: 'Deny', Action: 's3:*', NotResource: [BUCKET, `${BUCKET}/*`] };
    expect(decide(aRequest(), [[allow, deny]]).decision).toBe('allow');
    expect(decide(aRequest({ resource: 'arn:aws:s3:::other/x' }), [[allow, deny]]).decision).toBe(
      'explicitDeny',
    );
  });
});

describe('policy variables', () => {
  const team = { 'aws:PrincipalTag/team': 'team-a' };
  const path = `${BUCKET}/\${aws:PrincipalTag/team}/*`;

  test.each([
    ['resolves', path, OBJECT, team, true],
    ['another value', path, OBJECT, { 'aws:PrincipalTag/team': 'b' }, false],
    ['name ignores case', `${BUCKET}/\${AWS:PRINCIPALTAG/TEAM}/*`, OBJECT, team, true],
    ['value keeps its case', path, OBJECT, { 'aws:PrincipalTag/team': 'Team-A' }, false],
    ['missing matches nothing', path, OBJECT, {}, false],
    ['missing is not its own text', path, `${BUCKET}/\${aws:PrincipalTag/team}/x`, {}, false],
    ['asterisk in a value is literal', path, OBJECT, { 'aws:PrincipalTag/team': '*' }, false],
    ['asterisk in a value equals an asterisk', path, `${BUCKET}/*/x`, { 'aws:PrincipalTag/team': '*' }, true],
    ['question mark in a value is literal', path, OBJECT, { 'aws:PrincipalTag/team': 'team-?' }, false],
    [
      'a value is not expanded again',
      path,
      OBJECT,
      { 'aws:PrincipalTag/team': '${aws:x}', 'aws:x': 'team-a' },
      false,
    ],
    ['a multivalued key is no variable', path, OBJECT, { 'aws:PrincipalTag/team': ['team-a'] }, false],
    ['default for a missing key', `${BUCKET}/\${aws:PrincipalTag/team, 'team-a'}/*`, OBJECT, {}, true],
    ['default yields to the value', `${BUCKET}/\${aws:PrincipalTag/team, 'x'}/*`, OBJECT, team, true],
    ['value beats a fitting default', `${BUCKET}/\${aws:x, 'team-a'}/*`, OBJECT, { 'aws:x': 'b' }, false],
    ['default is literal', `${BUCKET}/\${aws:x, '*'}/*`, OBJECT, {}, false],
    ['empty default', `${BUCKET}/team-a\${aws:x, ''}/*`, OBJECT, {}, true],
    ['two variables', `${BUCKET}/\${aws:a}-\${aws:b}/*`, OBJECT, { 'aws:a': 'team', 'aws:b': 'a' }, true],
    ['one of two missing', `${BUCKET}/\${aws:a}-\${aws:b}/*`, OBJECT, { 'aws:a': 'team' }, false],
    ['${*} is an asterisk', `${BUCKET}/a\${*}b`, `${BUCKET}/a*b`, {}, true],
    ['${*} is no wildcard', `${BUCKET}/a\${*}b`, `${BUCKET}/aXb`, {}, false],
    ['${?} is a question mark', `${BUCKET}/a\${?}b`, `${BUCKET}/a?b`, {}, true],
    ['${?} is no wildcard', `${BUCKET}/a\${?}b`, `${BUCKET}/aXb`, {}, false],
    ['${$} is a dollar sign', `${BUCKET}/\${$}{aws:x}`, `${BUCKET}/\${aws:x}`, {}, true],
    [
      'in the account segment it does not count',
      'arn:aws:sqs:eu-west-1:${aws:acc}:q',
      'arn:aws:sqs:eu-west-1:1:q',
      { 'aws:acc': '1' },
      false,
    ],
    ['colon in a value', `${BUCKET}/\${aws:x}/*`, `${BUCKET}/a:b/c`, { 'aws:x': 'a:b' }, true],
    ['no closing brace', `${BUCKET}/\${aws:x`, `${BUCKET}/\${aws:x`, { 'aws:x': 'y' }, false],
    ['no name at all', `${BUCKET}/\${}`, `${BUCKET}/\${}`, {}, false],
  ] as const)('in Resource: %s', (_name, pattern, resource, context, want) => {
    expect(coversResource(pattern, resource, context)).toBe(want);
  });

  test.each([
    ['2008-10-17', OBJECT, false],
    [null, OBJECT, false],
    ['2008-10-17', `${BUCKET}/\${aws:PrincipalTag/team}/x`, true],
    [null, `${BUCKET}/\${aws:PrincipalTag/team}/x`, true],
  ])('with Version %s a variable is plain text: %s', (version, resource, want) => {
    expect(coversResource(path, resource, team, version)).toBe(want);
  });

  test('with an old Version the asterisk in ${*} is a wildcard', () => {
    expect(coversResource(`${BUCKET}/a\${*}b`, `${BUCKET}/a\${XYZ}b`, {}, '2008-10-17')).toBe(true);
  });

  const key = (value: string, context: Record<string, string | readonly string[]>) => ({
    's3:prefix': value,
    ...context,
  });
  test.each([
    ['StringEquals', '${aws:t}', key('a', { 'aws:t': 'a' }), true],
    ['StringEquals', '${aws:t}', key('a', {}), false],
    ['StringNotEquals', '${aws:t}', {}, true],
    ['StringNotEquals', ['${aws:t}', 'a'], key('a', {}), false],
    ['StringLike', '${aws:t}/*', key('*/x', { 'aws:t': '*' }), true],
    ['StringLike', '${aws:t}/*', key('a/x', { 'aws:t': '*' }), false],
    ['StringLike', '*${*}*', key('a*b', {}), true],
    ['StringLike', '*${*}*', key('ab', {}), false],
    ['StringEqualsIfExists', '${aws:t}', key('a', {}), false],
    ['StringEqualsIfExists', '${aws:t}', {}, true],
    ['StringEquals', "${aws:t, 'a'}", key('a', {}), true],
    ['StringEqualsIgnoreCase', '${aws:t}', key('A', { 'aws:t': 'a' }), true],
    ['ForAnyValue:StringEquals', '${aws:t}', key('a', { 'aws:t': 'a' }), true],
    ['ArnLike', 'arn:aws:iam::1:role/${aws:t}', key('arn:aws:iam::1:role/a', { 'aws:t': 'a' }), true],
    ['ArnLike', 'arn:aws:iam::1:role/${aws:t}', key('arn:aws:iam::1:role/a', { 'aws:t': '*' }), false],
    ['ArnEquals', '${aws:t}', key('arn:aws:iam::1:role/a', { 'aws:t': 'arn:aws:iam::1:role/a' }), true],
    ['Bool', '${aws:t}', key('true', { 'aws:t': 'true' }), true],
    ['NumericEquals', '${aws:t}', key('1', { 'aws:t': '1' }), false],
    ['IpAddress', '${aws:t}', key('10.0.0.1', { 'aws:t': '10.0.0.1' }), false],
  ] as const)('in %s: %j', (operator, value, context, want) => {
    expect(isMet({ [operator]: { 's3:prefix': value } }, context)).toBe(want);
  });

  test('in a condition with an old Version it is plain text', () => {
    const condition = { StringEquals: { 's3:prefix': '${aws:t}' } };
    expect(isMet(condition, key('a', { 'aws:t': 'a' }), '2008-10-17')).toBe(false);
    expect(isMet(condition, key('${aws:t}', { 'aws:t': 'a' }), null)).toBe(true);
  });

  test('an unresolved variable under a negated operator makes a Deny apply', () => {
    const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
    const condition = { StringNotEquals: { 's3:ExistingObjectTag/team': '${aws:PrincipalTag/team}' } };
    const deny = { Effect: 'Deny', Action: '*', Resource: '*', Condition: condition };
    const context = { 's3:ExistingObjectTag/team': 'a' };
    expect(decide(aRequest({ context }), [[allow, deny]]).decision).toBe('explicitDeny');
  });

  test('an unresolved variable in NotResource spares nothing from a Deny', () => {
    const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
    expect(decide(aRequest(), [[allow, { Effect: 'Deny', Action: '*', NotResource: path }]]).decision).toBe(
      'explicitDeny',
    );
  });

  test('a key with several values leaves open what its variable covers, where any value could', () => {
    const several = { 'aws:PrincipalTag/team': ['team-a', 'team-b'] };
    const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
    const deny = { Effect: 'Deny', Action: '*', Resource: path };
    const asked = aRequest({ context: several });
    expect(decide(asked, [[{ ...allow, Resource: path }]]).decision).toBe('implicitDeny');
    expect(decide(asked, [[allow, deny]]).decision).toBe('explicitDeny');
    expect(decide({ ...asked, resource: 'arn:aws:s3:::other/x' }, [[allow, deny]]).decision).toBe('allow');
    expect(decide(aRequest(), [[allow, deny]]).decision).toBe('allow');
  });

  test.each(['${aws:x/*', '${bucket}/*', '${aws: x}/*', '${}', "${aws:x, 'y}/*"])(
    'what is no variable leaves open what it covers: %s',
    (text) => {
      const deny = { Effect: 'Deny', Action: '*', Resource: `arn:aws:s3:::data-bucket/${text}` };
      const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
      expect(decide(aRequest(), [[allow, deny]]).decision).toBe('explicitDeny');
      expect(decide(aRequest(), [[{ ...deny, Effect: 'Allow' }]]).decision).toBe('implicitDeny');
      const elsewhere = aRequest({ resource: 'arn:aws:s3:::other/x' });
      expect(decide(elsewhere, [[allow, deny]]).decision).toBe('allow');
    },
  );

  test('a variable without a value in NotResource never allows', () => {
    expect(decide(aRequest(), [[{ Effect: 'Allow', Action: '*', NotResource: path }]]).decision).toBe(
      'implicitDeny',
    );
  });

  test('the version is that of each policy by itself', () => {
    const statement = { Effect: 'Allow', Action: '*', Resource: path };
    const identity = [aPolicy([statement], null), aPolicy([statement])];
    expect(evaluate(aRequest({ context: team }), { kind: 'identity', identity }).deciding).toHaveLength(1);
  });
});

describe('several policies and a boundary', () => {
  const allow = (action: string) => ({ Effect: 'Allow', Action: action, Resource: '*' });
  const deny = (action: string) => ({ Effect: 'Deny', Action: action, Resource: '*' });
  test.each([
    ['an Allow in any policy is enough', [[allow('kms:*')], [allow('s3:*')]], undefined, 'allow'],
    ['a Deny in another policy wins', [[allow('s3:*')], [deny('s3:Get*')]], undefined, 'explicitDeny'],
    ['a Deny without any Allow is explicit', [[deny('s3:*')]], undefined, 'explicitDeny'],
    ['a policy without statements grants nothing', [[]], undefined, 'implicitDeny'],
    ['boundary and identity allow', [[allow('s3:*')]], [allow('s3:Get*')], 'allow'],
    ['a boundary alone grants nothing', [], [allow('*')], 'implicitDeny'],
    ['a boundary of other actions', [[allow('s3:*')]], [allow('s3:Put*')], 'implicitDeny'],
    ['an empty boundary', [[allow('s3:*')]], [], 'implicitDeny'],
    ['a Deny in the boundary without Allow elsewhere', [], [deny('*')], 'explicitDeny'],
    [
      'a Deny in the identity policy beside a silent boundary',
      [[allow('*'), deny('s3:*')]],
      [],
      'explicitDeny',
    ],
    [
      'a boundary with NotAction',
      [[allow('*')]],
      [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
      'allow',
    ],
  ] as const)('%s', (_name, identity, boundary, want) => {
    expect(decide(aRequest(), identity, boundary).decision).toBe(want);
  });
});

describe('what policies do not decide', () => {
  const deny = { Effect: 'Deny', Action: 'sts:*', Resource: '*' };
  const allow = { ...deny, Effect: 'Allow' };
  const user = 'arn:aws:iam::111122223333:user/eve';
  const session = 'arn:aws:sts::111122223333:assumed-role/app/pod';
  test.each([
    ['sts:GetCallerIdentity', session, [deny], 'allow'],
    ['STS:getcalleridentity', user, [], 'allow'],
    ['sts:GetSessionToken', user, [deny], 'allow'],
    ['sts:GetSessionToken', session, [allow], 'implicitDeny'],
    ['sts:GetFederationToken', session, [allow], 'implicitDeny'],
    ['sts:GetFederationToken', user, [allow], 'allow'],
    ['sts:GetFederationToken', user, [deny], 'explicitDeny'],
    ['sts:AssumeRole', session, [deny], 'explicitDeny'],
  ])('%s of %s under %j: %s', (action, principal, statements, want) => {
    const asked = aRequest({ action, principal, resource: '*' });
    expect(decide(asked, [statements]).decision).toBe(want);
    if (want === 'allow' && statements !== undefined)
      expect(decide(asked, [statements]).reasons).not.toEqual([]);
  });

  test('a boundary does not take sts:GetCallerIdentity away', () => {
    expect(decide(aRequest({ action: 'sts:GetCallerIdentity', resource: '*' }), [[]], [deny]).decision).toBe(
      'allow',
    );
  });
});

test.each([
  ['identity', 'Resource', { Effect: 'Allow', Action: '*' }],
  ['trust', 'Principal', { Effect: 'Allow', Action: '*' }],
  ['resource', 'Principal', { Effect: 'Allow', Action: '*', Resource: '*' }],
] as const)('a statement of %s policies without %s applies to nothing', (kind, element, statement) => {
  const policy = aPolicy([statement]);
  const policies = { identity: [policy], trust: policy, resource: policy, kind } as PolicySet;
  const { decision, reasons } = evaluate(aRequest(), policies);
  expect([decision, reasons.at(-1)]).toEqual([
    'implicitDeny',
    `policy, statement 1, does not apply: the statement has no ${element}`,
  ]);
});
