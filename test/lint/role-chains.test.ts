import { describe, expect, test } from '@jest/globals';
import type { TextFile } from '../../src/readers/index.js';
import { lintFiles } from './support.js';

const PROVIDER = `provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
}
`;
const trust = (principal: string, actions = '"sts:AssumeRole"', element = 'Principal') =>
  `jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", ${element} = ${principal}, Action = ${actions} }] })`;
const role = (name: string, document: string, more = '') =>
  `resource "aws_iam_role" "${name}" {
  name               = "${name}"
  assume_role_policy = ${document}
${more}}
`;
const PODS = trust('{ Service = "pods.eks.amazonaws.com" }', '["sts:AssumeRole", "sts:TagSession"]');
const WORKERS = trust('{ Service = "ec2.amazonaws.com" }');
const may = (name: string, resource: string, actions = '["sts:AssumeRole", "sts:TagSession"]') =>
  `resource "aws_iam_role_policy" "${name}" {
  role   = aws_iam_role.${name}.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ${actions}, Resource = ${resource} }] })
}
`;
const association = (more = '') => `resource "aws_eks_pod_identity_association" "a" {
  cluster_name    = "demo"
  namespace       = "shop"
  service_account = "api"
  role_arn        = aws_iam_role.first.arn
${more}}
`;
const OWN = /^IRSA(?:22[5678]|234)$/;

async function codes(...parts: readonly string[]): Promise<readonly string[]> {
  return codesOf([{ path: 'main.tf', content: PROVIDER + parts.join('\n') }]);
}

async function codesOf(files: readonly TextFile[]): Promise<readonly string[]> {
  const { findings } = await lintFiles(files);
  return findings.map(({ code }) => code).filter((code) => OWN.test(code));
}

const TARGET = 'aws_iam_role.second.arn';
const chain = (principal: string, element?: string) =>
  codes(
    role('first', WORKERS),
    may('first', TARGET),
    role('second', trust(principal, '["sts:AssumeRole", "sts:TagSession"]', element)),
  );

describe('the trust policy of a role that another one is to assume', () => {
  test.each([
    ['names it by reference', '{ AWS = aws_iam_role.first.arn }'],
    ['names its account', '{ AWS = "arn:aws:iam::111122223333:root" }'],
    ['names its account by the number', '{ AWS = "111122223333" }'],
    ['names everyone', '{ AWS = "*" }'],
    ['is not known', '{ AWS = var.trusted }'],
    [
      'names one that is not known beside others',
      '{ AWS = ["arn:aws:iam::111122223333:role/x", var.trusted] }',
    ],
  ])('%s: nothing is wrong', async (_, principal) => {
    expect(await chain(principal)).toEqual([]);
  });

  test.each([
    ['another role', '{ AWS = "arn:aws:iam::111122223333:role/third" }'],
    ['another account', '{ AWS = "arn:aws:iam::444455556666:root" }'],
    ['a service', '{ Service = "ec2.amazonaws.com" }'],
  ])('names %s alone: the chain breaks', async (_, principal) => {
    expect(await chain(principal)).toEqual(['IRSA225']);
  });

  test('is asked of the role alone that is meant, not of one of its name in an account that is not known', async () => {
    const nowhere = (arn: string) =>
      codesOf([
        {
          path: 'main.tf',
          content: role('first', WORKERS) + may('first', `"${arn}"`) + role('second', WORKERS),
        },
      ]);
    expect(await nowhere('arn:aws:iam::444455556666:role/first')).toEqual([]);
    expect(await nowhere('arn:aws:iam::444455556666:role/second')).toEqual([]);
    const own = role('first', WORKERS) + may('first', '"arn:aws:iam::111122223333:role/first"');
    expect(await codes(own)).toEqual(['IRSA226']);
  });

  test('is enough for one of the roles that share the permission', async () => {
    const shared = `resource "aws_iam_policy" "p" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = aws_iam_role.second.arn }] })
}
resource "aws_iam_role_policy_attachment" "a" {
  role       = aws_iam_role.first.name
  policy_arn = aws_iam_policy.p.arn
}
resource "aws_iam_role_policy_attachment" "b" {
  role       = aws_iam_role.other.name
  policy_arn = aws_iam_policy.p.arn
}
`;
    const roles = role('first', WORKERS) + role('other', WORKERS);
    const second = (name: string) => role('second', trust(`{ AWS = aws_iam_role.${name}.arn }`));
    expect(await codes(roles, shared, second('other'))).toEqual([]);
    expect(await codes(roles, shared, role('third', WORKERS), second('third'))).toEqual(['IRSA225']);
  });

  test('does not matter for a permission on several roles', async () => {
    const second = role('second', trust('{ Service = "ec2.amazonaws.com" }'));
    const any = may('first', '"arn:aws:iam::111122223333:role/sec*"');
    expect(await codes(role('first', WORKERS), any, second)).toEqual([]);
  });

  test('is asked for the target of an association as well', async () => {
    const target = '  target_role_arn = aws_iam_role.second.arn\n';
    const files = (principal: string) => [
      role('first', PODS),
      may('first', TARGET),
      role('second', trust(principal, '["sts:AssumeRole", "sts:TagSession"]')),
      association(target),
    ];
    expect(await codes(...files('{ AWS = aws_iam_role.first.arn }'))).toEqual([]);
    expect(await codes(...files('{ AWS = "arn:aws:iam::111122223333:role/x" }'))).toEqual(['IRSA225']);
  });
});

describe('a role that is to assume itself', () => {
  const self = (more: string) =>
    codes(
      role(
        'first',
        `jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }${more}] })`,
      ),
      may('first', '"arn:aws:iam::111122223333:role/first"'),
    );
  test('must trust itself', async () => {
    expect(await self('')).toEqual(['IRSA226']);
  });
  test('may be let in by its account', async () => {
    const account =
      ', { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "sts:AssumeRole" }';
    expect(await self(account)).toEqual([]);
  });
});

describe('the tags of EKS Pod Identity', () => {
  const open = (actions: string) => trust('{ AWS = aws_iam_role.first.arn }', actions);
  const BOTH = '["sts:AssumeRole", "sts:TagSession"]';
  test.each([
    ['are passed on', PODS, BOTH, BOTH, '', []],
    ['are missing in the permission', PODS, '"sts:AssumeRole"', BOTH, '', ['IRSA228']],
    ['are missing in the trust policy', PODS, BOTH, '"sts:AssumeRole"', '', ['IRSA228']],
    ['are switched off', PODS, '"sts:AssumeRole"', '"sts:AssumeRole"', '  disable_session_tags = true\n', []],
    ['are perhaps switched off', PODS, '"sts:AssumeRole"', BOTH, '  disable_session_tags = var.off\n', []],
    ['are let through by sts:*', PODS, '"sts:*"', '"sts:*"', '', []],
  ])('%s', async (_, first, permission, second, more, want) => {
    const files = [role('first', first), may('first', TARGET, permission), role('second', open(second))];
    expect(await codes(...files, association(more))).toEqual(want);
  });

  test('are none where a node or a web identity has the role', async () => {
    const files = [role('first', WORKERS), may('first', TARGET, '"sts:AssumeRole"')];
    expect(await codes(...files, role('second', open('"sts:AssumeRole"')))).toEqual([]);
  });
});

describe('a policy that compares with the tags of EKS Pod Identity', () => {
  const BY_IRSA = trust(
    '{ Federated = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A" }',
    '"sts:AssumeRoleWithWebIdentity"',
  );
  const BY_ROLE = trust('{ AWS = "arn:aws:iam::111122223333:role/x" }');
  const OFF = association('  disable_session_tags = true\n');
  const MANAGED = `resource "aws_iam_role_policy_attachment" "a" {
  role       = aws_iam_role.first.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEBSCSIDriverEKSClusterScopedPolicy"
}
`;
  const own = (resource: string, effect = 'Allow', condition = '') => `resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.first.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "${effect}", Action = "s3:GetObject", Resource = "${resource}"${condition} }] })
}
`;
  const SCOPED = own('arn:aws:s3:::b/$${aws:PrincipalTag/kubernetes-namespace}/*');
  const BY_KEY = ', Condition = { StringEquals = { "aws:PrincipalTag/kubernetes-namespace" = "shop" } }';

  test.each([
    ['AWS manages, under IRSA', BY_IRSA, MANAGED, '', ['IRSA234']],
    ['has a variable, under IRSA', BY_IRSA, SCOPED, '', ['IRSA234']],
    ['has a condition, under IRSA', BY_IRSA, own('*', 'Allow', BY_KEY), '', ['IRSA234']],
    ['AWS manages, with session tags disabled', PODS, MANAGED + OFF, '', ['IRSA234']],
    ['AWS manages, under Pod Identity', PODS, MANAGED + association(), '', []],
    ['AWS manages, for pods that nobody shows', PODS, MANAGED, '', []],
    ['AWS manages, for a role that passes its tags on', BY_ROLE, MANAGED, '', []],
    [
      'only denies',
      BY_IRSA,
      own('arn:aws:s3:::b/$${aws:PrincipalTag/kubernetes-namespace}/*', 'Deny'),
      '',
      [],
    ],
    [
      'has another value instead',
      BY_IRSA,
      own("arn:aws:s3:::b/$${aws:PrincipalTag/kubernetes-namespace, 'x'}/*"),
      '',
      [],
    ],
    ['compares with a tag of the role', BY_IRSA, MANAGED, '  tags = { eks-cluster-name = "demo" }\n', []],
    ['compares with tags that are not known', BY_IRSA, MANAGED, '  tags = var.tags\n', []],
  ])('%s', async (_, first, policies, more, want) => {
    expect(await codes(role('first', first, more), policies)).toEqual(want);
  });
});

describe('a principal that is spelt out', () => {
  const ARN = 'arn:aws:iam::111122223333:role/first';
  const second = (principal: string, more = '') => role('second', trust(`{ AWS = ${principal} }`), more);
  test.each([
    ['of a role made beside it', `"${ARN}"`, ['IRSA227']],
    [
      'with the account looked up',
      '"arn:aws:iam::${data.aws_caller_identity.me.account_id}:role/first"',
      ['IRSA227'],
    ],
    ['by reference', 'aws_iam_role.first.arn', []],
    ['with the name by reference', '"arn:aws:iam::111122223333:role/${aws_iam_role.first.name}"', []],
    ['of another role', '"arn:aws:iam::111122223333:role/elsewhere"', []],
    ['of another account', '"arn:aws:iam::444455556666:role/first"', []],
  ])('%s', async (_, principal, want) => {
    const data = 'data "aws_caller_identity" "me" {}\n';
    expect(await codes(data, role('first', WORKERS), second(principal))).toEqual(want);
  });

  test('is no fault where Terraform is told the order', async () => {
    const more = '  depends_on = [aws_iam_role.first]\n';
    expect(await codes(role('first', WORKERS), second(`"${ARN}"`, more))).toEqual([]);
  });

  test('is no fault where another project makes the role', async () => {
    const files = [
      { path: 'a/main.tf', content: PROVIDER + role('first', WORKERS) },
      { path: 'b/main.tf', content: PROVIDER + second(`"${ARN}"`) },
    ];
    expect(await codesOf(files)).toEqual([]);
  });
});
