import { describe, expect, test } from '@jest/globals';
import { HOST, trustFile, webIdentity } from '../../src/lint/examples.js';
import {
  account,
  association,
  container,
  env,
  pod,
  podIdentityTrust,
  roleFile,
  yamlFile,
} from '../../src/lint/identity-examples.js';
import type { TextFile } from '../../src/readers/index.js';
import { lintFiles } from './support.js';

const judged = async (...files: readonly TextFile[]) => {
  const { findings, notChecked } = await lintFiles(files);
  return {
    codes: findings.map(({ code, severity }) => `${code} ${severity}`),
    reasons: notChecked.map(({ reason }) => reason),
  };
};

const trust = podIdentityTrust({ Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } });
const has = (codes: readonly string[], code: string) => codes.some((found) => found.startsWith(code));

describe('a policy file that Terraform fills in', () => {
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:${partition}:s3:::photos/*' }],
  });
  const main = (path: string, count: string) => `variable "on" {}
resource "aws_iam_policy" "photos" {
  count  = ${count}
  name   = "photos"
  policy = templatefile(${path}, { partition = "aws" })
}`;

  test.each([
    ['"${path.module}/iam/photos.json"', '0'],
    ['abspath(pathexpand("${path.module}/iam/photos.json"))', '1'],
    ['trimspace("${path.module}/iam/photos.json")', 'var.on ? 1 : 0'],
  ])('is left out where the call names %s %s times', async (path, count) => {
    const { codes, reasons } = await judged(
      { path: 'main.tf', content: main(path, count) },
      { path: 'iam/photos.json', content: policy },
    );
    expect(has(codes, 'IRSA023')).toBe(false);
    expect(reasons.join()).toContain('a template of Terraform');
  });

  test.each([
    [
      'a module fills in',
      'module "bucket" {\n  source = "git::https://example.com/bucket.git"\n  policy = ',
      false,
    ],
    ['a resource takes', 'resource "aws_iam_policy" "photos" {\n  name   = "photos"\n  policy = ', true],
  ])('may be a document with a variable that %s', async (_, head, isFault) => {
    const document = `data "aws_iam_policy_document" "photos" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["$\${bucket_arn}/*"]
  }
}
${head}data.aws_iam_policy_document.photos.json\n}`;
    const { codes, reasons } = await judged({ path: 'main.tf', content: document });
    expect(has(codes, 'IRSA023')).toBe(isFault);
    expect(reasons.join().includes('${bucket_arn}/*" fills it in')).toBe(!isFault);
  });

  test('is judged where file() reads it', async () => {
    const { codes } = await judged(
      {
        path: 'main.tf',
        content: main('"${path.module}/iam/other.json"', '1').replace('templatefile', 'file'),
      },
      { path: 'iam/photos.json', content: policy.replace('${partition}', () => '${var.partition}') },
    );
    expect(has(codes, 'IRSA023')).toBe(true);
  });
});

test('a subject that a template fills in is not called malformed', async () => {
  const subject = (value: string) =>
    trustFile(webIdentity({ Condition: { StringEquals: { [`${HOST}:sub`]: value } } }));
  const open = await judged(...subject('system:serviceaccount:${NAMESPACE}:${ACCOUNT}'));
  expect(has(open.codes, 'IRSA050')).toBe(false);
  const wrong = await judged(...subject('system:serviceaccount:Default:sa-app'));
  expect(has(wrong.codes, 'IRSA050')).toBe(true);
});

test('a template in quotes is filled in by another program, of a chart or not', async () => {
  const file = yamlFile(
    'chart/templates/sa.yaml',
    account({ 'eks.amazonaws.com/role-arn': '{{ .Values.role }}' }),
  );
  const { codes } = await judged(file);
  expect(codes).toEqual(['read/not-read info']);
  const plain = await judged({ ...file, path: 'k8s/sa.yaml' });
  expect(plain.codes).toEqual(['IRSA072 info']);
});

describe('the url of a provider', () => {
  const role = (mode: string) => `${mode} "aws_iam_openid_connect_provider" "eks" {
  url = "https://${HOST}"
}
resource "aws_iam_role" "photos" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${HOST}" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = {
        "\${${mode === 'data' ? 'data.' : ''}aws_iam_openid_connect_provider.eks.url}:sub" = "system:serviceaccount:shop:sa-app"
      } }
    }]
  })
}`;
  test('that is looked up has no scheme', async () => {
    const { codes } = await judged({ path: 'main.tf', content: role('data') });
    expect(has(codes, 'IRSA054')).toBe(false);
  });
  test('that Terraform makes has the one that is written', async () => {
    const { codes } = await judged({ path: 'main.tf', content: role('resource') });
    expect(has(codes, 'IRSA054')).toBe(true);
  });
});

describe('keys in a pod', () => {
  const keys = { containers: [container({ env: [env('AWS_ACCESS_KEY_ID', 'admin')] })] };
  test('are no finding where its service account has no role', async () => {
    const none = await judged(yamlFile('app.yaml', account({}), pod(keys)));
    expect(has(none.codes, 'IRSA085')).toBe(false);
  });
  test('are one where an association gives it a role, or the account is in no file', async () => {
    const associated = await judged(
      roleFile({ trust, blocks: association() }),
      yamlFile('app.yaml', account({}), pod(keys)),
    );
    expect(has(associated.codes, 'IRSA085')).toBe(true);
    expect(has((await judged(yamlFile('app.yaml', pod(keys)))).codes, 'IRSA085')).toBe(true);
  });
});

describe('an EKS add-on', () => {
  const addon = `resource "aws_eks_addon" "ebs" {
  cluster_name             = "demo"
  addon_name               = "aws-ebs-csi-driver"
  service_account_role_arn = aws_iam_role.photos.arn
}`;
  const given = association('ebs', 'kube-system').replace('"sa-app"', '"ebs-csi-controller-sa"');

  test('whose role an association gives as well works', async () => {
    const both = await judged(roleFile({ trust, blocks: `${addon}\n${given}` }));
    expect(both.codes).toContain('IRSA219 info');
    const alone = await judged(roleFile({ trust, blocks: addon }));
    expect(alone.codes).toContain('IRSA219 error');
  });

  test('has its own service account, which is none of another name', async () => {
    const efs = account({}, { name: 'efs-csi-controller-sa', namespace: 'kube-system' });
    const { codes } = await judged(roleFile({ trust, blocks: given }), yamlFile('app.yaml', efs));
    expect(has(codes, 'IRSA123')).toBe(false);
  });
});

test('a document whose resource is switched off, as is its role, lacks nothing', async () => {
  const content = `variable "on" { default = false }
resource "aws_efs_file_system" "data" { count = var.on ? 1 : 0 }
data "aws_iam_policy_document" "efs" {
  statement {
    actions   = ["elasticfilesystem:CreateAccessPoint"]
    resources = var.on ? [aws_efs_file_system.data[0].arn] : []
  }
}
resource "aws_iam_policy" "efs" {
  count  = USED
  policy = data.aws_iam_policy_document.efs.json
}`;
  const of = async (count: string) =>
    (await judged({ path: 'main.tf', content: content.replace('USED', count) })).codes;
  expect(has(await of('var.on ? 1 : 0'), 'IRSA006')).toBe(false);
  expect(has(await of('1'), 'IRSA006')).toBe(true);
});

test('a policy of Cilium before the Pod Identity agent is not checked, and no finding', async () => {
  const { codes, reasons } = await judged(
    roleFile({ trust, blocks: association() }),
    yamlFile('app.yaml', account({}), pod(), {
      ...{ apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy' },
      metadata: { name: 'out', namespace: 'default' },
      spec: { endpointSelector: {}, egress: [{ toEntities: ['cluster'] }] },
    }),
  );
  expect(has(codes, 'IRSA222')).toBe(false);
  expect(reasons).toContainEqual(
    'whether CiliumNetworkPolicy out lets Pod default/photos reach 169.254.170.23, port 80, is not evaluated: policies of this kind are not read',
  );
});
