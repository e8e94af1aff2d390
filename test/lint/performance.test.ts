import { describe, expect, test } from '@jest/globals';
import { lint } from '../../src/lint/engine.js';
import { readFiles, type TextFile } from '../../src/readers/index.js';

const issuer = (index: number) => `oidc.eks.us-east-1.amazonaws.com/id/${String(index).padStart(32, '0')}`;

const KINDS: readonly ((index: number) => TextFile)[] = [
  (index) => ({
    path: `t${index}/main.tf`,
    content: `resource "aws_iam_role" "r" {
  name = "r${index}"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity",
    Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${issuer(index)}" },
    Condition = { StringEquals = { "${issuer(index)}:aud" = "sts.amazonaws.com", "${issuer(index)}:sub" = "system:serviceaccount:n${index + 2}:s${index + 2}" } } }] })
}
`,
  }),
  (index) => ({
    path: `t${index}/policy.json`,
    content: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":"arn:aws:s3:::b-${index}"}]}`,
  }),
  (index) => ({
    path: `t${index}/app.yaml`,
    content: `apiVersion: v1
kind: ServiceAccount
metadata: { name: s${index}, namespace: n${index}, annotations: { eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/r${index - 2}" } }
---
apiVersion: v1
kind: Pod
metadata: { name: p${index}, namespace: n${index} }
spec: { serviceAccountName: s${index}, containers: [{ name: c, image: "x:1" }] }
`,
  }),
  (index) => ({
    path: `t${index}/cluster.yaml`,
    content: `apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: { name: c${index}, region: us-east-1 }
iam: { withOIDC: true, serviceAccounts: [{ metadata: { name: e${index}, namespace: default }, attachPolicyARNs: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] }] }
`,
  }),
];

const filesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => (KINDS[index % KINDS.length] as (typeof KINDS)[number])(index));

/** Milliseconds of judging alone, the best of three. */
async function timeOf(count: number): Promise<number> {
  const inventory = await readFiles(filesOf(count));
  const times = [1, 2, 3].map(() => {
    const start = performance.now();
    lint(inventory);
    return performance.now() - start;
  });
  return Math.min(...times);
}

describe('the time', () => {
  test('for thousands of files of mixed kinds is a few seconds, and grows with them', async () => {
    const few = await timeOf(500);
    const many = await timeOf(4000);
    expect(many).toBeLessThan(10_000);
    // Eight times the files; quadratic would be 64 times the time.
    expect(many / few).toBeLessThan(24);
  }, 60_000);
});
