import { describe, expect, test } from '@jest/globals';
import { coverageOf, plainValue } from '../../src/readers/index.js';
import { readTexts } from './support.js';

const ROLE = `variable "name" {}
variable "path" { default = "/" }
resource "aws_iam_role" "this" {
  name               = var.name
  path               = var.path
  assume_role_policy = "{}"
}
output "arn" { value = aws_iam_role.this.arn }
`;
const SOURCE = 'terraform {\n  source = "../../modules//role"\n}\n';
const INCLUDE = 'include {\n  path = find_in_parent_folders()\n}\n';

async function rolesIn(files: Readonly<Record<string, string>>) {
  const { roles } = await readTexts({ 'modules/role/main.tf': ROLE, ...files });
  return roles.map(({ name, path, scope, account }) => ({
    scope,
    name: name.known ? name.value : name.reason,
    ...(path.known && path.value !== '/' ? { path: path.value } : {}),
    ...(account.known ? { account: account.value } : {}),
  }));
}

const messagesIn = async (files: Readonly<Record<string, string>>) =>
  (await readTexts(files)).diagnostics.map(({ message }) => message);

describe('a unit of Terragrunt', () => {
  test('is a root that calls its module with its inputs', async () => {
    const files = {
      'modules/role/main.tf': ROLE,
      'live/app/terragrunt.hcl': `${SOURCE}inputs = {\n  name = "my-\${basename(get_terragrunt_dir())}"\n}\n`,
    };
    expect(await rolesIn(files)).toEqual([{ scope: 'live/app', name: 'my-app' }]);
    const inventory = await readTexts(files);
    expect(inventory.diagnostics).toEqual([]);
    expect(coverageOf(inventory)).toMatchObject({ relevant: 2, leftOut: [] });
  });

  test('runs the folder itself where it names no source', async () => {
    const files = { 'live/app/terragrunt.hcl': 'inputs = { name = "own" }\n', 'live/app/main.tf': ROLE };
    expect(await rolesIn({ ...files, 'modules/role/main.tf': '' })).toEqual([
      { scope: 'live/app', name: 'own' },
    ]);
  });

  test.each([
    ['a folder of the repository', '${get_repo_root()}/modules//role'],
    ['a way from its folder', '${get_terragrunt_dir()}/../../modules/role'],
    ['a way from its parents', '${dirname(find_in_parent_folders("root.hcl"))}/../modules/role'],
    ['a way without a dot before it', 'any/../../../modules//role'],
  ])('finds its module by %s', async (_, source) => {
    const { roles } = await readTexts({
      'repo/modules/role/main.tf': ROLE,
      'repo/live/root.hcl': '',
      'repo/live/app/terragrunt.hcl': `terraform {\n  source = "${source}"\n}\ninputs = { name = "app" }\n`,
    });
    expect(roles).toMatchObject([{ scope: 'repo/live/app', name: { value: 'app' } }]);
  });

  test('calls public modules by the address of the registry', async () => {
    const hcl = `terraform {
  source = "tfr:///terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts-eks?version=5.30.0"
}
inputs = {
  role_name        = "dns"
  oidc_providers   = { main = { provider_arn = "arn:aws:iam::111122223333:oidc-provider/x", namespace_service_accounts = ["dns:dns"] } }
  role_policy_arns = { a = "arn:aws:iam::aws:policy/ReadOnlyAccess" }
}
`;
    const { roles, attachments } = await readTexts({ 'live/dns/terragrunt.hcl': hcl });
    expect(roles).toMatchObject([
      { name: { value: 'dns' }, scope: 'live/dns', place: { file: 'live/dns/terragrunt.hcl' } },
    ]);
    expect(attachments).toMatchObject([
      { policy: { value: { value: 'arn:aws:iam::aws:policy/ReadOnlyAccess' } } },
    ]);
    const trust = roles[0]?.trust;
    expect(trust && plainValue(trust)?.value).toMatchObject({
      Statement: [{ Condition: { StringEquals: { 'x:sub': 'system:serviceaccount:dns:dns' } } }],
    });
  });

  test('says so where its module is not among the files', async () => {
    const address = 'git::https://example.com/x.git//iam-role?ref=v1';
    const files = { 'live/app/terragrunt.hcl': `terraform {\n  source = "${address}"\n}\n` };
    expect(await messagesIn(files)).toEqual([
      `module.app is not read: its source ${address} is not among the files`,
    ]);
    expect(coverageOf(await readTexts(files))).toMatchObject({
      relevant: 0,
      leftOut: [{ file: 'live/app/terragrunt.hcl', reason: `its module ${address} is not among the files` }],
    });
  });
});

describe('what a unit includes', () => {
  const root = `locals {
  env = read_terragrunt_config(find_in_parent_folders("env.hcl")).locals
}
generate "provider" {
  path     = "provider.tf"
  contents = <<EOF
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["\${local.env.account}"]
  profile             = "\${get_env("PROFILE")}"
}
EOF
}
inputs = {
  name = "below"
  path = "/\${path_relative_to_include()}/"
}
`;

  test('lies below it, is evaluated for it, and generates its provider', async () => {
    const files = {
      'live/terragrunt.hcl': root,
      'live/env.hcl': 'locals {\n  account = "111122223333"\n}\n',
      'live/app/terragrunt.hcl': `${INCLUDE}${SOURCE}inputs = { name = "app" }\n`,
    };
    expect(await rolesIn({ ...files, 'env.hcl': files['live/env.hcl'] })).toEqual([
      { scope: 'live/app', name: 'app', path: '/app/', account: '111122223333' },
    ]);
  });

  test('may name the module, and expose its values', async () => {
    const files = {
      'common/role.hcl':
        'locals {\n  base = "${dirname(find_in_parent_folders("root.hcl"))}/modules"\n  name = "common"\n}\n',
      'root.hcl': '',
      'live/app/terragrunt.hcl': `include "common" {
  path   = "\${dirname(find_in_parent_folders("root.hcl"))}/common/role.hcl"
  expose = true
}
terraform {
  source = "\${include.common.locals.base}/role"
}
inputs = merge({ path = "/x/" }, { name = include.common.locals.name })
`,
    };
    expect(await rolesIn(files)).toEqual([{ scope: 'live/app', name: 'common', path: '/x/' }]);
    const included = {
      ...files,
      'common/role.hcl': `${files['common/role.hcl']}terraform {\n  source = "\${local.base}/role"\n}\n`,
      'live/app/terragrunt.hcl': files['live/app/terragrunt.hcl'].replace(/terraform \{[^}]*\}[^}]*\}\n/, ''),
    };
    expect(await rolesIn(included)).toEqual([{ scope: 'live/app', name: 'common', path: '/x/' }]);
  });

  test.each([
    ['deep', 'a', ['above', 'below']],
    ['shallow', 'a', ['above']],
    ['no_merge', undefined, ['above']],
  ])('is merged as it is told: %s', async (strategy, a, names) => {
    const module = `variable "names" {}
variable "a" { default = null }
resource "aws_iam_role" "this" {
  for_each           = toset(var.names.list)
  name               = each.value
  path               = var.a == null ? null : "/\${var.a}/"
  assume_role_policy = "{}"
}
`;
    const files = {
      'modules/role/main.tf': module,
      'root.hcl': 'inputs = {\n  a = "a"\n  names = { list = ["below"], b = 1 }\n}\n',
      'live/app/terragrunt.hcl': `include "root" {
  path           = find_in_parent_folders("root.hcl")
  merge_strategy = "${strategy}"
}
${SOURCE}inputs = { names = { list = ["above"] } }
`,
    };
    const path = a === undefined ? {} : { path: `/${a}/` };
    expect(await rolesIn(files)).toEqual(names.map((name) => ({ scope: 'live/app', name, ...path })));
  });

  test('is said where it is not among the files', async () => {
    const files = {
      'modules/role/main.tf': ROLE,
      'live/app/terragrunt.hcl': `${INCLUDE}${SOURCE}inputs = { name = "app" }\n`,
    };
    expect(await messagesIn(files)).toEqual([
      'live/app/terragrunt.hcl: what it includes is not known: no parent folder has terragrunt.hcl',
    ]);
  });
});

describe('a dependency', () => {
  const unit = (inputs: string, source = SOURCE) => `${source}dependency "base" {
  config_path  = "../base"
  mock_outputs = { arn = "arn:aws:iam::000000000000:role/mock" }
}
inputs = {\n  ${inputs}\n}\n`;

  test('gives what the other unit gives out, by reference', async () => {
    const module = `variable "arn" {}
resource "aws_eks_pod_identity_association" "this" {
  cluster_name    = "c"
  namespace       = "n"
  service_account = "s"
  role_arn        = var.arn
}
`;
    const { podIdentityAssociations, roles } = await readTexts({
      'modules/role/main.tf': ROLE,
      'modules/pods/main.tf': module,
      'live/base/terragrunt.hcl': `${SOURCE}inputs = { name = "base" }\n`,
      'live/pods/terragrunt.hcl': unit(
        'arn = dependency.base.outputs.arn',
        SOURCE.replace('//role', '//pods'),
      ),
    });
    expect(podIdentityAssociations).toMatchObject([{ role: { fact: roles[0]?.id } }]);
  });

  test.each([
    ['is not among the files', {}, 'no file says what the unit live/base gives out'],
    [
      'has no such output',
      { 'live/base/terragrunt.hcl': `${SOURCE}inputs = { name = "base" }\n` },
      'there is no output "id"',
    ],
    [
      'depends on it in turn',
      {
        'live/base/terragrunt.hcl': unit('name = dependency.base.outputs.id').replace('../base', '../app'),
      },
      'no file says what the unit live/app gives out',
    ],
  ])('is no mock where it %s', async (_, files: Readonly<Record<string, string>>, reason) => {
    const app = { 'live/app/terragrunt.hcl': unit('name = dependency.base.outputs.id') };
    const found = (await rolesIn({ ...app, ...files })).map(({ name }) => name);
    expect(found).toContain(reason);
  });
});

test.each([
  ['get_env("NAME", "usual")', 'usual'],
  ['get_env("NAME")', 'the environment tells NAME'],
  ['run_cmd("x")', 'run_cmd() is known only when Terragrunt runs'],
  ['find_in_parent_folders("none.hcl", "fallback")', 'fallback'],
  ['find_in_parent_folders("beside")', '/live/beside'],
  ['path_relative_from_include()', '..'],
  ['regex(".*/live/(?P<unit>.*)", get_terragrunt_dir()).unit', 'app'],
  ['yamldecode(file("names.yaml")).name', 'from-yaml'],
  ['local.missing', 'there is no local.missing in live/app/terragrunt.hcl'],
  ['read_terragrunt_config("gone.hcl").locals.x', '"gone.hcl" is not among the files'],
])('%s is %j', async (expression, name) => {
  const files = {
    'live/terragrunt.hcl': '',
    'live/beside/x.yaml': '',
    'live/app/names.yaml': 'name: from-yaml\n',
    'live/app/terragrunt.hcl': `${INCLUDE}${SOURCE}inputs = { name = ${expression} }\n`,
  };
  expect(await rolesIn(files)).toEqual([{ scope: 'live/app', name }]);
});

describe('a stack of Terragrunt', () => {
  const UNIT = `include "root" {
  path = find_in_parent_folders("root.hcl")
}
terraform {
  source = "\${dirname(find_in_parent_folders("root.hcl"))}/modules//role"
}
inputs = {
  name = "app-\${values.env}"
  path = values.path
}
`;
  const files = {
    'root.hcl': '',
    'units/app/terragrunt.hcl': UNIT,
    'live/prod/terragrunt.stack.hcl': `locals { env = "prod" }
unit "app" {
  source = "../../units/app"
  path   = "app"
  values = { env = local.env, path = "/prod/" }
}
unit "blue" {
  source = "../../units/app"
  path   = "blue"
  values = { env = "blue" }
}
`,
  };

  test('makes units with values, and of what they are copies of nobody runs the original', async () => {
    expect(await rolesIn(files)).toEqual([
      { scope: 'live/prod/.terragrunt-stack/app', name: 'app-prod', path: '/prod/' },
      { scope: 'live/prod/.terragrunt-stack/blue', name: 'app-blue' },
    ]);
    const inventory = await readTexts({ 'modules/role/main.tf': ROLE, ...files });
    expect(coverageOf(inventory).leftOut).toEqual([]);
  });

  test('is left out by name where its units or stacks are not among the files', async () => {
    const content = `unit "a" {
  source = "git::https://example.com/units.git//a?ref=v1"
  path   = "a"
}
stack "b" {
  source = "../stacks/b"
  path   = "b"
}
`;
    const inventory = await readTexts({ 'modules/role/main.tf': ROLE, 'live/terragrunt.stack.hcl': content });
    expect(coverageOf(inventory).leftOut).toEqual([
      {
        file: 'live/terragrunt.stack.hcl',
        reason:
          'its stack b is not read; the source git::https://example.com/units.git//a?ref=v1 of its unit a is not among the files',
      },
    ]);
  });
});
