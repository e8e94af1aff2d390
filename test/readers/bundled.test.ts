import { describe, expect, test } from '@jest/globals';
import { inspectPolicy } from '../../src/iam/refusals.js';
import { type Bundler, bundledBy } from '../../src/readers/bundled/load.js';
import { policiesIn, type Releases, releaseOf } from '../../src/readers/bundled/releases.js';
import { BUNDLED_SOURCES } from '../../src/readers/bundled/sources.js';
import {
  type Inventory,
  loadHclParser,
  type PolicyFact,
  parseHcl,
  readFiles,
  SourceText,
} from '../../src/readers/index.js';
import { bundledHcl } from '../../src/readers/terraform/registry/bundled.js';
import { plain } from './support.js';

const RELEASES: Releases = {
  versions: ['4.24.1', '5.0.0', '5.9.2', '5.30.0', '5.30.1', '6.0.0'].map((version) => [
    version,
    '2024-01-01',
  ]),
  policies: [],
};

describe('the release that a constraint asks for', () => {
  const CASES: readonly (readonly [string | undefined, string | undefined])[] = [
    [undefined, '6.0.0'],
    ['5.30.0', '5.30.0'],
    ['= 5.9.2', '5.9.2'],
    ['v5.9.2', '5.9.2'],
    ['~> 5.0', '5.30.1'],
    ['~> 5.9.0', '5.9.2'],
    ['~> 5', '6.0.0'],
    ['>= 4.0, < 5.30', '5.9.2'],
    ['>= 5.0, != 6.0.0', '5.30.1'],
    ['<= 5.0.0', '5.0.0'],
    ['> 6.0.0', undefined],
    ['5.31.0', undefined],
    ['main', undefined],
    ['1a2b3c4', undefined],
    ['', undefined],
  ];
  test.each(CASES)('%p: %p', (constraint, wanted) => {
    expect(releaseOf(RELEASES, constraint)?.version).toBe(wanted);
  });

  test('is open unless it is written in full', () => {
    expect(releaseOf(RELEASES, '5.30.0')?.open).toBe(false);
    for (const constraint of [undefined, '~> 5.30', '>= 5.30.0', '5.30'])
      expect([constraint, releaseOf(RELEASES, constraint)?.open]).toEqual([constraint, true]);
  });
});

describe('what is packed', () => {
  const MODULES: readonly Bundler[] = ['irsa-v5', 'irsa-v6', 'pod-identity', 'blueprints-addons'];

  test('every release can be read as HCL', async () => {
    const parser = await loadHclParser();
    for (const module of MODULES) {
      const seen = new Set<unknown>();
      for (const policy of bundledBy(module).policies) {
        seen.add(policy.flag);
        const { problems, body } = parseHcl(new SourceText(module, bundledHcl([policy], 'true')), parser);
        expect([module, policy.flag, policy.versions, problems]).toEqual([
          module,
          policy.flag,
          policy.versions,
          [],
        ]);
        expect(JSON.stringify(body)).not.toContain('"unreadable"');
      }
      expect(seen.size).toBeGreaterThan(10);
    }
  });

  test('the newest release of each is the one whose date is shown', () => {
    for (const [program, { version, date }] of Object.entries(BUNDLED_SOURCES))
      expect([program, bundledBy(program as Bundler).versions.at(-1)]).toEqual([program, [version, date]]);
  });

  test('IAM takes the policies of eksctl', () => {
    for (const { flag, statements = [], managed = [] } of bundledBy('eksctl').policies) {
      expect([flag, statements.length + managed.length]).not.toEqual([flag, 0]);
      if (statements.length === 0) continue;
      const text = JSON.stringify({ Version: '2012-10-17', Statement: statements });
      const document = JSON.parse(text.replaceAll('PARTITION', 'aws')) as object;
      expect([flag, inspectPolicy(document, 'identity').problems]).toEqual([flag, []]);
    }
  });

  test('a release has a policy once', () => {
    for (const module of MODULES) {
      const releases = bundledBy(module);
      const newest = releaseOf(releases, undefined);
      const flags = newest === undefined ? [] : policiesIn(releases, newest).map(({ flag }) => flag);
      expect(new Set(flags).size).toBe(flags.length);
    }
  });
});

const IRSA = 'terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts-eks';
const IRSA_6 = 'terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts';
const POD_IDENTITY = 'terraform-aws-modules/eks-pod-identity/aws';
const ADDONS = 'aws-ia/eks-blueprints-addons/aws';

async function called(source: string, version: string | undefined, inputs: string): Promise<Inventory> {
  const asked = version === undefined ? '' : `version = ${version}`;
  const content = `
    provider "aws" {
      region              = "eu-central-1"
      allowed_account_ids = ["111122223333"]
    }
    variable "open" {}
    module "m" {
      source = "${source}"
      ${asked}
      ${inputs}
    }`;
  return readFiles([{ path: 'main.tf', content }]);
}

const documents = ({ policies }: Inventory) => policies.map(({ document }) => plain(document));

const actionsOf = (policy: PolicyFact | undefined) =>
  JSON.stringify(policy === undefined ? '' : plain(policy.document));

describe('a flag of a public module', () => {
  const DNS = `attach_external_dns_policy = true
      external_dns_hosted_zone_arns = ["arn:aws:route53:::hostedzone/Z1"]`;

  test('makes the policy of the release that the call asks for', async () => {
    const { policies, attachments, roles } = await called(IRSA, '"5.60.0"', DNS);
    expect(policies.map(({ brought }) => brought)).toEqual([
      { by: 'terraform-aws-iam 5.60.0', date: '2025-08-08', open: false },
    ]);
    expect(documents({ policies } as Inventory)).toEqual([
      {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['route53:ChangeResourceRecordSets'],
            Resource: ['arn:aws:route53:::hostedzone/Z1'],
          },
          {
            Effect: 'Allow',
            Action: expect.arrayContaining(['route53:ListHostedZones']),
            Resource: ['*'],
          },
        ],
      },
    ]);
    expect(attachments.map(({ role, policy }) => [role.fact, policy.fact])).toEqual([
      [roles[0]?.id, policies[0]?.id],
    ]);
  });

  test('differs from release to release', async () => {
    const lbc = 'attach_load_balancer_controller_policy = true';
    const [old] = (await called(IRSA, '"5.2.0"', lbc)).policies;
    const [late] = (await called(IRSA, '"~> 5.0"', lbc)).policies;
    expect(actionsOf(old)).not.toContain('elasticloadbalancing:DescribeCapacityReservation');
    expect(actionsOf(late)).toContain('elasticloadbalancing:DescribeCapacityReservation');
    expect([old?.brought?.open, late?.brought?.open]).toEqual([false, true]);
  });

  test.each([
    ['a version that only Terraform knows', IRSA, 'var.open'],
    ['a version that is newer than the data', IRSA, '"5.999.0"'],
    [
      'a branch',
      'github.com/terraform-aws-modules/terraform-aws-iam//modules/iam-role-for-service-accounts-eks?ref=master',
      undefined,
    ],
  ])('is unknown with %s', async (_what, source, version) => {
    const { policies } = await called(source, version, DNS);
    expect(policies.map(({ document, brought }) => [document.kind, brought])).toEqual([
      ['unknown', undefined],
    ]);
  });

  test('of a tag is known', async () => {
    const source =
      'git::https://github.com/terraform-aws-modules/terraform-aws-iam.git//modules/iam-role-for-service-accounts-eks?ref=v5.60.0';
    const { policies } = await called(source, undefined, DNS);
    expect(policies[0]?.brought?.by).toBe('terraform-aws-iam 5.60.0');
  });

  test('that no release has is unknown', async () => {
    const { policies } = await called(IRSA, '"5.60.0"', 'attach_brand_new_policy = true');
    expect(policies.map(({ document }) => document.kind)).toEqual(['unknown']);
  });

  test('that is off makes nothing', async () => {
    expect((await called(IRSA, '"5.60.0"', 'attach_external_dns_policy = false')).policies).toEqual([]);
  });

  test('that is not known may make it or not', async () => {
    const { attachments } = await called(IRSA, '"5.60.0"', 'attach_external_dns_policy = var.open');
    expect(attachments.map(({ conditional }) => conditional)).toEqual([true]);
  });

  test('takes the default of its parameters, and leaves open what only Terraform knows', async () => {
    const own = await called(IRSA, '"5.60.0"', 'attach_external_dns_policy = true');
    expect(documents(own)).toMatchObject([
      { Statement: [{ Resource: ['arn:aws:route53:::hostedzone/*'] }, {}] },
    ]);
    const open = await called(
      IRSA,
      '"5.60.0"',
      'attach_external_dns_policy = true\nexternal_dns_hosted_zone_arns = var.open',
    );
    expect(documents(open)).toMatchObject([{ Statement: [{ Resource: expect.stringMatching(/^\?/) }, {}] }]);
  });

  test('has statements only where a parameter is given', async () => {
    const flag = 'attach_ebs_csi_policy = true';
    const without = await called(IRSA_6, '"6.5.0"', flag);
    const having = await called(
      IRSA_6,
      '"6.5.0"',
      `${flag}\nebs_csi_kms_cmk_arns = ["arn:aws:kms:x:1:key/k"]`,
    );
    expect(actionsOf(without.policies[0])).not.toContain('kms:');
    expect(actionsOf(having.policies[0])).toContain('kms:CreateGrant');
  });

  test('repeats a statement for each of a list', async () => {
    const { policies } = await called(
      IRSA_6,
      '"6.5.0"',
      'attach_cluster_autoscaler_policy = true\ncluster_autoscaler_cluster_names = ["a", "b"]',
    );
    const text = actionsOf(policies[0]);
    expect(text).toContain('autoscaling:ResourceTag/kubernetes.io/cluster/a');
    expect(text).toContain('autoscaling:ResourceTag/kubernetes.io/cluster/b');
  });

  test('may stand for policies of AWS', async () => {
    const { attachments, policies } = await called(
      IRSA_6,
      '"6.5.0"',
      'attach_cloudwatch_observability_policy = true',
    );
    expect(policies).toEqual([]);
    expect(attachments.map(({ policy }) => policy.value.known && policy.value.value)).toEqual([
      'arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess',
      'arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy',
    ]);
  });

  test('makes nothing where the module is told to make no policy', async () => {
    const { policies } = await called(IRSA_6, '"6.5.0"', `${DNS}\ncreate_policy = false`);
    expect(policies).toEqual([]);
  });
});

describe('terraform-aws-eks-pod-identity', () => {
  const STATEMENTS = `policy_statements = [{ actions = ["s3:GetObject"], resources = ["arn:aws:s3:::b/*"] }]`;

  test('merges own statements into what a flag brings, and drops them without one', async () => {
    const having = await called(POD_IDENTITY, '"2.8.1"', `attach_external_dns_policy = true\n${STATEMENTS}`);
    expect(JSON.stringify(documents(having))).toContain('s3:GetObject');
    const without = await called(POD_IDENTITY, '"2.8.1"', STATEMENTS);
    expect(without.attachments).toEqual([]);
    const custom = await called(POD_IDENTITY, '"2.8.1"', `attach_custom_policy = true\n${STATEMENTS}`);
    expect(custom.policies).toHaveLength(1);
  });

  test('has no target role where none is given', async () => {
    const { podIdentityAssociations } = await called(
      POD_IDENTITY,
      '"2.8.1"',
      'associations = { a = { cluster_name = "demo", namespace = "dns", service_account = "dns" } }',
    );
    expect(podIdentityAssociations.map(({ targetRole }) => targetRole)).toEqual([undefined]);
  });

  test('leaves its trust policy open where further statements are given', async () => {
    const { roles } = await called(POD_IDENTITY, '"2.8.1"', 'trust_policy_statements = [{}]');
    expect(JSON.stringify(roles[0]?.trust)).toContain('the module brings it');
  });
});

describe('eks-blueprints-addons', () => {
  test('makes role, policy and service account of the add-ons that are on', async () => {
    const { roles, policies, serviceAccounts, attachments } = await called(
      ADDONS,
      '"~> 1.16"',
      `oidc_provider_arn = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC"
      enable_external_secrets = true
      enable_cert_manager = false
      enable_metrics_server = true
      external_secrets = { service_account_name = "eso", namespace = "secrets" }`,
    );
    expect(JSON.stringify(plain(roles[0]?.trust as never))).toContain('system:serviceaccount:secrets:eso');
    expect(roles).toHaveLength(1);
    expect(policies.map(({ brought }) => brought?.by)).toEqual([
      expect.stringMatching(/^terraform-aws-eks-blueprints-addons 1\./),
    ]);
    expect(actionsOf(policies[0])).toContain('secretsmanager:GetSecretValue');
    expect(attachments.map(({ role }) => role.fact)).toEqual([roles[0]?.id]);
    expect(serviceAccounts.map(({ name, role }) => [name.known && name.value, role?.fact])).toMatchObject([
      ['eso', undefined],
    ]);
  });

  test('what other resources of the module make is unknown, not absent', async () => {
    const { policies } = await called(ADDONS, '"1.24.3"', 'enable_karpenter = true');
    const document = JSON.stringify(documents({ policies } as Inventory));
    expect(document).toContain('iam:PassRole');
    expect(document).not.toMatch(/"Resource":""/);
  });
});

test('a role that may assume itself lets in nobody else', async () => {
  const { roles } = await called(IRSA, '"5.60.0"', 'role_name = "x"\nallow_self_assume_role = true');
  expect(plain(roles[0]?.trust as never)).toMatchObject({
    Statement: [
      {
        Action: ['sts:AssumeRole'],
        Condition: { ArnLike: { 'aws:PrincipalArn': ['arn:aws:iam::111122223333:role/x'] } },
      },
    ],
  });
});

test('the policy of the module iam-policy is the one that it is given', async () => {
  const source = 'terraform-aws-modules/iam/aws//modules/iam-policy';
  const { policies } = await called(
    source,
    '"6.2.0"',
    'name = "read"\npolicy = jsonencode({ Statement = [] })',
  );
  expect(policies.map(({ name, brought }) => [name?.known && name.value, brought])).toEqual([
    ['read', undefined],
  ]);
  expect(documents({ policies } as Inventory)).toEqual([{ Statement: [] }]);
});
