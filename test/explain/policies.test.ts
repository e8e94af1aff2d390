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
}

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
${texts.boundary === undefined ? '' : boundary}`;
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
