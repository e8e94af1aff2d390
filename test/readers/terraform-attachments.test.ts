import { describe, expect, test } from '@jest/globals';
import { buildWorld, explain } from '../../src/explain/index.js';
import { readFiles } from '../../src/readers/index.js';

const ISSUER = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';

const role = (more = '') => `
resource "aws_iam_openid_connect_provider" "o" {
  url            = "https://${ISSUER}"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "web" {
  name = "web"
  ${more}
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${ISSUER}" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = {
        "${ISSUER}:aud" = "sts.amazonaws.com"
        "${ISSUER}:sub" = "system:serviceaccount:shop:web"
      } }
    }]
  })
}`;

const document = (effect: string) =>
  `jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "${effect}", Action = "s3:GetObject", Resource = "arn:aws:s3:::bkt/*" }] })`;

const inline = (name = 'p', effect = 'Allow', more = '', to = 'aws_iam_role.web.name') => `
resource "aws_iam_role_policy" "${name}" {
  name   = "${name}"
  role   = ${to}
  policy = ${document(effect)}
  ${more}
}`;

const managed = `
resource "aws_iam_policy" "m" {
  name   = "m"
  policy = ${document('Allow')}
}
resource "aws_iam_role_policy_attachment" "m" {
  role       = aws_iam_role.web.name
  policy_arn = aws_iam_policy.m.arn
}`;

const SA = `apiVersion: v1
kind: ServiceAccount
metadata: { name: web, namespace: shop, annotations: { eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/web" } }
`;

async function permissions(hcl: string) {
  const provider = 'provider "aws" {\n  region = "us-east-1"\n  allowed_account_ids = ["111122223333"]\n}\n';
  const inventory = await readFiles([
    { path: 'main.tf', content: provider + hcl },
    { path: 'sa.yaml', content: SA },
  ]);
  const { links } = explain(buildWorld(inventory), {
    namespace: 'shop',
    serviceAccount: 'web',
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::bkt/k',
  });
  return links.find(({ kind }) => kind === 'permissions')?.status;
}

describe('a policy that Terraform takes away again', () => {
  const exclusive = (type: string, argument: string, list: string) =>
    `\nresource "${type}" "x" {\n  role_name = aws_iam_role.web.name\n  ${argument} = ${list}\n}`;

  test.each([
    ['an inline policy alone', role() + inline(), 'ok'],
    ['beside inline_policy {}', role('inline_policy {}') + inline(), 'unknown'],
    ['beside managed_policy_arns', role('managed_policy_arns = []') + inline(), 'ok'],
    ['a managed policy alone', role() + managed, 'ok'],
    [
      'a managed policy beside managed_policy_arns = []',
      role('managed_policy_arns = []') + managed,
      'unknown',
    ],
    [
      'a managed policy in managed_policy_arns',
      role('managed_policy_arns = [aws_iam_policy.m.arn]') + managed,
      'ok',
    ],
    ['a managed policy beside inline_policy {}', role('inline_policy {}') + managed, 'ok'],
    [
      'an exclusive list without it',
      role() + inline() + exclusive('aws_iam_role_policies_exclusive', 'policy_names', '[]'),
      'unknown',
    ],
    [
      'an exclusive list with it',
      role() +
        inline() +
        exclusive('aws_iam_role_policies_exclusive', 'policy_names', '[aws_iam_role_policy.p.name]'),
      'ok',
    ],
    [
      'an exclusive list with something that cannot be told',
      role() + inline() + exclusive('aws_iam_role_policies_exclusive', 'policy_names', '[var.extra]'),
      'unknown',
    ],
    [
      'an exclusive list of attachments without it',
      role() + managed + exclusive('aws_iam_role_policy_attachments_exclusive', 'policy_arns', '[]'),
      'unknown',
    ],
    [
      'a policy that is attached to other roles alone',
      `${role()}${managed}\nresource "aws_iam_policy_attachment" "x" {\n  name = "x"\n  roles = ["other"]\n  policy_arn = aws_iam_policy.m.arn\n}`,
      'unknown',
    ],
    [
      'a policy that is attached to other roles alone, whose changes are ignored',
      `${role()}${managed}\nresource "aws_iam_policy_attachment" "x" {\n  name = "x"\n  roles = ["other"]\n  policy_arn = aws_iam_policy.m.arn\n  lifecycle {\n    ignore_changes = [roles]\n  }\n}`,
      'ok',
    ],
    [
      'a managed policy beside managed_policy_arns whose changes are ignored',
      role('managed_policy_arns = []\n  lifecycle {\n    ignore_changes = [managed_policy_arns]\n  }') +
        managed,
      'ok',
    ],
    [
      'a managed policy beside managed_policy_arns whose changes count',
      role('managed_policy_arns = []') + managed,
      'unknown',
    ],
    [
      'a policy that is attached to this role as well',
      `${role()}${managed}\nresource "aws_iam_policy_attachment" "x" {\n  name = "x"\n  roles = ["other", aws_iam_role.web.name]\n  policy_arn = aws_iam_policy.m.arn\n}`,
      'ok',
    ],
  ])('%s: %#', async (_what, hcl, want) => {
    expect(await permissions(hcl)).toBe(want);
  });
});

describe('as many objects as a variable says', () => {
  const counted = (what: string) => `
variable "enabled" {
  type = bool
}
variable "teams" {
  type = map(string)
}
resource "aws_iam_role" "job" {
  ${what === 'count' ? 'count = var.enabled ? 1 : 0' : 'for_each = var.teams'}
  name               = "job"
  assume_role_policy = "{}"
}
resource "aws_iam_role_policy" "job" {
  ${what === 'count' ? 'count = var.enabled ? 1 : 0' : 'for_each = var.teams'}
  name   = "own"
  role   = aws_iam_role.job[${what === 'count' ? 'count.index' : 'each.key'}].name
  policy = ${document('Allow')}
}
resource "aws_iam_role_policies_exclusive" "job" {
  ${what === 'count' ? 'count = var.enabled ? 1 : 0' : 'for_each = var.teams'}
  role_name    = aws_iam_role.job[${what === 'count' ? 'count.index' : 'each.key'}].name
  policy_names = [aws_iam_role_policy.job[${what === 'count' ? 'count.index' : 'each.key'}].name]
}`;

  test.each(['count', 'for_each'])('belong together by their index: %s', async (what) => {
    const { attachments, roles } = await readFiles([{ path: 'main.tf', content: counted(what) }]);
    expect(attachments.map(({ role: { fact }, contestedBy }) => [fact, contestedBy])).toEqual([
      [roles[0]?.id, undefined],
    ]);
  });

  test('stay unknown under an index that only some values of the variable allow', async () => {
    const content = counted('count').replaceAll('count.index', '1');
    const { attachments } = await readFiles([{ path: 'main.tf', content }]);
    expect(attachments.map(({ role: { fact } }) => fact)).toEqual([undefined]);
  });

  test('give the outputs of a module', async () => {
    const caller = `
variable "teams" {
  type = map(string)
}
module "role" {
  source   = "./role"
  for_each = var.teams
}
resource "aws_iam_role_policy_attachment" "x" {
  for_each   = var.teams
  role       = module.role[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}`;
    const child = `${role()}\noutput "name" {\n  value = aws_iam_role.web.name\n}`;
    const files = [
      { path: 'main.tf', content: caller },
      { path: 'role/main.tf', content: child },
    ];
    const { attachments, roles } = await readFiles(files);
    expect(attachments.map(({ role: { fact } }) => fact)).toEqual([roles[0]?.id]);
  });
});

describe('what only a variable tells', () => {
  const MORE = 'variable "more" {}\n';
  const dynamic = `dynamic "inline_policy" {
    for_each = var.more
    content {
      name   = inline_policy.key
      policy = inline_policy.value
    }
  }`;
  const shared = `resource "aws_iam_policy_attachment" "x" {
  name       = "x"
  roles      = var.more
  policy_arn = "arn:aws:iam::111122223333:policy/x"
}`;

  test('may be further inline policies: what none allows may be allowed, and what one denies is denied', async () => {
    expect(await permissions(MORE + role(dynamic))).toBe('unknown');
    expect(await permissions(MORE + role(dynamic) + inline('p', 'Deny'))).toBe('broken');
    const { exclusivePolicies } = await readFiles([{ path: 'main.tf', content: MORE + role(dynamic) }]);
    expect(exclusivePolicies).toEqual([]);
  });

  test.each([
    'var.more',
    'toset(concat([], var.more))',
    'toset(concat(["arn:aws:iam::aws:policy/None"], var.more))',
  ])('may be further policies that are attached: %s', async (policies) => {
    const attached = `${MORE}${role()}
resource "aws_iam_role_policy_attachment" "x" {
  for_each   = ${policies}
  role       = aws_iam_role.web.name
  policy_arn = each.value
}`;
    expect(await permissions(attached)).toBe('unknown');
    expect(await permissions(attached + inline('p', 'Deny'))).toBe('broken');
    const { attachments } = await readFiles([{ path: 'main.tf', content: attached }]);
    expect(attachments.at(-1)?.policy.value).toMatchObject({ known: false });
  });

  test('may be further objects, which belong together by their key', async () => {
    const over = 'for_each = toset(concat(["a"], var.more))';
    const content = `${MORE}
resource "aws_iam_role" "r" {
  ${over}
  name = each.key
}
resource "aws_iam_role_policy_attachment" "x" {
  ${over}
  role       = aws_iam_role.r[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}`;
    const { attachments, roles } = await readFiles([{ path: 'main.tf', content }]);
    expect(roles.map(({ id }) => id)).toEqual([
      'terraform::aws_iam_role.r["a"]',
      'terraform::aws_iam_role.r[*]',
    ]);
    expect(attachments.map((attachment) => attachment.role.fact)).toEqual(roles.map(({ id }) => id));
  });

  test('may be in more blocks than are followed', async () => {
    const many = (count: number) => dynamic.replace('var.more', `range(${count})`);
    const attached = async (count: number) =>
      (await readFiles([{ path: 'main.tf', content: role(many(count)) }])).attachments;
    expect(await attached(1000)).toHaveLength(1000);
    expect((await attached(1001)).map(({ conditional }) => conditional).indexOf(true)).toBe(1000);
  });

  test('may be the roles that a policy is attached to', async () => {
    const { attachments } = await readFiles([{ path: 'main.tf', content: MORE + shared }]);
    expect(attachments.map(({ role: { value } }) => value)).toEqual([
      expect.objectContaining({ known: false, reason: 'variable "more" has no default' }),
    ]);
  });
});

describe('what is live', () => {
  test.each(['[policy]', 'all'])('may differ where Terraform ignores changes: %s', async (ignored) => {
    const lifecycle = `lifecycle {\n    ignore_changes = ${ignored}\n  }`;
    expect(await permissions(role() + inline('p', 'Allow', lifecycle))).toBe('unknown');
    expect(await permissions(role() + inline('p', 'Allow', 'lifecycle {\n ignore_changes = [name]\n}'))).toBe(
      'ok',
    );
  });
});
