import { beforeAll, describe, expect, test } from '@jest/globals';
import { type HclParser, loadHclParser, readTerraform } from '../../src/readers/index.js';
import { at, plain, value } from './support.js';

let parser: HclParser;
beforeAll(async () => {
  parser = await loadHclParser();
});

const read = (content: string, path = 'infra/main.tf') => readTerraform([{ path, content }], parser);

/** The value of `local.x` in a module, through a policy that holds it. */
function evaluate(expression: string, more = ''): unknown {
  const { policies } = read(`${more}
    locals { x = ${expression} }
    resource "aws_iam_policy" "p" {
      name   = "p"
      policy = jsonencode({ x = local.x })
    }`);
  return (plain(policies[0]?.document) as { x: unknown }).x;
}

describe('expressions', () => {
  const cases: [string, unknown][] = [
    ['"a${"b"}c"', 'abc'],
    ['"$${aws:username}"', '${aws:username}'],
    ['"%%{x}"', '%{x}'],
    ['"tab\\tquote\\"\\u00e9"', 'tab\tquote"é'],
    ['1 + 2 * 3', 7],
    ['-1', -1],
    ['!false && true', true],
    ['true ? "yes" : var.missing', 'yes'],
    ['[for x in ["b", "a"] : upper(x)]', ['B', 'A']],
    ['[for i, x in ["b", "a"] : "${i}${x}" if x != "b"]', ['1a']],
    ['{ for k, v in { a = 1, b = 2 } : v => k }', { 1: 'a', 2: 'b' }],
    ['{ for x in ["aa", "ab", "b"] : substr(x, 0, 1) => x... }', { a: ['aa', 'ab'], b: ['b'] }],
    ['[{ a = 1 }, { a = 2 }][*].a', [1, 2]],
    ['[{ a = 1 }].*.a', [1]],
    ['{ (upper("k")) = 1, "q" : 2, 3 = 4 }', { K: 1, q: 2, 3: 4 }],
    ['format("%s:%s/%03d%%", "a", "b", 7)', 'a:b/007%'],
    ['join("-", ["a"], ["b", "c"])', 'a-b-c'],
    ['replace("https://x/y", "https://", "")', 'x/y'],
    ['replace("arn:aws:iam::1:oidc-provider/host/id/A", "/^(.*provider/)/", "")', 'host/id/A'],
    ['trimprefix("https://h", "https://")', 'h'],
    ['trimsuffix("h/", "/")', 'h'],
    ['lower("ABC")', 'abc'],
    ['concat(["a"], ["b"], [])', ['a', 'b']],
    ['merge({ a = 1, b = 1 }, { b = 2 })', { a: 1, b: 2 }],
    ['toset(["b", "a", "b"])', ['a', 'b']],
    ['flatten([["a", ["b"]], "c"])', ['a', 'b', 'c']],
    ['distinct(["b", "a", "b"])', ['b', 'a']],
    ['compact(["a", "", null])', ['a']],
    ['split(":", "a:b")', ['a', 'b']],
    ['lookup({ a = 1 }, "b", 2)', 2],
    ['element(["a", "b"], 3)', 'b'],
    ['keys({ b = 1, a = 2 })', ['a', 'b']],
    ['length(["a", "b"])', 2],
    ['try(local.none.such, "fallback")', 'fallback'],
    ['can({ a = 1 }.b)', false],
    ['coalesce("", null, "a")', 'a'],
    ['one(["a"])', 'a'],
    ['contains(["a"], "a")', true],
    [
      'setproduct(["a", "b"], ["c"])',
      [
        ['a', 'c'],
        ['b', 'c'],
      ],
    ],
    ['jsondecode("{\\"a\\": [1]}")', { a: [1] }],
    ['formatlist("system:%s", ["a", "b"])', ['system:a', 'system:b']],
    ['regex("^a(b+)$", "abb")', ['bb']],
    ['regexall("[*?]", "batch-*")', ['*']],
    [
      'regexall("(\\\\w)=(\\\\d)", "a=1, b=2")',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['length(regexall("[*?]", "batch")) > 0', false],
    ['regexall("x*", "axa")', '?regexall("x*", "axa")'],
    ['zipmap(["a"], ["b"])', { a: 'b' }],
    ['<<-EOT\n      a\n        b\n      EOT\n', 'a\n  b\n'],
    ['<<EOT\n%{ if true ~}\nyes\n%{ else ~}\nno\n%{ endif ~}\nEOT\n', 'yes\n'],
    ['<<EOT\n%{ for x in ["a", "b"] ~}\n${x}\n%{ endfor ~}\nEOT\n', 'a\nb\n'],
  ];
  test.each(cases)('%s', (expression, want) => {
    expect(evaluate(expression)).toEqual(want);
  });

  const unknowns: [string, unknown][] = [
    ['var.none', '?var.none'],
    ['"a-${var.required}"', '?a-${var.required}'],
    ['trimprefix(var.required, "https://")', '?trimprefix(var.required, "https://")'],
    ['replace(var.required, "https://", "")', '?trimprefix(var.required, "https://")'],
    ['var.required.a[0]["b"]', '?var.required.a[0]["b"]'],
    ['var.required ? "a" : "b"', '?(var.required ? "a" : "b")'],
    ['concat(["a"], var.required)', ['a', '?var.required']],
    ['merge({ a = 1 }, var.required)', { a: '?var.required', '…': '?var.required' }],
    ['timestamp()', '?timestamp()'],
    ['false && var.required', false],
    ['format("%s:sub", var.required)', '?${var.required}:sub'],
    [
      'regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")',
      '?regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")',
    ],
  ];
  test.each(unknowns)('%s stays unknown', (expression, want) => {
    expect(evaluate(expression, 'variable "required" {}')).toEqual(want);
  });
});

const TRUST = `
  variable "oidc_issuer" { default = "https://oidc.eks.us-east-1.amazonaws.com/id/AB" }
  locals { oidc_provider = trimprefix(var.oidc_issuer, "https://") }
  data "aws_iam_policy_document" "trust" {
    statement {
      sid     = "AllowIrsa"
      actions = ["sts:AssumeRoleWithWebIdentity"]
      principals {
        type        = "Federated"
        identifiers = ["arn:aws:iam::111122223333:oidc-provider/\${local.oidc_provider}"]
      }
      condition {
        test     = "StringEquals"
        variable = "\${local.oidc_provider}:aud"
        values   = ["sts.amazonaws.com"]
      }
      condition {
        test     = "StringEquals"
        variable = "\${local.oidc_provider}:sub"
        values   = ["system:serviceaccount:web:app"]
      }
    }
  }
  resource "aws_iam_role" "app" {
    name               = "App"
    path               = "/team/"
    assume_role_policy = data.aws_iam_policy_document.trust.json
    tags               = { team = "web" }
  }
`;

const PROVIDER = `
  variable "offline" { default = false }
  provider "aws" {
    region              = "us-gov-west-1"
    allowed_account_ids = var.offline ? null : ["111122223333"]
  }
`;

describe('roles', () => {
  test('the trust policy of a policy document data source is known in full', () => {
    const { roles } = read(TRUST);
    expect(plain(roles[0]?.trust)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'AllowIrsa',
          Effect: 'Allow',
          Principal: {
            Federated: ['arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/AB'],
          },
          Action: ['sts:AssumeRoleWithWebIdentity'],
          Condition: {
            StringEquals: {
              'oidc.eks.us-east-1.amazonaws.com/id/AB:aud': ['sts.amazonaws.com'],
              'oidc.eks.us-east-1.amazonaws.com/id/AB:sub': ['system:serviceaccount:web:app'],
            },
          },
        },
      ],
    });
  });

  test('the provider block states account and partition, which make the ARN', () => {
    const [role] = read(PROVIDER + TRUST).roles;
    expect(value(role?.arn)).toBe('arn:aws-us-gov:iam::111122223333:role/team/App');
    expect(value(role?.account)).toBe('111122223333');
    expect(value(role?.partition)).toBe('aws-us-gov');
  });

  test('without a provider block account and partition are unknown, the rest of the ARN is not', () => {
    const [role] = read(TRUST).roles;
    expect(value(role?.name)).toBe('App');
    expect(value(role?.arn)).toBe('?arn:${provider.partition}:iam::${provider.account}:role/team/App');
  });

  const shapes: [string, string][] = [
    ['jsonencode', 'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow" }] })'],
    ['heredoc', '<<EOF\n{"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]}\nEOF\n'],
    [
      'indented heredoc',
      '<<-EOF\n    {\n      "Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]\n    }\n  EOF\n',
    ],
    ['quoted string', '"{\\"Version\\": \\"2012-10-17\\", \\"Statement\\": [{\\"Effect\\": \\"Allow\\"}]}"'],
    ['local', 'local.trust'],
    ['file', 'file("${path.module}/trust.json")'],
  ];
  test.each(shapes)('assume_role_policy as %s', (_, expression) => {
    const content = `
      locals { trust = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow" }] }) }
      resource "aws_iam_role" "r" {
        name               = "r"
        assume_role_policy = ${expression}
      }`;
    const trust = {
      path: 'infra/trust.json',
      content: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]}',
    };
    const { roles, diagnostics } = readTerraform([{ path: 'infra/main.tf', content }, trust], parser);
    expect(diagnostics).toEqual([]);
    expect(plain(roles[0]?.trust)).toEqual({ Version: '2012-10-17', Statement: [{ Effect: 'Allow' }] });
  });

  test('elements of a heredoc keep their own places, also behind an interpolation', () => {
    const [role] = read(
      [
        'resource "aws_iam_role" "r" {',
        '  name = "r"',
        '  assume_role_policy = <<-EOF',
        '    {"A": "${data.x.y.z}",',
        '     "B": "${"b"}", "C": 1}',
        '  EOF',
        '}',
      ].join('\n'),
    ).roles;
    const trust = role?.trust;
    if (trust?.kind !== 'map') throw new Error('no document');
    expect(trust.entries.map((item) => [item.key, at(item.keyNode.place), at(item.value.place)])).toEqual([
      ['A', '4:6', '4:11'],
      ['B', '5:6', '5:11'],
      ['C', '5:21', '5:26'],
    ]);
    expect(plain(trust)).toEqual({ A: '?data.x.y.z', B: 'b', C: 1 });
  });

  test('a broken JSON policy is reported where it is broken, and read as far as it goes', () => {
    const { roles, diagnostics } = read(
      'resource "aws_iam_role" "r" {\n  name = "r"\n  assume_role_policy = <<EOF\n{"A": 1,\n "B": 2,}\nEOF\n}\n',
    );
    expect(diagnostics.map((each) => [each.code, at(each.place)])).toEqual([['read/json-syntax', '5:8']]);
    expect(plain(roles[0]?.trust)).toEqual({ A: 1, B: 2 });
  });

  test('source and override documents are merged by Sid', () => {
    const { policies } = read(`
      data "aws_iam_policy_document" "base" {
        statement {
          sid       = "Get"
          actions   = ["s3:GetObject"]
          resources = ["arn:aws:s3:::b/&{aws:username}/*"]
        }
      }
      data "aws_iam_policy_document" "old" {
        statement {
          sid     = "Put"
          actions = ["s3:Old"]
        }
      }
      data "aws_iam_policy_document" "over" {
        statement {
          sid       = "Put"
          effect    = "Deny"
          actions   = ["s3:*"]
          resources = ["*"]
        }
      }
      data "aws_iam_policy_document" "all" {
        source_policy_documents = [
          data.aws_iam_policy_document.base.json,
          data.aws_iam_policy_document.old.json,
        ]
        override_policy_documents = [data.aws_iam_policy_document.over.json]
        statement {
          sid       = "Put"
          actions   = ["s3:PutObject"]
          resources = ["*"]
        }
      }
      resource "aws_iam_policy" "p" {
        name   = "p"
        policy = data.aws_iam_policy_document.all.json
      }`);
    expect(plain(policies[0]?.document)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Get',
          Effect: 'Allow',
          Action: ['s3:GetObject'],
          Resource: ['arn:aws:s3:::b/${aws:username}/*'],
        },
        { Sid: 'Put', Effect: 'Deny', Action: ['s3:*'], Resource: ['*'] },
      ],
    });
  });

  test('name_prefix leaves the end of the name unknown', () => {
    const [role] = read('resource "aws_iam_role" "r" {\n  name_prefix = "app-"\n}').roles;
    expect(role?.name).toMatchObject({
      known: false,
      parts: ['app-', { reason: 'the provider makes up the name' }],
    });
  });
});

describe('policies and attachments', () => {
  test('attachments over a literal map link to role and policy', () => {
    const { attachments } = read(`
      resource "aws_iam_role" "app" { name = "App" }
      resource "aws_iam_policy" "own" {
        name   = "Own"
        policy = "{}"
      }
      resource "aws_iam_role_policy_attachment" "app" {
        for_each   = { own = aws_iam_policy.own.arn, read = "arn:aws:iam::aws:policy/ReadOnlyAccess" }
        role       = aws_iam_role.app.name
        policy_arn = each.value
      }`);
    expect(
      attachments.map(({ id, role, policy }) => [
        id,
        role.fact,
        value(role.value),
        policy.fact,
        value(policy.value),
      ]),
    ).toEqual([
      [
        'terraform:infra:aws_iam_role_policy_attachment.app["own"]',
        'terraform:infra:aws_iam_role.app',
        'App',
        'terraform:infra:aws_iam_policy.own',
        '?arn:${provider.partition}:iam::${provider.account}:policy/Own',
      ],
      [
        'terraform:infra:aws_iam_role_policy_attachment.app["read"]',
        'terraform:infra:aws_iam_role.app',
        'App',
        undefined,
        'arn:aws:iam::aws:policy/ReadOnlyAccess',
      ],
    ]);
  });

  test('inline policies and managed ARNs in the role itself', () => {
    const { policies, attachments } = read(`
      resource "aws_iam_role" "app" {
        name                = "App"
        managed_policy_arns = ["arn:aws:iam::aws:policy/A"]
        inline_policy {
          name   = "in"
          policy = jsonencode({ Statement = [] })
        }
      }
      resource "aws_iam_role_policy" "more" {
        name   = "more"
        role   = aws_iam_role.app.id
        policy = jsonencode({ Statement = [] })
      }`);
    expect(policies.map((policy) => [policy.use, value(policy.name)])).toEqual([
      ['inline', 'in'],
      ['inline', 'more'],
    ]);
    expect(attachments.map(({ role, policy }) => [role.fact, value(policy.value)])).toEqual([
      ['terraform:infra:aws_iam_role.app', 'in'],
      ['terraform:infra:aws_iam_role.app', 'arn:aws:iam::aws:policy/A'],
      ['terraform:infra:aws_iam_role.app', 'more'],
    ]);
  });

  test('dynamic blocks and for_each over literals unfold', () => {
    const { policies } = read(`
      data "aws_iam_policy_document" "d" {
        for_each = toset(["one", "two"])
        dynamic "statement" {
          for_each = { get = "s3:GetObject", put = "s3:PutObject" }
          iterator = it
          content {
            sid       = it.key
            actions   = [it.value]
            resources = ["arn:aws:s3:::\${each.key}/*"]
          }
        }
      }
      resource "aws_iam_policy" "p" {
        for_each = data.aws_iam_policy_document.d
        name     = each.key
        policy   = each.value.json
      }`);
    expect(policies.map((policy) => value(policy.name))).toEqual(['one', 'two']);
    expect(plain(policies[1]?.document)).toMatchObject({
      Statement: [
        { Sid: 'get', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::two/*'] },
        { Sid: 'put', Action: ['s3:PutObject'], Resource: ['arn:aws:s3:::two/*'] },
      ],
    });
  });

  test('count 0 makes nothing, an unknown count a conditional fact', () => {
    const { roles, attachments, terraformNotMade } = read(`
      variable "create" {}
      resource "aws_iam_role" "none" {
        count = 0
        name  = "none"
      }
      resource "aws_iam_role" "maybe" {
        count = var.create ? 1 : 0
        name  = "maybe"
      }
      resource "aws_iam_role_policy_attachment" "a" {
        role       = aws_iam_role.maybe[0].name
        policy_arn = "arn:aws:iam::aws:policy/A"
      }`);
    expect(roles.map((role) => [value(role.name), role.conditional])).toEqual([['maybe', true]]);
    expect(attachments[0]?.role.fact).toBe(roles[0]?.id);
    expect(terraformNotMade.map(({ address, place }) => [address, place.line])).toEqual([
      ['aws_iam_role.none', 3],
    ]);
  });

  test('what a module without any instance has in it is not made either', () => {
    const { roles, terraformObjects, terraformNotMade } = readTerraform(
      [
        {
          path: 'main.tf',
          content: 'module "m" {\n  source   = "./m"\n  for_each = toset([])\n  name     = each.key\n}\n',
        },
        {
          path: 'm/main.tf',
          content:
            'variable "name" {}\nresource "aws_iam_role" "this" {\n  name = var.name\n}\nresource "aws_iam_role" "none" {\n  count = 0\n}\n',
        },
      ],
      parser,
    );
    expect([...roles, ...terraformObjects]).toEqual([]);
    expect(terraformNotMade.map(({ address }) => address)).toEqual([
      'module.m',
      'module.m.aws_iam_role.this',
      'module.m.aws_iam_role.none',
    ]);
  });

  test('a dynamic block over an unknown value leaves the list open', () => {
    const { policies } = read(`
      variable "more" {}
      data "aws_iam_policy_document" "d" {
        statement { actions = ["s3:GetObject"] }
        dynamic "statement" {
          for_each = var.more
          content {}
        }
      }
      resource "aws_iam_policy" "p" {
        name   = "p"
        policy = data.aws_iam_policy_document.d.json
      }`);
    expect(plain(policies[0]?.document)).toMatchObject({
      Statement: [{ Action: ['s3:GetObject'] }, '?variable "more" has no default'],
    });
  });
});

describe('EKS', () => {
  test('issuer of a looked-up cluster: provider, principal and condition keys share one symbol', () => {
    const { roles, oidcProviders, clusters } = read(`
      data "aws_eks_cluster" "c" { name = "demo" }
      resource "aws_iam_openid_connect_provider" "oidc" {
        url            = data.aws_eks_cluster.c.identity[0].oidc[0].issuer
        client_id_list = ["sts.amazonaws.com"]
      }
      resource "aws_iam_role" "r" {
        name = "r"
        assume_role_policy = jsonencode({
          Principal = { Federated = aws_iam_openid_connect_provider.oidc.arn }
          Condition = { StringEquals = {
            "\${replace(aws_iam_openid_connect_provider.oidc.url, "https://", "")}:sub" = "x"
          } }
        })
      }`);
    const host = '${trimprefix(data.aws_eks_cluster.c.identity[0].oidc[0].issuer, "https://")}';
    expect(value(clusters[0]?.name)).toBe('demo');
    expect(clusters[0]?.ownership).toBe('existing');
    expect(value(oidcProviders[0]?.url)).toBe(`?https://${host}`);
    expect(plain(oidcProviders[0]?.clientIds)).toEqual(['sts.amazonaws.com']);
    expect(plain(roles[0]?.trust)).toEqual({
      Principal: { Federated: `?arn:\${provider.partition}:iam::\${provider.account}:oidc-provider/${host}` },
      Condition: { StringEquals: { [`?${host}:sub`]: 'x' } },
    });
  });

  test('associations and service accounts link to the role', () => {
    const { podIdentityAssociations, serviceAccounts } = read(`
      resource "aws_iam_role" "r" { name = "r" }
      resource "aws_eks_pod_identity_association" "a" {
        cluster_name    = "demo"
        namespace       = "web"
        service_account = "app"
        role_arn        = aws_iam_role.r.arn
      }
      resource "kubernetes_service_account_v1" "s" {
        metadata {
          name        = "app"
          namespace   = "web"
          annotations = { "eks.amazonaws.com/role-arn" = aws_iam_role.r.arn }
        }
        automount_service_account_token = false
      }`);
    const [association] = podIdentityAssociations;
    expect(association?.role.fact).toBe('terraform:infra:aws_iam_role.r');
    expect(
      [association?.cluster.value, association?.namespace, association?.serviceAccount].map(value),
    ).toEqual(['demo', 'web', 'app']);
    const [account] = serviceAccounts;
    expect([account?.name, account?.namespace, account?.automount].map(value)).toEqual(['app', 'web', false]);
    expect(plain(account?.annotations)).toEqual({
      'eks.amazonaws.com/role-arn': '?arn:${provider.partition}:iam::${provider.account}:role/r',
    });
  });
});
