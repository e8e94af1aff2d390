import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ISSUER = 'oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';

/** A file of each kind for every service of a repository, all of them right. */
export const KINDS = {
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
export const ACTIONS = [
  ...['s3:GetObject', 'sqs:SendMessage', 'sns:Publish', 'dynamodb:GetItem', 'kms:Decrypt'],
  ...['secretsmanager:GetSecretValue', 'ssm:GetParameter', 'kinesis:PutRecord', 'lambda:InvokeFunction'],
  'events:PutEvents',
];

export const policyOf = (actions) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: actions.map((action) => ({
      Effect: 'Allow',
      Action: action,
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/team': 'web' } },
    })),
  });

/** Service accounts in one file of so many characters, as a chart for all of them would render them. */
export function writeManifest(file, length) {
  const parts = [];
  for (let size = 0; size < length; size += parts.at(-1).length)
    parts.push(`---\n${KINDS['account.yaml'](`service-${parts.length}`)}`);
  writeFileSync(file, parts.join(''));
}

/** So many files, by turns of these kinds. */
export function writeRepository(folder, files, kinds) {
  for (let i = 0; i < files; i++) {
    const kind = kinds[i % kinds.length];
    const name = `service-${Math.floor(i / kinds.length)}`;
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, kind), KINDS[kind](name));
  }
}
