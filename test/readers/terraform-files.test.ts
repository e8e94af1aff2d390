import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  coverageOf,
  type HclParser,
  loadHclParser,
  readFiles,
  readTerraform,
  type TextFile,
} from '../../src/readers/index.js';
import { at, plain, value } from './support.js';

let parser: HclParser;
beforeAll(async () => {
  parser = await loadHclParser();
});

const read = (...files: TextFile[]) => readTerraform(files, parser);
const file = (path: string, content: string): TextFile => ({ path, content });

describe('variables', () => {
  const main = file(
    'a/main.tf',
    'variable "n" { default = "default" }\nresource "aws_iam_role" "r" { name = var.n }\n',
  );
  const nameOf = (...files: TextFile[]) => value(read(main, ...files).roles[0]?.name);

  test.each([
    ['the default', [], 'default'],
    ['terraform.tfvars', [file('a/terraform.tfvars', 'n = "file"\n')], 'file'],
    [
      '*.auto.tfvars after it',
      [file('a/terraform.tfvars', 'n = "file"\n'), file('a/b.auto.tfvars.json', '{"n": "auto"}')],
      'auto',
    ],
    ['none where another tfvars file sets it', [file('a/prod.tfvars', 'n = "prod"\n')], '?var.n'],
    [
      'none where one in a folder below sets it',
      [file('a/env/prod/terraform.tfvars', 'n = "prod"\n')],
      '?var.n',
    ],
    ['not those of another folder', [file('b/terraform.tfvars', 'n = "b"\n')], 'default'],
  ] as [string, TextFile[], string][])('%s', (_, files, want) => {
    expect(nameOf(...files)).toBe(want);
  });
});

describe('JSON syntax', () => {
  const main = {
    '//': { metadata: 'x' },
    provider: { aws: [{ region: 'us-east-1', allowed_account_ids: ['111122223333'] }] },
    variable: { issuer: { default: 'https://oidc.example/id/A' } },
    locals: { host: '${trimprefix(var.issuer, "https://")}' },
    data: {
      aws_iam_policy_document: {
        trust: {
          statement: [
            {
              actions: ['sts:AssumeRoleWithWebIdentity'],
              principals: [
                { type: 'Federated', identifiers: ['arn:aws:iam::111122223333:oidc-provider/${local.host}'] },
              ],
              condition: [
                { test: 'StringEquals', variable: '${local.host}:aud', values: ['sts.amazonaws.com'] },
              ],
            },
          ],
        },
      },
    },
    resource: {
      aws_iam_role: {
        r: {
          name: 'r $${x} %%{y}',
          assume_role_policy: '${data.aws_iam_policy_document.trust.json}',
          tags: { '${local.host}': 'key' },
        },
      },
      aws_iam_policy: {
        p: { name: 'p', policy: '${jsonencode({"Statement" = [{"Resource" = "a\\"b"}]})}' },
        q: { name: 'q', policy: '{"Statement": []}' },
      },
    },
  };

  test('means the same as HCL', () => {
    const { roles, policies, diagnostics } = read(file('main.tf.json', JSON.stringify(main, null, 2)));
    expect(diagnostics).toEqual([]);
    const [role] = roles;
    expect([value(role?.name), value(role?.account)]).toEqual(['r ${x} %{y}', '111122223333']);
    expect(plain(role?.tags)).toEqual({ 'oidc.example/id/A': 'key' });
    expect(plain(role?.trust)).toMatchObject({
      Statement: [
        {
          Principal: { Federated: ['arn:aws:iam::111122223333:oidc-provider/oidc.example/id/A'] },
          Condition: { StringEquals: { 'oidc.example/id/A:aud': ['sts.amazonaws.com'] } },
        },
      ],
    });
    expect(policies.map((each) => plain(each.document))).toEqual([
      { Statement: [{ Resource: 'a"b' }] },
      { Statement: [] },
    ]);
  });

  test('places are those of the JSON file', () => {
    const { roles } = read(file('main.tf.json', '{"resource": {"aws_iam_role": {\n  "r": {"name": "x"}}}}'));
    expect([at(roles[0]?.place), at(roles[0]?.name.place)]).toEqual(['2:3', '2:17']);
  });

  test('HCL and JSON files of one folder make one module', () => {
    const { roles } = read(
      file('m/a.tf', 'locals { n = "n" }\n'),
      file('m/b.tf.json', '{"resource": {"aws_iam_role": {"r": {"name": "${local.n}"}}}}'),
    );
    expect(value(roles[0]?.name)).toBe('n');
  });
});

describe('modules', () => {
  test('a local module is read through its callers, once for each', () => {
    const { roles, serviceAccounts } = read(
      file(
        'live/main.tf',
        `module "role" {
          source   = "../modules/role"
          for_each = toset(["a", "b"])
          name     = each.key
        }
        resource "kubernetes_service_account" "s" {
          metadata {
            name        = "s"
            annotations = { role = module.role["b"].arn }
          }
        }`,
      ),
      file(
        'modules/role/main.tf',
        `variable "name" {}
        resource "aws_iam_role" "r" { name = "role-\${var.name}" }
        output "arn" { value = aws_iam_role.r.arn }`,
      ),
    );
    expect(roles.map((each) => [each.scope, each.id, value(each.name)])).toEqual([
      ['live', 'terraform:live:module.role["a"].aws_iam_role.r', 'role-a'],
      ['live', 'terraform:live:module.role["b"].aws_iam_role.r', 'role-b'],
    ]);
    expect(plain(serviceAccounts[0]?.annotations)).toEqual({
      role: '?arn:${provider.partition}:iam::${provider.account}:role/role-b',
    });
  });

  test('modules that call each other end', () => {
    const call = (name: string) =>
      `module "m" { source = "../${name}" }\nresource "aws_iam_role" "r" { name = "x" }\n`;
    const { roles } = read(file('a/main.tf', call('b')), file('b/main.tf', call('a')));
    expect(roles.length).toBeGreaterThan(0);
  });

  const REGISTRY = 'terraform-aws-modules/iam/aws//modules';
  const providers = `oidc_providers = {
      main = {
        provider_arn               = "arn:aws:iam::111122223333:oidc-provider/host/id/A"
        namespace_service_accounts = ["web:app", "web:two"]
      }
    }`;
  const irsa: [string, string, string][] = [
    [
      'v5',
      `source = "${REGISTRY}/iam-role-for-service-accounts-eks"\n role_name = "app"\n ${providers}`,
      'iam_role_arn',
    ],
    [
      'v6',
      `source = "git::https://github.com/terraform-aws-modules/terraform-aws-iam.git//modules/iam-role-for-service-accounts?ref=v6"\n name = "app"\n use_name_prefix = false\n ${providers}`,
      'arn',
    ],
    [
      'assumable',
      `source = "${REGISTRY}/iam-assumable-role-with-oidc"\n create_role = true\n role_name = "app"\n aws_account_id = "111122223333"\n provider_url = "https://host/id/A"\n oidc_fully_qualified_subjects = ["system:serviceaccount:web:app", "system:serviceaccount:web:two"]`,
      'iam_role_arn',
    ],
  ];
  test.each(irsa)('the IRSA module %s', (_, body, output) => {
    const { roles, terraformOutputs } = read(
      file(
        'main.tf',
        `provider "aws" {\n region = "us-east-1"\n allowed_account_ids = ["111122223333"]\n}\nmodule "m" {\n ${body}\n}\noutput "o" { value = module.m.${output} }\n`,
      ),
    );
    const [role] = roles;
    expect(value(role?.name)).toBe('app');
    expect(at(role?.place)).toBe('5:1');
    expect(plain(role?.trust)).toMatchObject({
      Statement: [
        {
          Principal: { Federated: ['arn:aws:iam::111122223333:oidc-provider/host/id/A'] },
          Action: ['sts:AssumeRoleWithWebIdentity'],
          Condition: {
            StringEquals: {
              'host/id/A:sub': ['system:serviceaccount:web:app', 'system:serviceaccount:web:two'],
            },
          },
        },
      ],
    });
    expect(plain(terraformOutputs[0]?.value)).toBe('arn:aws:iam::111122223333:role/app');
  });

  test('policies that a module brings in a release that nobody knows are there but unknown', () => {
    const { attachments, policies } = read(
      file(
        'main.tf',
        `module "m" {\n source = "${REGISTRY}/iam-role-for-service-accounts-eks"\n version = "99.0.0"\n role_name = "ebs"\n attach_ebs_csi_policy = true\n role_policy_arns = { a = "arn:aws:iam::aws:policy/A" }\n}\n`,
      ),
    );
    expect(policies.map((each) => plain(each.document))).toEqual(['?module.m.bundled.policy']);
    expect(attachments.map((each) => value(each.policy.value)).sort()).toEqual([
      '?arn:${provider.partition}:iam::${provider.account}:policy/${module.m.bundled.name}',
      'arn:aws:iam::aws:policy/A',
    ]);
  });

  test('the Pod Identity module', () => {
    const { roles, podIdentityAssociations, policies } = read(
      file(
        'main.tf',
        `module "m" {
          source               = "terraform-aws-modules/eks-pod-identity/aws"
          version              = "~> 2.0"
          name                 = "pi"
          attach_custom_policy = true
          policy_statements    = [{ sid = "A", actions = ["s3:GetObject"], resources = ["*"] }]
          association_defaults = { cluster_name = "demo" }
          associations         = { one = { namespace = "web", service_account = "app" } }
        }`,
      ),
    );
    expect(roles[0]?.name).toMatchObject({ known: false, parts: ['pi-', {}] });
    expect(plain(roles[0]?.trust)).toMatchObject({
      Statement: [{ Principal: { Service: ['pods.eks.amazonaws.com'] } }],
    });
    expect(plain(policies[0]?.document)).toMatchObject({
      Statement: [{ Sid: 'A', Action: ['s3:GetObject'] }],
    });
    expect(
      podIdentityAssociations.map((each) => [
        value(each.cluster.value),
        value(each.namespace),
        value(each.serviceAccount),
        each.role.fact,
      ]),
    ).toEqual([['demo', 'web', 'app', roles[0]?.id]]);
  });

  test('another module is unknown, and so is what comes from it', () => {
    const { roles } = read(
      file(
        'main.tf',
        'module "eks" { source = "terraform-aws-modules/eks/aws" }\nresource "aws_iam_role" "r" { name = module.eks.x }\n',
      ),
    );
    expect(value(roles[0]?.name)).toBe('?module.eks.x');
  });
});

describe('pods in Terraform', () => {
  test('a deployment as the manifest that it stands for', () => {
    const { pods } = read(
      file(
        'main.tf',
        `resource "kubernetes_deployment_v1" "d" {
          metadata {
            name      = "web"
            namespace = "ns"
          }
          spec {
            template {
              metadata { labels = { app_name = "x" } }
              spec {
                service_account_name            = "app"
                automount_service_account_token = false
                container {
                  name  = "main"
                  image = "i"
                  env {
                    name  = "A"
                    value = "1"
                  }
                }
              }
            }
          }
        }`,
      ),
    );
    const [pod] = pods;
    expect([pod?.namespace, pod?.name, pod?.serviceAccountName, pod?.automount].map(value)).toEqual([
      'ns',
      'web',
      'app',
      false,
    ]);
    expect(plain(pod?.labels)).toEqual({ app_name: 'x' });
    expect(pod?.containers.map((each) => [value(each.name), each.env.map((env) => value(env.name))])).toEqual(
      [['main', ['A']]],
    );
  });
});

test.each([
  ...['kubernetes_pod', 'kubernetes_pod_v1'].map((type) => [type, 'POD']),
  ...['deployment', 'stateful_set', 'replication_controller', 'job'].flatMap((name) =>
    ['', '_v1'].map((version) => [`kubernetes_${name}${version}`, 'spec { template { POD } }']),
  ),
  ...['kubernetes_daemonset', 'kubernetes_daemon_set_v1'].map((type) => [type, 'spec { template { POD } }']),
  ...['kubernetes_cron_job', 'kubernetes_cron_job_v1'].map((type) => [
    type,
    'spec { job_template { spec { template { POD } } } }',
  ]),
] as const)('%s makes pods', (type = '', body = '') => {
  const pod = 'spec {\nservice_account_name = "app"\ncontainer {\nname = "c"\n}\n}';
  const lines = body.replaceAll(' {', ' {\n').replaceAll(' }', '\n}').replace('POD', pod);
  const { pods } = read(file('main.tf', `resource "${type}" "x" {\n${lines}\n}\n`));
  expect(pods.map(({ serviceAccountName }) => value(serviceAccountName))).toEqual(['app']);
});

describe('broken HCL', () => {
  test('what stands around the fault is read', () => {
    const { roles, diagnostics } = read(
      file(
        'main.tf',
        'resource "aws_iam_role" "a" {\n  name = "a"\n}\n\nresource "aws_iam_role" "b" {\n  name = = "b"\n}\n\nresource "aws_iam_role" "c" {\n  name = "c"\n}\n',
      ),
    );
    expect(diagnostics.map((each) => [each.code, each.place?.line])).toEqual([['read/hcl-syntax', 6]]);
    expect(roles.map((each) => value(each.name))).toEqual(expect.arrayContaining(['a', 'c']));
  });

  test.each([
    'resource "aws_iam_role" "a" {',
    '{{{',
    '"',
    'x = <<EOF\nnever closed',
    'a = "${',
    '\u0000',
    '}}}}',
    'x = %{',
  ])('a finding, never a crash: %j', (content) => {
    const { diagnostics } = read(file('main.tf', content));
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(diagnostics.every((each) => each.place?.file === 'main.tf')).toBe(true);
  });
});

test('OpenTofu reads its own files as well, each in place of one of Terraform of the same name', async () => {
  const role = (name: string) => `resource "aws_iam_role" "${name}" {\n  name = "${name}"\n}\n`;
  const inventory = await readFiles([
    ...[file('a/main.tf', role('a')), file('a/main.tofu', role('b')), file('a/more.tf', role('c'))],
    file('a/x_override.tofu', 'resource "aws_iam_role" "c" {\n  path = "/x/"\n}\n'),
    file('a/y.tofu.json', '{"resource": {"aws_iam_role": {"d": {"name": "d"}}}}'),
  ]);
  expect(inventory.roles.map(({ name, path }) => [value(name), value(path)])).toEqual([
    ['b', '/'],
    ['c', '/x/'],
    ['d', '/'],
  ]);
  expect(coverageOf(inventory).leftOut).toEqual([
    { file: 'a/main.tf', reason: 'OpenTofu reads a/main.tofu in its place' },
  ]);
});
