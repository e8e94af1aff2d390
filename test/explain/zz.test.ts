import { test } from '@jest/globals';
import { ask, worldOf, yaml } from './support.js';

const HOST = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
const trust = JSON.stringify({
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
});
async function world(cond: string, effect: string, more = '') {
  const tf = `provider "aws" {\n  region = "us-east-1"\n  allowed_account_ids = ["111122223333"]\n}
resource "aws_iam_openid_connect_provider" "eks" {\n  url = "https://${HOST}"\n  client_id_list = ["sts.amazonaws.com"]\n}
variable "more" {}
resource "aws_iam_role" "photos" {\n  name = "photos"\n  assume_role_policy = ${JSON.stringify(trust)}\n}
resource "aws_iam_role_policy" "p" {\n  role = aws_iam_role.photos.name\n  policy = jsonencode({ Version = "2012-10-17", Statement = [${effect === 'Deny' ? '{ Effect = "Allow", Action = "*", Resource = "*" },' : ''}{ Effect = "${effect}", Action = "s3:GetObject", Resource = "*", Condition = ${cond} }] })\n}\n${more}`;
  return worldOf([
    { path: 'main.tf', content: tf },
    yaml('sa.yaml', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: 'sa-app',
        namespace: 'default',
        annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/photos' },
      },
    }),
  ]);
}
const OPS: Record<string, readonly string[]> = {
  StringEquals: ['a', 'b', 'A'],
  StringNotEquals: ['a', 'b'],
  StringLike: ['a*', 'b*', '*'],
  StringNotLike: ['a*', 'b', '*'],
  StringEqualsIgnoreCase: ['A', 'b'],
  Null: ['true', 'false'],
  Bool: ['true', 'false'],
  NumericLessThan: ['1', '100'],
  NumericNotEquals: ['1', '5'],
  DateGreaterThan: ['2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z'],
  IpAddress: ['10.0.0.0/8', '0.0.0.0/0'],
  NotIpAddress: ['10.0.0.0/8', '0.0.0.0/0'],
  ArnLike: ['arn:aws:s3:::a*', 'arn:aws:iam::*:role/x'],
  ArnNotEquals: ['arn:aws:s3:::a', 'arn:aws:s3:::b'],
};
const KEYS: readonly [string, Record<string, string | string[]> | undefined][] = [
  ['aws:PrincipalTag/x', undefined],
  ['aws:TokenIssueTime', undefined],
  ['aws:MultiFactorAuthPresent', undefined],
  ['aws:SourceIp', undefined],
  ['s3:prefix', undefined],
  ['aws:SecureTransport', undefined],
  ['aws:PrincipalArn', undefined],
  ['aws:CurrentTime', undefined],
  ['aws:FederatedProvider', undefined],
  ['aws:TagKeys', undefined],
  ['s3:x', { 's3:x': 'a' }],
  ['aws:RequestTag/n', { 'aws:RequestTag/n': '5' }],
  ['aws:SourceIp', { 'aws:SourceIp': '10.1.1.1' }],
  ['aws:SourceArn', { 'aws:SourceArn': 'arn:aws:s3:::a' }],
  ['aws:SecureTransport', { 'aws:SecureTransport': 'true' }],
];
test('x', async () => {
  const out: string[] = [];
  for (const effect of ['Allow', 'Deny'])
    for (const [op, values] of Object.entries(OPS))
      for (const set of ['', 'ForAnyValue:', 'ForAllValues:'])
        for (const ifx of ['', 'IfExists'])
          for (const [key, context] of KEYS) {
            if (op === 'Null' && (ifx || set)) continue;
            const one = async (v: string) =>
              ask(
                await world(`{ "${set}${op}${ifx}" = { "${key}" = ${v} } }`, effect),
                context ? { context } : {},
              ).decision as string;
            const open = await one('var.more');
            const openList = await one('["zzz", var.more]');
            const openPart = await one('"${var.more}"');
            const closed = await Promise.all(values.map((v) => one(JSON.stringify(v))));
            for (const [n, o] of [
              ['plain', open],
              ['part', openPart],
            ] as const)
              if (o !== 'unknown' && closed.some((c) => c !== o))
                out.push(
                  `${n} ${effect} ${set}${op}${ifx} ${key} ${JSON.stringify(context)}: ${o} but ${values.map((v, i) => `${v}=${closed[i]}`)}`,
                );
            const closedList = await Promise.all(values.map((v) => one(JSON.stringify(['zzz', v]))));
            if (openList !== 'unknown' && closedList.some((c) => c !== openList))
              out.push(
                `list ${effect} ${set}${op}${ifx} ${key} ${JSON.stringify(context)}: ${openList} but ${values.map((v, i) => `${v}=${closedList[i]}`)}`,
              );
          }
  (await import('node:fs')).writeFileSync('/tmp/zz.txt', out.join('\n') + '\ndone\n');
});
