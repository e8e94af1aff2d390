import { describe, expect, test } from '@jest/globals';
import { createColors } from '../../src/cli/colors.js';
import { marksFor, matrixLines } from '../../src/cli/explain-report.js';
import { ACCESS_VERBS, buildMatrix, explain, MATRIX_ACTIONS, type World } from '../../src/explain/index.js';
import type { TextFile } from '../../src/readers/index.js';
import { folderWorld, specExample, worldOf } from './support.js';

/** Each cell beside the answer to its question. */
function compared(world: World): readonly (readonly [string, string, string])[] {
  return buildMatrix(world).rows.flatMap(({ namespace, serviceAccount, bucket, prefix, access }) =>
    // A name that the files do not tell cannot be asked for.
    /[<>]/.test(bucket + prefix)
      ? []
      : ACCESS_VERBS.map((verb) => {
          const arn = `arn:aws:s3:::${bucket}`;
          const { decision } = explain(world, {
            ...{ namespace, serviceAccount, action: MATRIX_ACTIONS[verb] },
            resource: verb === 'list' ? arn : `${arn}/${prefix}*`,
            context: { 's3:prefix': prefix === '' ? undefined : prefix },
          });
          return [
            `${namespace}/${serviceAccount} ${verb} ${bucket}/${prefix}`,
            access[verb],
            decision,
          ] as const;
        }),
  );
}

const EXAMPLES = ['s3-web-app', 'shared-role', 'helm-service-account', 'pod-identity'];

describe('a cell of the matrix and the answer to its question are the same', () => {
  test.each(EXAMPLES)('in the spec %s', async (name) => {
    const cells = compared((await specExample(name)).world);
    expect(cells.length).toBeGreaterThan(0);
    for (const [what, cell, answer] of cells) expect([what, cell]).toEqual([what, answer]);
  });

  test.each(EXAMPLES)('in the files of %s', async (name) => {
    for (const [what, cell, answer] of compared(await folderWorld(name)))
      expect([what, cell]).toEqual([what, answer]);
  });

  test('with a name that the files do not tell is unknown', async () => {
    const { rows } = buildMatrix(await worldOf([{ path: 'main.tf', content: manyRoles() }]));
    const cells = rows.filter(({ bucket }) => bucket === '<var.bucket>').map(({ access }) => access.get);
    expect(new Set(cells)).toEqual(new Set(['unknown']));
  });

  test('for roles of every kind', async () => {
    const cells = compared(await worldOf([{ path: 'main.tf', content: manyRoles() }]));
    expect(new Set(cells.map(([, cell]) => cell))).toEqual(new Set(['allowed', 'denied', 'unknown']));
    for (const [what, cell, answer] of cells) expect([what, cell]).toEqual([what, answer]);
  });
});

/** A role with an association for service account shop/<name>. */
function podRole(name: string, statements: readonly object[], more = '', association = ''): string {
  const document = (all: readonly object[]) =>
    JSON.stringify({ Version: '2012-10-17', Statement: all }).replaceAll('${', () => '$${');
  const trust = {
    Effect: 'Allow',
    Principal: { Service: 'pods.eks.amazonaws.com' },
    Action: ['sts:AssumeRole', 'sts:TagSession'],
  };
  return `
resource "aws_iam_role" "${name}" {
  name               = "${name}"
  assume_role_policy = <<-EOT
${document([trust])}
EOT
  ${more}
}
resource "aws_iam_role_policy" "${name}" {
  name   = "${name}"
  role   = aws_iam_role.${name}.name
  policy = <<-EOT
${document(statements)}
EOT
}
resource "aws_eks_pod_identity_association" "${name}" {
  cluster_name    = "demo"
  namespace       = "shop"
  service_account = "${name}"
  role_arn        = aws_iam_role.${name}.arn
  ${association}
}
resource "kubernetes_service_account" "${name}" {
  metadata {
    name      = "${name}"
    namespace = "shop"
  }
}`;
}

const allow = (Action: string | readonly string[], Resource: string, more: object = {}) => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...more,
});
const TENANT = 'arn:aws:s3:::tenant/${aws:PrincipalTag/kubernetes-namespace}/*';
/** Stands for Terraform's own variable. */
const VARIABLE = 'arn:aws:s3:::VAR_BUCKET/*';
const GET = ['s3:GetObject', 's3:PutObject'];

const manyRoles = () => MANY.replaceAll('VAR_BUCKET', () => '${var.bucket}');

const MANY = `provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}
variable "bucket" {}
variable "off" {}
${podRole('plain', [allow(GET, 'arn:aws:s3:::photos/*'), allow('s3:ListBucket', 'arn:aws:s3:::photos')])}
${podRole('all', [allow('*', '*')])}
${podRole('capped', [allow('s3:*', '*')], 'permissions_boundary = aws_iam_policy.cap.arn')}
${podRole('guarded', [allow(GET, 'arn:aws:s3:::photos/*'), { ...allow('s3:PutObject', '*'), Effect: 'Deny' }])}
${podRole('pattern', [allow(GET, 'arn:aws:s3:::app-*/x/*')])}
${podRole('unknown', [allow(GET, VARIABLE)])}
${podRole('tenant', [allow(GET, TENANT)])}
${podRole('untagged', [allow(GET, TENANT)], '', 'disable_session_tags = true')}
${podRole('perhaps', [allow(GET, TENANT)], '', 'disable_session_tags = var.off')}
${podRole('narrowed', [allow('s3:*', '*')], '', 'disable_session_tags = true\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::photos/*" }] })')}
${podRole('hidden', [allow(GET, 'arn:aws:s3:::logs/*')], 'managed_policy_arns = ["arn:aws:iam::111122223333:policy/elsewhere"]')}
${podRole('abroad', [allow(GET, 'arn:aws:s3:::photos-999900001111-us-east-1-an/*')])}
${podRole('bare', [allow('ec2:DescribeInstances', '*')])}
resource "aws_iam_policy" "cap" {
  name   = "cap"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "arn:aws:s3:::logs/*" }] })
}
resource "aws_s3_bucket" "shared" { bucket = "shared" }
resource "aws_s3_bucket_policy" "shared" {
  bucket = aws_s3_bucket.shared.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_role.bare.arn }, Action = "s3:GetObject", Resource = "arn:aws:s3:::shared/*" }] })
}
${podRole('sharing', [allow('s3:PutObject', 'arn:aws:s3:::shared/*')])}
`;

test('a table of 120,000 rows is made and printed', async () => {
  const SIDE = 347;
  const roles = Array.from({ length: SIDE }, (_, index) =>
    podRole(`r${index}`, [allow(GET, `arn:aws:s3:::bucket-${index}/*`)]),
  );
  const file: TextFile = { path: 'main.tf', content: roles.join('\n') };
  const { rows } = buildMatrix(await worldOf([file]));
  expect(rows.length).toBe(SIDE * SIDE);
  const allowed = rows.filter(({ access }) => access.get === 'allowed');
  expect(allowed.map(({ serviceAccount, bucket }) => `${serviceAccount} ${bucket}`).sort()).toEqual(
    Array.from({ length: SIDE }, (_, index) => `r${index} bucket-${index}`).sort(),
  );
  const lines = [...matrixLines({ rows }, marksFor({}, 'win32'), createColors(false))];
  expect(lines.length).toBe(SIDE * SIDE + 1);
}, 120_000);
