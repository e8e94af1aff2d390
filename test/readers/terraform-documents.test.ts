import { describe, expect, test } from '@jest/globals';
import { fieldOf, readFiles } from '../../src/readers/index.js';
import { plain, readTexts, value } from './support.js';

const ROOT = 'provider "aws" { region = "eu-west-1" }\n';

describe('documents that nothing known takes', () => {
  const document = (name: string, more = '') => `
    data "aws_iam_policy_document" "${name}" {
      ${more}
      statement {
        sid       = "${name}"
        actions   = ["s3:GetObject"]
        resources = ["*"]
      }
    }`;

  test('become policies of unknown use, once with those that they take over', async () => {
    const more = 'source_policy_documents = [data.aws_iam_policy_document.a.json]';
    const { policies } = await readTexts({ 'main.tf': document('a') + document('b', more) });
    expect(policies.map(({ id, use }) => [id, use])).toEqual([
      ['terraform::data.aws_iam_policy_document.b', 'file'],
    ]);
  });

  test.each([
    ['aws_iam_policy', 'policy'],
    ['aws_s3_bucket_policy', 'policy'],
    ['aws_organizations_policy', 'content'],
  ])('are not those of %s', async (type, argument) => {
    const hcl = `${document('a')}\nresource "${type}" "x" { ${argument} = data.aws_iam_policy_document.a.json }`;
    const { policies } = await readTexts({ 'main.tf': hcl });
    expect(policies.filter(({ use }) => use === 'file')).toEqual([]);
  });
});

describe('variable files that Terraform does not load', () => {
  const MAIN = 'variable "env" {}\nvariable "b" {}\n';
  const said = async (files: Readonly<Record<string, string>>) =>
    (await readTexts(files)).diagnostics.map(
      ({ code, place, message }) => `${code} ${place?.file}: ${message}`,
    );

  test('are said where they set variables of a root', async () => {
    const files = {
      'a/main.tf': MAIN,
      'a/env/prod.tfvars': 'env = "prod"\n',
      'a/terraform.tfvars': 'b = 1',
      'a/x.auto.tfvars.json': '{"b": 1}',
      'b/other.tfvars': 'other = 1\n',
      'b/main.tf': '',
      'c/stage.tfvars.json': '{\n  "b": 1,\n  "env": "x"\n}',
      'c/foreign.tfvars': 'b = 1\n',
    };
    expect(await said(files)).toEqual([
      'read/variables-not-used a/env/prod.tfvars: env and b of a are set here and in c/stage.tfvars.json, and Terraform does not load these files by itself',
    ]);
  });

  test('are said once for a module, and by name for the first of many', async () => {
    const stages = ['dev', 'int', 'pre', 'prod', 'qa'];
    const files = Object.fromEntries(stages.map((stage) => [`${stage}.tfvars`, 'env = "x"\n']));
    expect(await said({ ...files, 'main.tf': MAIN, 'z/main.tf': MAIN, 'z/one.tfvars': 'b = 1\n' })).toEqual([
      'read/variables-not-used dev.tfvars: env of the root module is set here and in int.tfvars, pre.tfvars, prod.tfvars and 1 more, and Terraform does not load these files by itself',
      'read/variables-not-used z/one.tfvars: b of z is set here, and Terraform does not load this file by itself',
    ]);
  });

  test('are not said when they are given', async () => {
    const prod = { path: 'prod.tfvars', content: 'env = "prod"\n' };
    const { diagnostics } = await readFiles([{ path: 'main.tf', content: MAIN }, prod], {
      variables: [{ file: prod }],
    });
    expect(diagnostics).toEqual([]);
  });
});

describe('YAML in Terraform', () => {
  test('of kubectl_manifest and yamldecode() is read with its places, and with what is unknown', async () => {
    const hcl = `variable "arn" {}
resource "kubectl_manifest" "sa" {
  yaml_body = <<-YAML
    # first
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: app
      namespace: "\${var.arn}-x"
      annotations:
        eks.amazonaws.com/role-arn: \${var.arn}
  YAML
}
resource "kubernetes_manifest" "sa" {
  manifest = yamldecode(file("sa.yml.txt"))
}`;
    const { serviceAccounts } = await readTexts({
      'main.tf': hcl,
      'sa.yml.txt': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: two }\n',
    });
    const [one, two] = serviceAccounts;
    expect(value(one?.name)).toBe('app');
    expect(one?.name.place).toMatchObject({ file: 'main.tf', line: 8 });
    expect(one?.namespace).toMatchObject({ known: false, parts: [{ symbol: 'var.arn' }, '-x'] });
    expect(plain(one?.annotations)).toEqual({ 'eks.amazonaws.com/role-arn': '?var.arn' });
    expect(value(two?.name)).toBe('two');
    expect(two?.name.place).toMatchObject({ file: 'sa.yml.txt', line: 3 });
  });

  test('has times for dates, which no fix may write over as if they stood there', async () => {
    const { policies } = await readTexts({
      'main.tf': 'resource "aws_iam_policy" "p" {\n  policy = jsonencode(yamldecode(file("p.txt")))\n}',
      'p.txt': 'Version: 2012-10-17\nStatement: []\n',
    });
    expect(fieldOf(policies[0]?.document, 'Version')).toMatchObject({
      ...{ value: '2012-10-17T00:00:00Z', literal: false },
      place: { file: 'p.txt', line: 1 },
    });
  });

  test('that templatefile() renders is read as rendered, and not as it stands', async () => {
    const { serviceAccounts, diagnostics } = await readTexts({
      'main.tf':
        'resource "kubectl_manifest" "sa" {\n  yaml_body = templatefile("sa.yaml", { name = "app", on = true })\n}',
      'sa.yaml':
        'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n%{ if on ~}\n  name: ${name}\n%{ endif ~}\n  namespace: x\n',
    });
    expect(serviceAccounts.map(({ name, namespace }) => [value(name), value(namespace)])).toEqual([
      ['app', 'x'],
    ]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['read/not-checked']);
  });
});

test('data.template_file renders like templatefile()', async () => {
  const { policies, diagnostics } = await readTexts({
    'main.tf': `data "template_file" "p" {
      template = file("p.json")
      vars     = { bucket = "photos" }
    }
    resource "aws_iam_policy" "p" { policy = data.template_file.p.rendered }`,
    'p.json': '{ "Statement": [{ "Effect": "Allow", "Resource": "arn:aws:s3:::${bucket}/*" }] }',
  });
  expect(policies.map(({ document }) => plain(document))).toEqual([
    { Statement: [{ Effect: 'Allow', Resource: 'arn:aws:s3:::photos/*' }] },
  ]);
  expect(diagnostics.map(({ code }) => code)).toEqual(['read/not-checked']);
});

// What Terraform 1.11.4 makes of it.
test('strip markers trim one line of text', async () => {
  const { terraformOutputs } = await readTexts({
    'main.tf': 'output "x" { value = templatefile("t.txt", { name = "app", on = true }) }',
    't.txt':
      'a\n   %{~ if on ~}   \n\n  b: ${~ name ~}  \n  c\n%{~ endif ~}\n  d %{ if on }\n e\n%{ endif }f  \n\n  ${~name}\n%{ if on ~} \t \n%{ if on ~}\n  g\n%{ endif ~}\n%{ endif ~}',
  });
  expect(plain(terraformOutputs[0]?.value)).toBe('a\n\n  b:app  c  d \n e\nf  \n\napp\n  g\n');
});

describe('helm_release', () => {
  const release = (body: string) => `${ROOT}resource "helm_release" "r" {
    name      = "r"
    namespace = "dns"
    ${body}
  }`;
  const ARN = 'arn:aws:iam::111122223333:role/r';
  const accounts = async (body: string) =>
    (await readTexts({ 'main.tf': release(body) })).serviceAccounts.map((account) => ({
      name: account.name.known ? account.name.value : undefined,
      namespace: value(account.namespace),
      created: account.created.known ? account.created.value : undefined,
      annotations: plain(account.annotations),
    }));
  const annotations = { 'eks.amazonaws.com/role-arn': ARN };

  test('makes the service account that it annotates by set', async () => {
    const set = (name: string, text: string) => `set {\n name = "${name}"\n value = "${text}"\n}\n`;
    const body =
      set('serviceAccount.annotations.eks\\\\.amazonaws\\\\.com/role-arn', ARN) +
      set('serviceAccount.name', 'app') +
      set('controller.serviceAccount.annotations.eks\\\\.amazonaws\\\\.com/role-arn', ARN) +
      set('controller.serviceAccount.create', 'false');
    expect(await accounts(body)).toEqual([
      { name: 'app', namespace: 'dns', created: undefined, annotations },
      { name: undefined, namespace: 'dns', created: false, annotations },
    ]);
  });

  test('and by values, of which the later and set win', async () => {
    const body = `values = [
      yamlencode({ serviceAccount = { name = "one", annotations = { "eks.amazonaws.com/role-arn" = "x" } } }),
      <<-EOT
        serviceAccount:
          create: true
          annotations:
            eks.amazonaws.com/role-arn: ${ARN}
      EOT
    ]
    set = [{ name = "serviceAccount.name", value = "two" }]`;
    expect(await accounts(body)).toEqual([{ name: 'two', namespace: 'dns', created: true, annotations }]);
  });

  test.each([
    ['external-dns', '', 'r-external-dns'],
    ['oci://example.com/charts/external-dns', 'nameOverride: r', 'r'],
    ['external-dns', 'fullnameOverride: dns', 'dns'],
    ['./charts/external-dns', '', undefined],
    ['anything', '', undefined],
    ['aws-ebs-csi-driver', '', undefined],
  ])(
    'is named after the release by a chart of the catalogue that does so: %s %s',
    async (chart, more, name) => {
      const body = `chart = "${chart}"
    values = [<<-EOT
      ${more}
      serviceAccount:
        name: ""
        annotations:
          eks.amazonaws.com/role-arn: ${ARN}
    EOT
    ]`;
      expect(await accounts(body)).toMatchObject([{ name, annotations }]);
      expect(await accounts(body.replace(']', ', var.more]'))).toMatchObject([{ name: undefined }]);
    },
  );

  test('says what it does not understand', async () => {
    const body = `set {\n name = "podAnnotations.eks\\\\.amazonaws\\\\.com/role-arn"\n value = "${ARN}"\n}`;
    const { serviceAccounts, diagnostics } = await readTexts({ 'main.tf': release(body) });
    expect(serviceAccounts).toEqual([]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['read/not-checked']);
  });
});

describe('what is not read', () => {
  const said = async (hcl: string) =>
    (await readTexts({ 'main.tf': hcl })).diagnostics.map(({ message }) => message);

  test('is said of modules that may make roles, and of those alone', async () => {
    expect(await said('module "m" {\n  source = "git::https://git.example/irsa.git"\n}')).toEqual([
      'module.m is not read: its source git::https://git.example/irsa.git is not among the files',
    ]);
    expect(await said('module "m" {\n  source = "../x"\n  role_name = "x"\n}')).toHaveLength(1);
    expect(await said('module "m" {\n  source = "terraform-aws-modules/vpc/aws"\n}')).toEqual([]);
  });

  test('is said of what a removed block leaves in AWS', async () => {
    const removed = (destroy: boolean) =>
      `removed {\n  from = aws_iam_role_policy.p\n  lifecycle {\n    destroy = ${destroy}\n  }\n}`;
    expect(await said(removed(false))).toEqual([
      'aws_iam_role_policy.p is left in AWS as it is, and no longer in the files',
    ]);
    expect(await said(removed(true))).toEqual([]);
  });
});

test('dynamic and lifecycle blocks are blocks in JSON too', async () => {
  const json = {
    data: {
      aws_iam_policy_document: {
        p: {
          dynamic: {
            statement: {
              for_each: ['s3:GetObject', 's3:PutObject'],
              content: { actions: ['${statement.value}'], resources: ['*'] },
            },
          },
        },
      },
    },
    resource: {
      local_file: { f: { content: 'text' } },
      aws_iam_policy: {
        p: {
          policy: '${data.aws_iam_policy_document.p.json}',
          lifecycle: { ignore_changes: ['policy'] },
        },
      },
    },
  };
  const { policies, terraformObjects } = await readTexts({ 'main.tf.json': JSON.stringify(json) });
  expect(plain(policies[0]?.document)).toMatchObject({
    Statement: [{ Action: ['s3:GetObject'] }, { Action: ['s3:PutObject'] }],
  });
  expect(plain(terraformObjects.find(({ kind }) => kind === 'local_file')?.node)).toMatchObject({
    content: 'text',
  });
  expect(policies[0]?.ignoredChanges).toEqual(['policy']);
});
