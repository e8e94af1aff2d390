import { describe, expect, test } from '@jest/globals';
import { explain } from '../../src/explain/index.js';
import type { TextFile } from '../../src/readers/index.js';
import { lintFiles, shown } from '../lint/support.js';
import { link, worldOf } from './support.js';

const ZONE = 'arn:aws:route53:::hostedzone/Z1';

const SETUP = `
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
variable "open" {}
module "eks" {
  source  = "terraform-aws-modules/eks/aws"
  version = "~> 20.0"
  cluster_name = "demo"
}
`;

const terraform = (content: string): readonly TextFile[] => [{ path: 'main.tf', content: SETUP + content }];

const irsa = (inputs: string, version = '"5.60.0"') =>
  terraform(`
module "dns" {
  source    = "terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts-eks"
  version   = ${version}
  role_name = "dns"
  ${inputs}
  oidc_providers = {
    main = {
      provider_arn               = module.eks.oidc_provider_arn
      namespace_service_accounts = ["dns:external-dns"]
    }
  }
}`);

const eksctl = (wellKnown: string): readonly TextFile[] => [
  {
    path: 'cluster.yaml',
    content: `
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: { name: demo, region: eu-central-1 }
iam:
  withOIDC: true
  serviceAccounts:
    - metadata: { name: external-dns, namespace: dns }
      wellKnownPolicies: ${wellKnown}
`,
  },
];

async function asked(files: readonly TextFile[], action: string, resource: string) {
  const answer = explain(await worldOf(files), {
    ...{ namespace: 'dns', serviceAccount: 'external-dns' },
    ...{ action, resource },
  });
  return { decision: answer.decision, permissions: link(answer, 'permissions') };
}

const DNS = `attach_external_dns_policy = true
  external_dns_hosted_zone_arns = ["${ZONE}"]`;
const CHANGE = 'route53:ChangeResourceRecordSets';

describe('a policy that a module or eksctl brings', () => {
  const CASES: readonly (readonly [string, readonly TextFile[], string, string, string, RegExp])[] = [
    [
      'allows',
      irsa(DNS),
      CHANGE,
      ZONE,
      'allowed',
      /module\.dns\.aws_iam_policy\.external_dns\[0\] \(terraform-aws-iam 5\.60\.0 of 2025-08-08\) allows/,
    ],
    [
      'of an open version is the newest one',
      irsa(DNS, '"~> 5.0"'),
      CHANGE,
      ZONE,
      'allowed',
      /\(terraform-aws-iam 5\.60\.0 of 2025-08-08, the newest known\) allows/,
    ],
    ['keeps to its parameters', irsa(DNS), CHANGE, `${ZONE}2`, 'denied', /no policy of the role allows/],
    [
      'is open with a parameter that is',
      irsa('attach_external_dns_policy = true\n external_dns_hosted_zone_arns = var.open'),
      CHANGE,
      ZONE,
      'unknown',
      /statement 1 holds values that the files do not tell: "<var.open>"$/,
    ],
    [
      'may be switched on or not',
      irsa('attach_external_dns_policy = var.open'),
      CHANGE,
      ZONE,
      'unknown',
      /only under a condition/,
    ],
    [
      'is unknown with the version',
      irsa(DNS, 'var.open'),
      CHANGE,
      ZONE,
      'unknown',
      /what it is in the release that counts is not known/,
    ],
    [
      'of eksctl allows',
      eksctl('{ externalDNS: true }'),
      CHANGE,
      ZONE,
      'allowed',
      /\(eksctl [\d.]+ of [\d-]+, the newest known\) allows/,
    ],
    [
      'of eksctl does not allow',
      eksctl('{ externalDNS: true }'),
      's3:GetObject',
      'arn:aws:s3:::a/b',
      'denied',
      /no policy of the role/,
    ],
    [
      'of eksctl is one of AWS',
      eksctl('{ ebsCSIController: true }'),
      'ec2:DescribeVolumes',
      '*',
      'allowed',
      /AWS managed policy AmazonEBSCSIDriverPolicy/,
    ],
    [
      'of eksctl that is off gives nothing',
      eksctl('{ externalDNS: false }'),
      CHANGE,
      ZONE,
      'denied',
      /the role has no policy/,
    ],
    ['of eksctl that does not exist', eksctl('{ externalDns: true }'), CHANGE, ZONE, 'unknown', /eksctl/],
  ];
  test.each(CASES)('%s', async (_what, files, action, resource, decision, reason) => {
    const answer = await asked(files, action, resource);
    expect(answer.permissions).toMatch(reason);
    expect(answer.decision).toBe(decision);
  });

  test('is not judged by lint, which nobody could mend in these files', async () => {
    const own = shown(await lintFiles(irsa('attach_load_balancer_controller_policy = true')));
    const none = shown(await lintFiles(irsa('')));
    expect(own).toEqual(none);
  });
});

describe('a trust policy', () => {
  const role = (more: string, subject: string) =>
    terraform(`
resource "aws_iam_role" "dns" {
  name               = "dns"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = module.eks.oidc_provider_arn }
      Condition = { StringEquals = {
        "\${module.eks.oidc_provider}:sub" = "system:serviceaccount:${subject}"
        "\${module.eks.oidc_provider}:aud" = "sts.amazonaws.com"
      } }
    }]
  })
  managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonRoute53FullAccess"]
  ${more}
}
resource "kubernetes_service_account" "dns" {
  metadata {
    name        = "external-dns"
    namespace   = "dns"
    annotations = { "eks.amazonaws.com/role-arn" = aws_iam_role.dns.arn }
  }
}`);
  const IGNORED = 'lifecycle { ignore_changes = [assume_role_policy] }';

  test.each([
    ['as it is', '', 'dns:external-dns', 'allowed'],
    ['whose changes Terraform ignores may be any', IGNORED, 'dns:external-dns', 'unknown'],
    ['that denies, too', IGNORED, 'dns:other', 'unknown'],
    ['that denies for certain', '', 'dns:other', 'denied'],
    ['beside other ignored changes', 'lifecycle { ignore_changes = [tags] }', 'dns:external-dns', 'allowed'],
  ])('%s', async (_what, more, subject, decision) => {
    const answer = explain(await worldOf(role(more, subject)), {
      ...{ namespace: 'dns', serviceAccount: 'external-dns', action: CHANGE, resource: ZONE },
    });
    expect(answer.decision).toBe(decision);
    if (decision === 'unknown')
      expect(link(answer, 'trust')).toMatch(/may differ: Terraform ignores changes/);
  });
});

describe('an association with a role of another account', () => {
  const association = (roleArn: string) =>
    terraform(`
resource "aws_eks_pod_identity_association" "dns" {
  cluster_name    = module.eks.cluster_name
  namespace       = "dns"
  service_account = "external-dns"
  role_arn        = "${roleArn}"
}`);

  test.each([
    ['111122223333', undefined],
    [
      '444455556666',
      'EKS refuses the association: the role is in account 444455556666, the cluster in 111122223333',
    ],
  ])('%s', async (account, refused) => {
    const { links } = explain(await worldOf(association(`arn:aws:iam::${account}:role/dns`)), {
      ...{ namespace: 'dns', serviceAccount: 'external-dns', action: CHANGE, resource: ZONE },
    });
    expect(links.find(({ status }) => status === 'broken')?.reason).toBe(refused);
  });
});
