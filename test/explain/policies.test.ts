import { describe, expect, test } from '@jest/globals';
import { ask, link, worldOf, yaml } from './support.js';

const HOST = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
const ALLOW = { Effect: 'Allow', Action: '*', Resource: '*' };

const trust = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${HOST}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          [`${HOST}:aud`]: 'sts.amazonaws.com',
          [`${HOST}:sub`]: 'system:serviceaccount:default:sa-app',
        },
      },
    },
  ],
};

const inline = (name: string, text: string) => `resource "aws_iam_role_policy" "${name}" {
  role   = aws_iam_role.photos.name
  policy = <<-EOT
    ${text}
  EOT
}
`;

interface Texts {
  readonly policy?: string;
  readonly trust?: string;
  readonly boundary?: string;
  /** Further blocks of Terraform. */
  readonly more?: string;
}

/** A second policy of the role, and a variable without a value. */
const extra = (document: string) => `
variable "more" {}

resource "aws_iam_role_policy" "extra" {
  role   = aws_iam_role.photos.name
  policy = ${document}
}
`;

/** A role whose documents are the JSON texts given, and a service account that takes it. */
async function roleWith(texts: Texts) {
  const boundary = `resource "aws_iam_policy" "boundary" {
  name   = "boundary"
  policy = <<-EOT
    ${texts.boundary ?? ''}
  EOT
}
`;
  const terraform = `provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

resource "aws_iam_openid_connect_provider" "eks" {
  url            = "https://${HOST}"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "photos" {
  name               = "photos"
  ${texts.boundary === undefined ? '' : 'permissions_boundary = aws_iam_policy.boundary.arn'}
  assume_role_policy = <<-EOT
    ${texts.trust ?? JSON.stringify(trust)}
  EOT
}

${inline('photos', texts.policy ?? policyOf(ALLOW))}
${texts.boundary === undefined ? '' : boundary}${texts.more ?? ''}`;
  const account = {
    ...{ apiVersion: 'v1', kind: 'ServiceAccount' },
    metadata: {
      name: 'sa-app',
      namespace: 'default',
      annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/photos' },
    },
  };
  const pod = {
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'photos', namespace: 'default' } },
    spec: { serviceAccountName: 'sa-app', containers: [{ name: 'app', image: 'photos:1' }] },
  };
  return worldOf([
    { path: 'main.tf', content: terraform.replaceAll('${aws:', () => '$${aws:') },
    yaml('app.yaml', account, pod),
  ]);
}

function policyOf(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

const context = (values: Readonly<Record<string, string>>) => ({ context: values });

describe('what AWS leaves open', () => {
  const denyIf = (Condition: object) => policyOf(ALLOW, { ...ALLOW, Effect: 'Deny', Condition });
  test.each([
    [
      'an address that is none',
      { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/33' } },
      { 'aws:SourceIp': '10.0.0.1' },
    ],
    ['a number that is none', { NumericNotEquals: { 's3:max-keys': 'ten' } }, { 's3:max-keys': '10' }],
    [
      'a variable without a value',
      { StringNotEquals: { 'aws:RequestedRegion': '${aws:username}' } },
      { 'aws:RequestedRegion': 'us-east-1' },
    ],
  ])('%s is unknown, whichever the effect', async (_name, condition, given) => {
    const allowed = ask(
      await roleWith({ policy: policyOf({ ...ALLOW, Condition: condition }) }),
      context(given),
    );
    const denied = ask(await roleWith({ policy: denyIf(condition) }), context(given));
    for (const answer of [allowed, denied]) {
      expect(answer.decision).toBe('unknown');
      expect(link(answer, 'permissions')).toContain('is left open by AWS');
    }
  });
});

describe('what policies do not decide', () => {
  const deny = policyOf({ ...ALLOW, Effect: 'Deny' });
  test('sts:GetCallerIdentity is allowed whatever the policies and the boundary say', async () => {
    const answer = ask(await roleWith({ policy: deny, boundary: deny }), {
      action: 'sts:GetCallerIdentity',
      resource: '*',
    });
    expect(answer.decision).toBe('allowed');
    expect(link(answer, 'permissions')).toBe(
      'ok: sts:GetCallerIdentity needs no permission, and no policy can deny it',
    );
  });

  test('sts:GetSessionToken is for users alone', async () => {
    const answer = ask(await roleWith({}), { action: 'sts:GetSessionToken', resource: '*' });
    expect(answer.decision).toBe('denied');
  });

  test('without a role nothing is allowed', async () => {
    const answer = ask(await roleWith({ trust: policyOf() }), {
      action: 'sts:GetCallerIdentity',
      resource: '*',
    });
    expect(answer.decision).toBe('denied');
  });
});

describe('a document that AWS refuses', () => {
  const deny = { ...ALLOW, Effect: 'Deny' };
  const bad: readonly (readonly [string, string, string])[] = [
    [
      'a key twice',
      '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}]}',
      '"Effect" stands twice in one object',
    ],
    [
      'a comma too many',
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},]}',
      'the text is not JSON: no comma is allowed before "]"',
    ],
    [
      'a condition key in two cases',
      policyOf({ ...ALLOW, Condition: { StringEquals: { 'aws:x': 'a', 'AWS:X': 'b' } } }),
      '"AWS:X" is the same key as "aws:x"',
    ],
    ['a Deny of no ARN', policyOf(ALLOW, { ...deny, Resource: '*bkt*' }), '"*bkt*" is not an ARN or "*"'],
    ['a Deny of a service', policyOf(ALLOW, { ...deny, Action: 's3' }), '"s3" is not an action'],
    ['a Deny of nothing', policyOf(ALLOW, { ...deny, Action: [] }), 'Action is an empty list'],
    ['an object as Action', policyOf(ALLOW, { ...deny, Action: {} }), '{} is not a string'],
    ['a Principal', policyOf(ALLOW, { ...deny, Principal: '*' }), 'takes no Principal'],
    ['an unknown element', policyOf(ALLOW, { ...deny, Conditions: {} }), '"Conditions" is not an element'],
    ['a Sid twice', policyOf({ ...ALLOW, Sid: 'A' }, { ...ALLOW, Sid: 'A' }), 'no two statements'],
  ];
  test.each(bad)('as the policy or the boundary denies: %s', async (_name, text, reason) => {
    const policy = ask(await roleWith({ policy: text }));
    expect(policy.decision).toBe('denied');
    expect(link(policy, 'permissions')).toContain('AWS refuses aws_iam_role_policy.photos: ');
    expect(link(policy, 'permissions')).toContain(reason);
    const boundary = ask(await roleWith({ boundary: text }));
    expect(boundary.decision).toBe('denied');
    expect(link(boundary, 'boundary')).toContain('AWS refuses aws_iam_policy.boundary: ');
    expect(link(boundary, 'boundary')).toContain(reason);
  });

  const [TRUST = {}] = trust.Statement;
  test.each([
    [{ ...TRUST, Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: '*' } }, 'takes no NotPrincipal'],
    [{ ...TRUST, Resource: '*' }, 'takes no Resource'],
    [{ ...TRUST, Action: 's3:GetObject' }, 'is not an action of sts'],
    [{ ...TRUST, Principal: { AWS: '11112222333' } }, 'is not an account, user, role or session'],
  ])('as the trust policy, beside a statement that lets in, denies: %j', async (statement, reason) => {
    const answer = ask(await roleWith({ trust: policyOf(TRUST, statement) }));
    expect(answer.decision).toBe('denied');
    expect(link(answer, 'trust')).toContain('AWS refuses the trust policy of photos: ');
    expect(link(answer, 'trust')).toContain(reason);
  });

  test('the last of two keys counts in an object of HCL, as Terraform has it', async () => {
    const text =
      'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Effect = "Allow", Action = "s3:*", Resource = "*" }] })';
    const answer = ask(await roleWith({ policy: policyOf(ALLOW), more: extra(text) }));
    expect(answer.decision).toBe('allowed');
  });

  test('what is unknown of a statement is no ground to refuse it', async () => {
    const text =
      'jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow", Action = "s3:*" }, var.more)] })';
    const answer = ask(
      await roleWith({ policy: policyOf({ ...ALLOW, Action: 's3:PutObject' }), more: extra(text) }),
    );
    expect(answer.decision).toBe('unknown');
  });
});

describe('what the files do not tell of a statement is named', () => {
  const bucket = '"arn:aws:s3:::${var.more}/*"';
  test.each([
    [`Resource = ${bucket}`, '"arn:aws:s3:::<var.more>/*"'],
    [`Resource = ["arn:aws:s3:::other/*", ${bucket}]`, '"arn:aws:s3:::<var.more>/*"'],
    [`NotResource = ${bucket}`, '"arn:aws:s3:::<var.more>/*"'],
    ['Resource = var.more', '"<var.more>"'],
    ['Resource = concat(["arn:aws:s3:::other/*"], var.more)', '"<var.more>"'],
    ['Resource = "*", Condition = var.more', 'its Condition'],
    ['Resource = "*", Condition = { StringEquals = { "${var.more}:sub" = "a" } }', '"<var.more>:sub"'],
    ['Resource = "*", Condition = { StringEquals = { "aws:RequestedRegion" = var.more } }', '"<var.more>"'],
  ])('%s', async (rest, told) => {
    const text = `jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", ${rest} }] })`;
    const policy = policyOf({ ...ALLOW, Action: 's3:PutObject' });
    const answer = ask(
      await roleWith({ policy, more: extra(text) }),
      context({ 'aws:RequestedRegion': 'us-east-1' }),
    );
    expect(answer.decision).toBe('unknown');
    expect(link(answer, 'permissions')).toContain(
      `aws_iam_role_policy.extra, statement 1 holds values that the files do not tell: ${told}`,
    );
  });
});

describe('conditions of which not all is known', () => {
  const decided = async (condition: string, effect: 'Allow' | 'Deny') => {
    const text = `jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "${effect}", Action = "*", Resource = "*", Condition = ${condition} }] })`;
    const own = effect === 'Deny' ? ALLOW : { ...ALLOW, Action: 's3:PutObject' };
    const world = await roleWith({ policy: policyOf(own), more: extra(text) });
    return ask(world, context({ 'aws:RequestedRegion': 'us-east-1' })).decision;
  };
  const region = (value: string) => `{ "aws:RequestedRegion" = "${value}" }`;

  test.each([
    'var.more',
    `merge({ StringEquals = ${region('us-east-1')} }, var.more)`,
    '{ StringEquals = var.more }',
    `{ StringEquals = merge(${region('us-east-1')}, var.more) }`,
    `{ (var.more) = ${region('us-east-1')} }`,
    '{ StringEquals = { "aws:RequestedRegion" = var.more } }',
  ])('%s leaves open whether a statement applies', async (condition) => {
    expect(await decided(condition, 'Allow')).toBe('unknown');
    expect(await decided(condition, 'Deny')).toBe('unknown');
  });

  test.each([
    `merge(var.more, { StringEquals = ${region('eu-west-1')} })`,
    `{ StringEquals = ${region('eu-west-1')}, Bool = var.more }`,
  ])('%s has one that does not hold', async (condition) => {
    expect(await decided(condition, 'Allow')).toBe('denied');
    expect(await decided(condition, 'Deny')).toBe('allowed');
  });
});

describe('keys that a request is taken to have', () => {
  const tls = { Bool: { 'aws:SecureTransport': 'false' } };
  const assumptionsOf = async (texts: Texts, more: object = {}) =>
    ask(await roleWith(texts), more).assumptions.filter((text) => text.includes('aws:'));
  const TLS = 'that the call comes over TLS (aws:SecureTransport is "true")';

  test('are named when a statement asks for them', async () => {
    const deny = policyOf(ALLOW, { ...ALLOW, Effect: 'Deny', Condition: tls });
    expect(ask(await roleWith({ policy: deny })).decision).toBe('allowed');
    expect(await assumptionsOf({ policy: deny })).toEqual([TLS]);
    expect(await assumptionsOf({ boundary: deny })).toEqual([TLS]);
    const via = policyOf({ ...ALLOW, Condition: { Bool: { 'aws:viaawsservice': 'false' } } });
    expect(await assumptionsOf({ policy: via })).toEqual([
      'that the pod makes the call, not an AWS service for it (aws:ViaAWSService is "false")',
    ]);
  });

  test('are not, when no statement that may apply does, or the question says them', async () => {
    const deny = { ...ALLOW, Effect: 'Deny', Condition: tls };
    expect(await assumptionsOf({})).toEqual([]);
    expect(await assumptionsOf({ policy: policyOf(ALLOW, { ...deny, Action: 's3:PutObject' }) })).toEqual([]);
    const asked = context({ 'AWS:securetransport': 'false' });
    expect(await assumptionsOf({ policy: policyOf(ALLOW, deny) }, asked)).toEqual([]);
    expect(ask(await roleWith({ policy: policyOf(ALLOW, deny) }), asked).decision).toBe('denied');
  });

  test('do not matter to what no policy decides', async () => {
    const policy = policyOf({ ...ALLOW, Effect: 'Deny', Condition: tls });
    expect(await assumptionsOf({ policy }, { action: 'sts:GetCallerIdentity', resource: '*' })).toEqual([]);
  });
});

describe('a second factor, which no pod has', () => {
  const mfa = (operator: string, value: string) => ({ [operator]: { 'aws:MultiFactorAuthPresent': value } });
  const denyIf = (Condition: object) => policyOf(ALLOW, { ...ALLOW, Effect: 'Deny', Condition });
  test.each([
    ['BoolIfExists', 'false', 'denied'],
    ['Bool', 'false', 'unknown'],
    ['Null', 'true', 'unknown'],
    ['Bool', 'true', 'allowed'],
  ])('a Deny with %s %s: %s', async (operator, value, want) => {
    expect(ask(await roleWith({ policy: denyIf(mfa(operator, value)) })).decision).toBe(want);
  });

  test.each([
    ['Bool', 'true', 'denied'],
    ['BoolIfExists', 'true', 'unknown'],
    ['BoolIfExists', 'false', 'allowed'],
  ])('an Allow with %s %s: %s', async (operator, value, want) => {
    const policy = policyOf({ ...ALLOW, Condition: mfa(operator, value) });
    expect(ask(await roleWith({ policy })).decision).toBe(want);
  });

  test('the question may say it', async () => {
    const world = await roleWith({ policy: denyIf(mfa('Bool', 'false')) });
    expect(ask(world, context({ 'aws:multifactorauthpresent': 'false' })).decision).toBe('denied');
    expect(ask(world, { context: { 'aws:MultiFactorAuthPresent': undefined } }).decision).toBe('allowed');
  });
});

describe('a Deny of a part of what is asked', () => {
  const own = policyOf(
    { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' },
    { Effect: 'Deny', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/secret/*' },
  );

  test.each([
    ['arn:aws:s3:::photos/a', 'allowed'],
    ['arn:aws:s3:::photos/secret/a', 'denied'],
    ['arn:aws:s3:::photos/secret/*', 'denied'],
    ['arn:aws:s3:::photos/open/*', 'allowed'],
    ['arn:aws:s3:::photos/*', 'unknown'],
    ['arn:aws:s3:::photos/s*', 'unknown'],
  ])('%s is %s', async (resource, want) => {
    const answer = ask(await roleWith({ policy: own }), { resource });
    expect(answer.decision).toBe(want);
    if (want === 'unknown')
      expect(link(answer, 'permissions')).toContain(
        'it denies arn:aws:s3:::photos/secret/*, a part of what is asked',
      );
  });
});

describe('what a person reads', () => {
  test('has the expression of a value that the files do not tell, in quotes too', async () => {
    const policy = policyOf({
      ...{ ...ALLOW, Resource: ['arn:aws:s3:::photos/*', '${var.other}/*'] },
      Condition: { StringEquals: { 'aws:RequestedRegion': '${var.region}' } },
    });
    const more = 'variable "region" {}\nvariable "other" {}\n';
    const answer = JSON.stringify(ask(await roleWith({ policy, more })));
    expect(answer).toContain('<var.region>');
    expect(answer).not.toMatch(/\\ue00[01]|[\uE000\uE001]/);
  });

  test.each([
    [
      's3:GetObject',
      'arn:aws:s3:::photos',
      'arn:aws:s3:::photos/cat',
      'add "arn:aws:s3:::photos/*" to the Resource: the ARN of a bucket is not that of its objects',
    ],
    [
      's3:ListBucket',
      'arn:aws:s3:::photos/*',
      'arn:aws:s3:::photos',
      'add "arn:aws:s3:::photos" to the Resource: the ARN of objects is not that of their bucket',
    ],
    [
      's3:GetObject',
      'arn:aws:s3:::photos',
      'arn:aws:s3:::photos-2/cat',
      'allow it in a policy, or ask for less',
    ],
    [
      's3:GetObject',
      'arn:aws:s3:::photos/*',
      'arn:aws:s3:::photos',
      'ask for objects, such as --resource "arn:aws:s3:::photos/*": it is done to these, not to their bucket',
    ],
    [
      's3:PutObject',
      'arn:aws:s3:::photos/out/*',
      'arn:aws:s3:::photos',
      'ask for objects, such as --resource "arn:aws:s3:::photos/out/*": it is done to these, not to their bucket',
    ],
    [
      's3:ListBucket',
      'arn:aws:s3:::photos',
      'arn:aws:s3:::photos/cat',
      'ask for --resource "arn:aws:s3:::photos": it is done to the bucket, not to its objects',
    ],
    [
      's3:GetObjectAcl',
      'arn:aws:s3:::photos/*',
      'arn:aws:s3:::photos',
      'allow it in a policy, or ask for less',
    ],
  ])(
    'tells a bucket from its objects where a policy lists the other: %s on %s',
    async (action, listed, resource, fix) => {
      const policy = policyOf({ ...ALLOW, Action: action, Resource: listed });
      const answer = ask(await roleWith({ policy }), { action, resource });
      expect(answer.links.find(({ kind }) => kind === 'permissions')?.fix).toBe(fix);
    },
  );

  test('names what a statement allows where everything is asked for', async () => {
    const policy = policyOf({ ...ALLOW, Resource: 'arn:aws:s3:::photos/*' });
    const answer = ask(await roleWith({ policy }), { resource: '*' });
    expect([answer.decision, answer.links.find(({ kind }) => kind === 'permissions')?.fix]).toEqual([
      'denied',
      'ask for what it is done to, such as --resource "arn:aws:s3:::photos/*": * stands for everything',
    ]);
  });
});
