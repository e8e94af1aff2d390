import { describe, expect, test } from '@jest/globals';
import { HOST, PROVIDER } from '../../src/lint/examples.js';
import { lintFiles } from './support.js';

const role = (conditions: object) => `provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode(${JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: PROVIDER },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: conditions,
      },
    ],
  })})
}
`;
const named = (...subjects: readonly string[]) =>
  role({
    StringEquals: {
      [`${HOST}:aud`]: 'sts.amazonaws.com',
      [`${HOST}:sub`]: subjects.map((subject) => `system:serviceaccount:${subject}`),
    },
  });
const like = (subject: string) =>
  role({
    StringEquals: { [`${HOST}:aud`]: 'sts.amazonaws.com' },
    StringLike: { [`${HOST}:sub`]: `system:serviceaccount:${subject}` },
  });
const addon = (name: string, more = '') => `resource "aws_eks_addon" "a" {
  cluster_name             = "demo"
  addon_name               = "${name}"
  service_account_role_arn = aws_iam_role.r.arn
${more}}
`;

async function errors(...parts: readonly string[]): Promise<readonly string[]> {
  const { findings } = await lintFiles([{ path: 'main.tf', content: parts.join('\n') }]);
  return findings.filter(({ code }) => /^IRSA2(19|20)$/.test(code)).map(({ message }) => message);
}

describe("an add-on's role", () => {
  test.each([
    ['of its own service account', named('kube-system:ebs-csi-controller-sa'), addon('aws-ebs-csi-driver')],
    ['of its service accounts by a pattern', like('kube-system:efs-csi-*'), addon('aws-efs-csi-driver')],
    ['of one of its service accounts', named('kube-system:aws-node', 'x:y'), addon('vpc-cni')],
    ['of an add-on that is not known', named('x:y'), addon('somebodys-own')],
    ['of an add-on in capitals', named('kube-system:aws-node'), addon('VPC-CNI')],
    [
      'in a namespace of its own',
      named('storage:ebs-csi-controller-sa'),
      addon('aws-ebs-csi-driver', '  namespace_config { namespace = "storage" }\n'),
    ],
    [
      'whose service account may have another name',
      named('kube-system:own'),
      addon(
        'aws-ebs-csi-driver',
        '  configuration_values = jsonencode({ controller = { serviceAccount = { name = "own" } } })\n',
      ),
    ],
  ])('%s is right', async (_, ...parts) => {
    expect(await errors(...parts)).toEqual([]);
  });

  test.each([
    [
      'another service account',
      named('kube-system:aws-node'),
      '"system:serviceaccount:kube-system:aws-node"',
    ],
    [
      'another namespace',
      named('default:ebs-csi-controller-sa'),
      '"system:serviceaccount:default:ebs-csi-controller-sa"',
    ],
    [
      'a pattern that does not fit',
      like('kube-system:efs-csi-*'),
      '"system:serviceaccount:kube-system:efs-csi-*"',
    ],
  ])('of %s is wrong', async (_, trusted, shown) => {
    expect(await errors(trusted, addon('aws-ebs-csi-driver'))).toEqual([
      `the role of add-on aws-ebs-csi-driver trusts ${shown}, not ebs-csi-controller-sa`,
    ]);
  });
});

describe('what is named as a role', () => {
  const association = (arn: string) => `resource "aws_eks_pod_identity_association" "a" {
  cluster_name    = "demo"
  namespace       = "shop"
  service_account = "api"
  role_arn        = ${arn}
}
`;
  test.each([
    'aws_iam_role.r.name',
    'aws_iam_role.r.id',
    '"arn:aws:iam::aws:policy/AmazonS3FullAccess"',
    '"arn:aws:iam::111122223333:instance-profile/r"',
    '"arn:aws:iam::1111:role/r"',
  ])('%s is none', async (arn) => {
    expect(await errors(named('x:y'), association(arn))).toHaveLength(1);
  });
  test.each([
    'aws_iam_role.r.arn',
    'var.role',
    '"arn:aws:iam::${var.account}:role/r"',
    '"arn:aws:iam::ACCOUNT_ID:role/r"',
  ])('%s may be one', async (arn) => {
    expect(await errors(named('x:y'), association(arn))).toEqual([]);
  });
});

test('a role beside an association is told only where both are sure to be there', async () => {
  const both = async (association: string) => {
    const hcl = `variable "how" {\n  type = any\n}\n${named('kube-system:ebs-csi-controller-sa')}${addon('aws-ebs-csi-driver', association)}`;
    const { findings } = await lintFiles([{ path: 'main.tf', content: hcl }]);
    return findings.some(({ code }) => code === 'IRSA224');
  };
  const content = 'role_arn        = aws_iam_role.r.arn\nservice_account = "ebs-csi-controller-sa"\n';
  expect(await both(`pod_identity_association {\n${content}}\n`)).toBe(true);
  const perhaps = `dynamic "pod_identity_association" {\nfor_each = try(var.how.associations, [])\ncontent {\n${content}}\n}\n`;
  expect(await both(perhaps)).toBe(false);
});
