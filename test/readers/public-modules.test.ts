import { describe, expect, test } from '@jest/globals';
import { readFiles } from '../../src/readers/index.js';
import { plain, value } from './support.js';

const ROOT = 'provider "aws" {\n  region = "eu-west-1"\n  allowed_account_ids = ["111122223333"]\n}\n';
const read = (hcl: string) => readFiles([{ path: 'main.tf', content: ROOT + hcl }]);

describe('cloudposse/eks-iam-role', () => {
  const call = (version: string, more: string) => `module "role" {
  source                      = "cloudposse/eks-iam-role/aws"
  version                     = "${version}"
  namespace                   = "eg"
  stage                       = "Prod"
  name                        = "app"
  eks_cluster_oidc_issuer_url = "https://oidc.example.com/id/A"
  ${more}
}`;
  const statements = { 'oidc.example.com/id/A:sub': ['system:serviceaccount:shop:web'] };

  test.each([
    ['2.1.1', { StringEquals: { 'oidc.example.com/id/A:aud': ['sts.amazonaws.com'] } }],
    ['1.2.0', {}],
  ])('makes a role named after the service account, in release %s', async (version, audience) => {
    const more = `service_account_name      = "web"
  service_account_namespace = "shop"
  aws_iam_policy_document   = [jsonencode({ Statement = [] })]
  managed_policy_arns       = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]`;
    const { roles, policies, attachments } = await read(call(version, more));
    const [role] = roles;
    expect(value(role?.arn)).toBe('arn:aws:iam::111122223333:role/eg-prod-app-web@shop');
    expect(plain(role?.trust)).toMatchObject({
      Statement: [{ Condition: { StringLike: statements, ...audience } }],
    });
    expect(policies.map(({ document }) => plain(document))).toEqual([{ Statement: [] }]);
    expect(attachments).toHaveLength(2);
  });

  test('is called as its service account where that and the namespace are the same', async () => {
    const more = 'service_account_name = "web"\n  service_account_namespace = "web"';
    expect(value((await read(call('2.1.1', more))).roles[0]?.name)).toBe('eg-prod-app-web');
  });

  test('has a name that is not known where a context is handed over', async () => {
    const more = 'service_account_name = "web"\n  context = module.this.context';
    expect((await read(call('2.1.1', more))).roles[0]?.name.known).toBe(false);
  });
});

describe('the module for Karpenter', () => {
  const call = (version: string, more: string) => `module "karpenter" {
  source       = "terraform-aws-modules/eks/aws//modules/karpenter"
  version      = "${version}"
  cluster_name = "blue"
  ${more}
}
output "arn" { value = module.karpenter.iam_role_arn }
output "queue" { value = module.karpenter.queue_name }`;

  test('makes the association by itself from version 21 on', async () => {
    for (const [version, count] of [
      ['~> 21.0', 1],
      ['~> 20.0', 0],
    ] as const) {
      const { podIdentityAssociations, roles, terraformOutputs } = await read(call(version, ''));
      expect(podIdentityAssociations).toHaveLength(count);
      expect(roles).toHaveLength(1);
      expect(terraformOutputs[1]?.value).toMatchObject({ value: 'Karpenter-blue' });
    }
  });

  test('lets the service accounts of IRSA in, with a policy that is not known', async () => {
    const more = `enable_irsa = true
  enable_pod_identity    = false
  irsa_oidc_provider_arn = "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A"`;
    const { roles, policies } = await read(call('20.8.0', more));
    expect(plain(roles[0]?.trust)).toMatchObject({
      Statement: [
        {
          Condition: {
            StringEquals: { 'oidc.example.com/id/A:sub': ['system:serviceaccount:karpenter:karpenter'] },
          },
        },
      ],
    });
    expect(policies).toMatchObject([{ document: { kind: 'unknown' } }]);
  });

  test('is not known before version 20', async () => {
    expect((await read(call('19.21.0', ''))).roles).toEqual([]);
  });
});

test('eks-blueprints-addons makes the add-ons and releases that it is handed', async () => {
  const { addons, serviceAccounts } = await read(`module "addons" {
  source       = "aws-ia/eks-blueprints-addons/aws"
  version      = "~> 1.16"
  cluster_name = "blue"
  eks_addons   = { aws-ebs-csi-driver = { service_account_role_arn = "arn:aws:iam::111122223333:role/ebs" } }
  helm_releases = {
    web = {
      namespace = "shop"
      values    = [yamlencode({ serviceAccount = { name = "web", annotations = { "eks.amazonaws.com/role-arn" = "x" } } })]
    }
  }
}`);
  expect(addons).toMatchObject([
    {
      name: { value: 'aws-ebs-csi-driver' },
      serviceAccountRole: { value: { value: 'arn:aws:iam::111122223333:role/ebs' } },
    },
  ]);
  expect(serviceAccounts).toMatchObject([{ name: { value: 'web' }, namespace: { value: 'shop' } }]);
});
