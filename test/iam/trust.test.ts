import { describe, expect, test } from '@jest/globals';
import { aRequest, decideTrust, ISSUER, PROVIDER } from './support.js';

const ROLE = 'arn:aws:iam::111122223333:role/app';
const webIdentity = (context: Record<string, string | readonly string[]> = {}) =>
  aRequest({
    principal: PROVIDER,
    action: 'sts:AssumeRoleWithWebIdentity',
    resource: ROLE,
    context: {
      [`${ISSUER}:sub`]: 'system:serviceaccount:prod:app',
      [`${ISSUER}:aud`]: 'sts.amazonaws.com',
      ...context,
    },
  });
const trusts = (over: Record<string, unknown>) => ({
  Effect: 'Allow',
  Principal: { Federated: PROVIDER },
  Action: 'sts:AssumeRoleWithWebIdentity',
  ...over,
});
const sub = (operator: string, value: unknown) => ({ [operator]: { [`${ISSUER}:sub`]: value } });
const APP = 'system:serviceaccount:prod:app';

describe('web identity', () => {
  test.each([
    [
      'sub and aud fit',
      { Condition: { StringEquals: { [`${ISSUER}:sub`]: APP, [`${ISSUER}:aud`]: 'sts.amazonaws.com' } } },
      'allow',
    ],
    [
      'another audience',
      { Condition: { StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com.cn' } } },
      'implicitDeny',
    ],
    ['list of subs', { Condition: sub('StringEquals', ['system:serviceaccount:a:b', APP]) }, 'allow'],
    [
      'value case counts',
      { Condition: sub('StringEquals', 'system:serviceaccount:prod:App') },
      'implicitDeny',
    ],
    [
      'wildcard under StringEquals is literal',
      { Condition: sub('StringEquals', 'system:serviceaccount:prod:*') },
      'implicitDeny',
    ],
    ['StringLike spans the colon', { Condition: sub('StringLike', 'system:serviceaccount:*') }, 'allow'],
    ['StringLike of any namespace', { Condition: sub('StringLike', 'system:serviceaccount:*:app') }, 'allow'],
    [
      'StringLike of another namespace',
      { Condition: sub('StringLike', 'system:serviceaccount:dev:*') },
      'implicitDeny',
    ],
    [
      'key name ignores case',
      { Condition: { StringEquals: { [`${ISSUER.toUpperCase()}:SUB`]: APP } } },
      'allow',
    ],
    [
      'key without the issuer id',
      { Condition: { StringEquals: { 'oidc.eks.eu-west-1.amazonaws.com:sub': APP } } },
      'implicitDeny',
    ],
    [
      'key of another issuer',
      { Condition: { StringEquals: { [`${ISSUER.replace('EXAMPLE', 'F')}:sub`]: APP } } },
      'implicitDeny',
    ],
    ['key as ARN', { Condition: { StringEquals: { [`${PROVIDER}:sub`]: APP } } }, 'implicitDeny'],
    [
      'mistaken key under IfExists lets anybody in',
      { Condition: { StringEqualsIfExists: { [`https://${ISSUER}:sub`]: 'x' } } },
      'allow',
    ],
    [
      'mistaken key under ForAllValues lets anybody in',
      { Condition: { 'ForAllValues:StringEquals': { [`https://${ISSUER}:sub`]: 'x' } } },
      'allow',
    ],
    [
      'ForAllValues compares a present sub',
      { Condition: sub('ForAllValues:StringEquals', 'x') },
      'implicitDeny',
    ],
    ['ForAnyValue on a present sub', { Condition: sub('ForAnyValue:StringLike', 'system:*') }, 'allow'],
    ['StringNotEquals of another sub lets in', { Condition: sub('StringNotEquals', 'x') }, 'allow'],
    ['StringNotEquals of this sub', { Condition: sub('StringNotEquals', APP) }, 'implicitDeny'],
    ['Null wants the key', { Condition: { Null: { [`${ISSUER}:sub`]: 'false' } } }, 'allow'],
    [
      'exact and like ANDed',
      { Condition: { ...sub('StringEquals', APP), ...sub('StringLike', 'x*') } },
      'implicitDeny',
    ],
    ['action with wildcard', { Action: 'sts:AssumeRole*' }, 'allow'],
    ['action in another case', { Action: 'STS:assumerolewithwebidentity' }, 'allow'],
    ['list of actions', { Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'] }, 'allow'],
    ['SAML action', { Action: 'sts:AssumeRoleWithSAML' }, 'implicitDeny'],
    [
      'provider of another account',
      { Principal: { Federated: PROVIDER.replace('1111', '4444') } },
      'implicitDeny',
    ],
    [
      'provider with https://',
      { Principal: { Federated: PROVIDER.replace('oidc-provider/', 'oidc-provider/https://') } },
      'implicitDeny',
    ],
    [
      'provider by wildcard in the name',
      { Principal: { Federated: `${PROVIDER.slice(0, -4)}*` } },
      'implicitDeny',
    ],
    ['provider in another case', { Principal: { Federated: PROVIDER.toLowerCase() } }, 'implicitDeny'],
    ['issuer instead of ARN', { Principal: { Federated: ISSUER } }, 'implicitDeny'],
    ['everybody', { Principal: '*' }, 'allow'],
    ['everybody as AWS', { Principal: { AWS: '*' } }, 'allow'],
    ['account id is not the provider', { Principal: { AWS: '111122223333' } }, 'implicitDeny'],
    ['provider under AWS names nobody', { Principal: { AWS: PROVIDER } }, 'implicitDeny'],
    ['provider as Service', { Principal: { Service: 'eks.amazonaws.com' } }, 'implicitDeny'],
    ['one of two types', { Principal: { Service: 'x.amazonaws.com', Federated: PROVIDER } }, 'allow'],
    ['Deny for the provider', { Effect: 'Deny' }, 'explicitDeny'],
    [
      'Deny for everybody but the provider',
      { Effect: 'Deny', Principal: undefined, NotPrincipal: { Federated: PROVIDER } },
      'implicitDeny',
    ],
    [
      'Allow for everybody but another',
      { Principal: undefined, NotPrincipal: { AWS: '444455556666' } },
      'allow',
    ],
  ] as const)('%s', (_name, over, want) => {
    expect(decideTrust(webIdentity(), [trusts(over)]).decision).toBe(want);
  });

  test('statements are ORed', () => {
    const wrong = trusts({ Condition: sub('StringEquals', 'x') });
    expect(
      decideTrust(webIdentity(), [wrong, trusts({ Condition: sub('StringEquals', APP) })]).decision,
    ).toBe('allow');
  });

  test('the reason for a wrong service account names both', () => {
    const { reasons, code } = decideTrust(webIdentity(), [
      trusts({ Sid: 'Irsa', Condition: sub('StringEquals', 'system:x') }),
    ]);
    expect(code).toBe('not-allowed-by-trust');
    expect(reasons[1]).toBe(
      `policy, statement 1 (Irsa), does not apply: StringEquals on ${ISSUER}:sub is not met: ` +
        `the request has "${APP}", the policy lists "system:x"`,
    );
  });
});

describe('AWS and service principals', () => {
  const session = 'arn:aws:sts::111122223333:assumed-role/app/s1';
  test.each([
    ['111122223333', session, true],
    ['arn:aws:iam::111122223333:root', session, true],
    ['arn:aws:iam::111122223333:root', 'arn:aws:iam::111122223333:user/Bob', true],
    ['arn:aws:iam::111122223333:root', 'arn:aws:iam::111122223333:root', true],
    ['arn:aws-cn:iam::111122223333:root', session, false],
    ['444455556666', session, false],
    ['arn:aws:iam::111122223333:role/app', session, true],
    ['arn:aws:iam::111122223333:role/path/to/app', session, true],
    ['arn:aws:iam::111122223333:role/other', session, false],
    ['arn:aws:iam::444455556666:role/app', session, false],
    ['arn:aws-cn:iam::111122223333:role/app', session, false],
    ['arn:aws:iam::111122223333:role/app', 'arn:aws:iam::111122223333:role/app', true],
    ['arn:aws:iam::111122223333:role/*', session, false],
    [session, session, true],
    ['arn:aws:sts::111122223333:assumed-role/app/*', session, false],
    ['arn:aws:sts::111122223333:assumed-role/app/s2', session, false],
    ['arn:aws:iam::111122223333:user/bob', 'arn:aws:iam::111122223333:user/Bob', false],
    ['*', session, true],
    ['AROAEXAMPLE', session, false],
  ])('AWS %s and %s: %s', (value, principal, want) => {
    const request = aRequest({ principal, action: 'sts:AssumeRole', resource: ROLE });
    const statement = { Effect: 'Allow', Principal: { AWS: value }, Action: 'sts:AssumeRole' };
    expect(decideTrust(request, [statement]).decision === 'allow').toBe(want);
    const { Principal: named, ...rest } = statement;
    expect(decideTrust(request, [{ ...rest, NotPrincipal: named }]).decision === 'allow').toBe(!want);
  });

  test.each([session, 'arn:aws:iam::111122223333:role/app', '*'])(
    'Federated %s names no session',
    (value) => {
      const request = aRequest({ principal: session, action: 'sts:AssumeRole', resource: ROLE });
      const statement = { Effect: 'Allow', Principal: { Federated: value }, Action: 'sts:AssumeRole' };
      expect(decideTrust(request, [statement]).decision).toBe('implicitDeny');
    },
  );

  test.each([
    ['pods.eks.amazonaws.com', 'a', 'allow'],
    ['pods.eks.amazonaws.com', 'b', 'implicitDeny'],
    ['ec2.amazonaws.com', 'a', 'implicitDeny'],
  ])('Pod Identity: %s in namespace %s: %s', (service, namespace, want) => {
    const context = { 'aws:RequestTag/kubernetes-namespace': namespace };
    const request = aRequest({
      principal: 'pods.eks.amazonaws.com',
      action: 'sts:TagSession',
      resource: ROLE,
      context,
    });
    const Condition = { StringEquals: { 'aws:RequestTag/kubernetes-namespace': 'a' } };
    const Action = ['sts:AssumeRole', 'sts:TagSession'];
    expect(
      decideTrust(request, [{ Effect: 'Allow', Principal: { Service: service }, Action, Condition }])
        .decision,
    ).toBe(want);
  });
});
