import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BIN, interleave, measureNode, printTable } from './measure.mjs';

const ISSUER = 'oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';

/** A file of each kind for every service of a repository, all of them right. */
const KINDS = {
  'role.tf': (name) => `resource "aws_iam_role" "role" {
  name = "${name}"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity"
    Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${ISSUER}" }
    Condition = { StringEquals = { "${ISSUER}:aud" = "sts.amazonaws.com", "${ISSUER}:sub" = "system:serviceaccount:${name}:${name}" } }
  }] })
}
`,
  'policy.json': (name) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${name}/*` }],
    }),
  'account.yaml': (name) => `apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
  namespace: ${name}
  annotations: { eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/${name}" }
`,
  'pod.yaml': (name) => `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: ${name} }
spec: { serviceAccountName: ${name}, containers: [{ name: app, image: "registry.example/app:1.0" }] }
`,
};

/** What a policy of ten services names: for each of them the rules look at what IAM knows of it. */
const ACTIONS = [
  ...['s3:GetObject', 'sqs:SendMessage', 'sns:Publish', 'dynamodb:GetItem', 'kms:Decrypt'],
  ...['secretsmanager:GetSecretValue', 'ssm:GetParameter', 'kinesis:PutRecord', 'lambda:InvokeFunction'],
  'events:PutEvents',
];

const policyOf = (actions) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: actions.map((action) => ({
      Effect: 'Allow',
      Action: action,
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/team': 'web' } },
    })),
  });

/** A repository of mixed files, a quarter of it HCL; and one without HCL, whose parser is then not loaded. */
export function benchLint({ rounds, files }) {
  const work = mkdtempSync(join(tmpdir(), 'irsa-forge-lint-'));
  const few = Math.round(files / 4);
  const run = (folder) => () => measureNode([BIN, 'lint', '--quiet', join(work, folder)]);
  try {
    writeRepository(join(work, 'few'), few, Object.keys(KINDS));
    writeRepository(join(work, 'many'), files, Object.keys(KINDS));
    writeRepository(join(work, 'one'), 1, ['account.yaml']);
    writeRepository(join(work, 'one-hcl'), 1, ['role.tf']);
    for (const services of [1, ACTIONS.length]) {
      mkdirSync(join(work, `services-${services}`));
      writeFileSync(join(work, `services-${services}`, 'policy.json'), policyOf(ACTIONS.slice(0, services)));
    }
    const results = interleave(
      ['few', 'many', 'one', 'one-hcl', 'services-1', 'services-10'].map((name) => ({
        name,
        run: run(name),
      })),
      rounds,
    );
    const row = (what, { wall, cpu, memory }, against = '', other = undefined, aim = '') => [
      what,
      `${wall.toFixed(0)} ms`,
      `${cpu.toFixed(0)} ms`,
      `${memory.toFixed(0)} MB`,
      against,
      other === undefined ? '' : (cpu / other.cpu).toFixed(2),
      aim,
    ];
    printTable(
      'lint',
      ['what', 'wall', 'CPU', 'peak', 'held against', 'CPU, ratio', 'aim'],
      [
        row('one manifest', results.one),
        row('one HCL file', results['one-hcl']),
        row('a policy of one service', results['services-1']),
        row(
          'a policy of ten services',
          results['services-10'],
          'of one service',
          results['services-1'],
          '≤ 1.3',
        ),
        row(`${few} mixed files`, results.few),
        row(`${files} mixed files`, results.many, `${few} files`, results.few),
      ],
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function writeRepository(folder, files, kinds) {
  for (let i = 0; i < files; i++) {
    const kind = kinds[i % kinds.length];
    const name = `service-${Math.floor(i / kinds.length)}`;
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, kind), KINDS[kind](name));
  }
}
