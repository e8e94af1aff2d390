import { describe, expect, test } from '@jest/globals';
import { buildWorld, explain, type Given } from '../../src/explain/index.js';
import { readFiles } from '../../src/readers/index.js';

const HOST = 'oidc.eks.cn-north-1.amazonaws.com.cn/id/EXAMPLED539D4633E53DE1B71EXAMPLE';

/** A role that Terraform makes for the partition that it works in. */
const main = (provider = '', host = 'var.host') => `${provider}
variable "host" {}
data "aws_partition" "current" {}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]
    principals {
      type        = "Service"
      identifiers = ["pods.eks.amazonaws.com"]
    }
  }
}
resource "aws_iam_openid_connect_provider" "o" {
  url            = ${host}
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy" "app" {
  name = "app"
  role = aws_iam_role.app.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:\${data.aws_partition.current.partition}:s3:::bkt/*" }]
  })
}
resource "aws_eks_pod_identity_association" "app" {
  cluster_name    = "blue"
  namespace       = "shop"
  service_account = "web"
  role_arn        = aws_iam_role.app.arn
}
`;

async function ask(hcl: string, partition: string, given: Given = {}) {
  const inventory = await readFiles([{ path: 'main.tf', content: hcl }], { given });
  const { links, assumptions } = explain(buildWorld(inventory, given), {
    namespace: 'shop',
    serviceAccount: 'web',
    action: 's3:GetObject',
    resource: `arn:${partition}:s3:::bkt/k`,
  });
  return {
    permissions: links.find(({ kind }) => kind === 'permissions')?.status,
    assumed: assumptions.filter((each) => each.includes('partition')),
  };
}

describe('the partition that Terraform looks up', () => {
  const china = `provider "aws" { region = "cn-north-1" }`;

  test.each<[string, string, Given]>([
    ["the provider's region", main(china), {}],
    ['--region', main(), { region: 'cn-north-1' }],
    ['--issuer', main(), { issuer: `https://${HOST}` }],
    ["an OIDC provider's issuer", main('', `"https://${HOST}"`), {}],
  ])('is known from %s', async (_what, hcl, given) => {
    expect(await ask(hcl, 'aws-cn', given)).toEqual({ permissions: 'ok', assumed: [] });
    expect((await ask(hcl, 'aws', given)).permissions).toBe('broken');
  });

  test('is that of the question where nothing says it, which is named', async () => {
    const { permissions, assumed } = await ask(main(), 'aws-cn', { partition: 'aws-cn' });
    expect([permissions, assumed]).toEqual([
      'ok',
      ['that the account is in the partition aws-cn, as the resource of the question is'],
    ]);
  });

  test('is the commercial one where not even the question says it, which is named', async () => {
    const { permissions, assumed } = await ask(main(), 'aws');
    expect(permissions).toBe('ok');
    expect(assumed).toHaveLength(1);
  });

  test('stays unknown where several are said', async () => {
    const other = `provider "aws" {\n  alias = "o"\n  region = "us-east-1"\n}\nresource "aws_iam_role" "o" {\n  provider = aws.o\n  name = "o"\n}`;
    const both = `${main('', `"https://${HOST}"`)}\n${other}`;
    expect((await ask(both, 'aws-cn')).permissions).toBe('unknown');
  });
});

const CHINA = 'provider "aws" { region = "cn-north-1" }';

test.each([
  ['China', CHINA, 'aws', 'broken'],
  ['China', CHINA, 'aws-cn', 'ok'],
  ['a region that no file tells', '', 'aws-cn', 'ok'],
])(
  'a role in %s (%s) that trusts a provider in the partition %s: %s',
  async (_where, block, partition, status) => {
    const subject = `"${HOST}:sub" = "system:serviceaccount:shop:web"`;
    const hcl = `${block}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:${partition}:iam::111122223333:oidc-provider/${HOST}" }
      Condition = { StringEquals = { ${subject} } }
    }]
  })
}`;
    const question = { action: 's3:GetObject', resource: '*' };
    const world = buildWorld(await readFiles([{ path: 'main.tf', content: hcl }]), {});
    const { links } = explain(world, { namespace: 'shop', serviceAccount: 'web', ...question });
    expect(links.find(({ kind }) => kind === 'provider')?.status).toBe(status);
  },
);
