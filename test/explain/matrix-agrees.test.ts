import { describe, expect, test } from '@jest/globals';
import { createColors } from '../../src/cli/colors.js';
import { marksFor, tableLook } from '../../src/cli/explain-report.js';
import { followChain } from '../../src/explain/follow.js';
import {
  buildMatrix,
  explain,
  matrixCsv,
  matrixText,
  openTable,
  questionsOf,
  type Verdict,
  type WordStanding,
  type World,
} from '../../src/explain/index.js';
import { isTelling } from '../../src/explain/matrix/build.js';
import { type Scope, scopesOf } from '../../src/explain/matrix/scopes.js';
import type { TextFile } from '../../src/readers/index.js';
import { EVERY_GRANT } from '../support/every-grant.js';
import { casesOf } from '../support/stress.js';
import { folderWorld, grantedWorld, specExample, worldOf } from './support.js';

/** How a cell and the answers to its questions are to agree: all allowed, some, none, or something that is not known. */
function answerOf(decisions: readonly Verdict[]): readonly WordStanding[] {
  const said = new Set(decisions);
  if (!said.has('allowed')) return said.has('unknown') ? ['unknown'] : ['not granted', 'denied'];
  return said.size === 1 ? ['allowed', 'assumed'] : ['partly'];
}

/** Of the rows of a large table, every so many are asked one by one. */
const EVERY = casesOf(6, 1);
const SMALL = 100;

/** Each cell beside what it may be by the answers to its questions. */
function compared(world: World): readonly (readonly [string, WordStanding, readonly WordStanding[]])[] {
  const { rows } = buildMatrix(world);
  const subjects = new Map(rows.map((row) => [`${row.namespace}/${row.serviceAccount}`, row] as const));
  const chains = [...subjects.values()].map((subject) => followChain(world, subject));
  const scopes = scopesOf(
    world,
    chains.flatMap((chain) => chain.alternatives ?? [chain]),
  );
  expect(rows).toHaveLength(subjects.size * scopes.length);
  const telling = buildMatrix(world, { telling: true });
  expect(telling.rows).toEqual(rows.filter(isTelling));
  expect(telling.leftOut?.pairs).toBe(rows.length - telling.rows.length);
  return rows.flatMap(({ namespace, serviceAccount, resource, access }, index) => {
    const scope = scopes[index % scopes.length] as Scope;
    // A name that the files do not tell cannot be asked for.
    if (/[<>]/.test(resource)) return [];
    const asksIt = rows.length <= SMALL || (index + Math.floor(index / scopes.length)) % EVERY === 0;
    return Object.keys(scope.kind.words).map((word) => {
      const questions = asksIt ? questionsOf(scope, word) : [];
      const decisions = questions.map(
        (asked) => explain(world, { namespace, serviceAccount, ...asked }).decision,
      );
      const what = `${namespace}/${serviceAccount} ${word} ${scope.kind.field} ${resource}`;
      const cell = access[word] as WordStanding;
      return [what, cell, asksIt ? answerOf(decisions) : [cell]] as const;
    });
  });
}

const EXAMPLES = [
  ...['s3-web-app', 'shared-role', 'helm-service-account', 'pod-identity', 'order-service'],
  'preview-namespaces',
];

describe('a cell of the matrix and the answer to its question are the same', () => {
  test.each(EXAMPLES)('in the spec %s', async (name) => {
    const cells = compared((await specExample(name)).world);
    expect(cells.length).toBeGreaterThan(0);
    for (const [what, cell, answers] of cells)
      expect([what, answers]).toEqual([what, expect.arrayContaining([cell])]);
  });

  test.each(EXAMPLES)('in the files of %s', async (name) => {
    for (const [what, cell, answers] of compared(await folderWorld(name)))
      expect([what, answers]).toEqual([what, expect.arrayContaining([cell])]);
  });

  test('for every word of every kind', async () => {
    const cells = compared(await grantedWorld(EVERY_GRANT));
    for (const [what, cell, answers] of cells)
      expect([what, answers]).toEqual([what, expect.arrayContaining([cell])]);
    for (const { kind, word } of EVERY_GRANT)
      expect(cells.filter(([what]) => what.includes(` ${word} ${kind.field} `)).length).toBeGreaterThan(0);
  });

  test('with a name that the files do not tell is unknown', async () => {
    const { rows } = buildMatrix(await worldOf([{ path: 'main.tf', content: manyRoles() }]));
    const cells = rows
      .filter(({ resource }) => resource === '<var.bucket>')
      .map(({ access }) => access['get']);
    expect(new Set(cells)).toEqual(new Set(['unknown']));
  });

  test('with such a name is not granted to a role that may do nothing with its kind', async () => {
    const content = `${podRole('reader', [allow(GET, VARIABLE)])}
${podRole('bare', [allow('ec2:DescribeInstances', '*')])}
variable "bucket" {}`;
    const { rows } = buildMatrix(
      await worldOf([{ path: 'main.tf', content: content.replaceAll('VAR_BUCKET', () => '${var.bucket}') }]),
    );
    expect(rows.map(({ serviceAccount, access }) => [serviceAccount, access['get']])).toEqual([
      ['bare', 'not granted'],
      ['reader', 'unknown'],
    ]);
  });

  test.each([
    ['buckets', () => manyRoles(), ['assumed', 'partly', 'unknown', 'denied', 'not granted']],
    ['other things', () => otherRoles(), ['assumed', 'partly', 'unknown', 'denied', 'not granted']],
  ])('for roles of every kind, with %s', async (_, content, standings) => {
    const cells = compared(await worldOf([{ path: 'main.tf', content: content() }]));
    expect(new Set(cells.map(([, cell]) => cell))).toEqual(new Set(standings));
    for (const [what, cell, answers] of cells)
      expect([what, answers]).toEqual([what, expect.arrayContaining([cell])]);
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

const allow = (
  Action: string | readonly string[],
  Resource: string | readonly string[],
  more: object = {},
) => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...more,
});
const TENANT = 'arn:aws:s3:::tenant/${aws:PrincipalTag/kubernetes-namespace}/*';
/** Stands for Terraform's own variable. */
const VARIABLE = 'arn:aws:s3:::VAR_BUCKET/*';
const SEND = ['sqs:GetQueueUrl', 'sqs:SendMessage'];
const QUEUE = (name: string) => `arn:aws:sqs:us-east-1:111122223333:${name}`;
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const GET = ['s3:GetObject', 's3:PutObject'];

const manyRoles = () => MANY.replaceAll('VAR_BUCKET', () => '${var.bucket}');
const otherRoles = () => OTHERS.replaceAll('VAR_QUEUE', () => '${var.queue}');

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
${podRole('in-part', [allow(GET, 'arn:aws:s3:::photos/*'), { ...allow('s3:GetObject', 'arn:aws:s3:::photos/secret/*'), Effect: 'Deny' }])}
${podRole('sharing', [allow('s3:PutObject', 'arn:aws:s3:::shared/*')])}
`;

const OTHERS = `provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}
variable "queue" {}
${podRole('plain', [allow('*', '*')])}
${podRole('bare', [allow('ec2:DescribeInstances', '*')])}
${podRole('queues', [allow(SEND, QUEUE('orders')), allow('sqs:SendMessage', QUEUE('partly'))])}
${podRole('all-queues', [allow('sqs:*', 'arn:aws:sqs:*:*:*')])}
${podRole('some-queues', [allow('sqs:*', 'arn:aws:sqs:us-east-1:*:app-*')])}
${podRole('never', [allow('sqs:*', '*'), { ...allow(['sqs:SendMessage', 'sqs:PurgeQueue'], QUEUE('orders')), Effect: 'Deny' }])}
${podRole('but', [{ ...allow('sqs:*', '*'), Resource: undefined, NotResource: QUEUE('orders') }])}
${podRole('elsewhere', [allow('sqs:*', 'arn:aws:sqs:us-east-1:444455556666:orders')])}
${podRole('computed', [allow('sqs:*', 'VAR_QUEUE')])}
${podRole('tables', [allow('dynamodb:*', ['arn:aws:dynamodb:us-east-1:111122223333:table/items', 'arn:aws:dynamodb:us-east-1:111122223333:table/items/index/*'])])}
${podRole('secrets', [allow('secretsmanager:*', ['arn:aws:secretsmanager:us-east-1:111122223333:secret:db-??????', 'arn:aws:secretsmanager:us-east-1:111122223333:secret:own-a1B2c3'])])}
${podRole('wide-secrets', [allow('secretsmanager:*', 'arn:aws:secretsmanager:us-east-1:111122223333:secret:d*-*')])}
${podRole('path', [allow('ssm:Get*', 'arn:aws:ssm:us-east-1:111122223333:parameter/shop/*')])}
${podRole('parameter', [allow('ssm:GetParameter', 'arn:aws:ssm:us-east-1:111122223333:parameter/shop/db')])}
${podRole('keys', [allow('kms:Decrypt', KEY, { Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } } })])}
${podRole('metrics', [allow('cloudwatch:PutMetricData', '*', { Condition: { StringEquals: { 'cloudwatch:namespace': ['A', 'B'] } } })])}
${podRole('assuming', [allow(['sts:AssumeRole', 'sts:TagSession'], ['arn:aws:iam::111122223333:role/plain', 'arn:aws:iam::111122223333:role/absent'])])}
resource "aws_sqs_queue" "shared" { name = "shared" }
resource "aws_sqs_queue_policy" "shared" {
  queue_url = aws_sqs_queue.shared.id
  policy    = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_role.bare.arn }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.shared.arn }] })
}
`;

test('a large table, in the stress run of 120,000 rows, is made and printed', async () => {
  const SIDE = casesOf(80, 347);
  const roles = Array.from({ length: SIDE }, (_, index) =>
    podRole(`r${index}`, [allow(GET, `arn:aws:s3:::bucket-${index}/*`)]),
  );
  const file: TextFile = { path: 'main.tf', content: roles.join('\n') };
  const world = await worldOf([file]);
  const { rows } = buildMatrix(world);
  expect(rows.length).toBe(SIDE * SIDE);
  const granted = rows.filter(({ access }) => access['get'] !== 'not granted');
  expect(granted.map(({ serviceAccount, resource }) => `${serviceAccount} ${resource}`).sort()).toEqual(
    Array.from({ length: SIDE }, (_, index) => `r${index} bucket-${index}`).sort(),
  );
  const table = openTable(world);
  expect([...matrixCsv(table)]).toHaveLength(SIDE * SIDE + 1);
  expect(
    [...matrixText(table, tableLook(marksFor({}, 'win32'), createColors(false)))].length,
  ).toBeGreaterThan(SIDE);
}, 120_000);
