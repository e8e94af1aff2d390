import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  type HclParser,
  type Known,
  loadHclParser,
  readClusterConfig,
  readTerraform,
  type UnknownNode,
} from '../../src/readers/index.js';
import { plain, value } from './support.js';

let parser: HclParser;
beforeAll(async () => {
  parser = await loadHclParser();
});

const PROVIDER = `provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}
`;
const read = (content: string) => readTerraform([{ path: 'main.tf', content: PROVIDER + content }], parser);

/** Text that is known in part, with what is unknown of it in braces. */
function spelled(text: Known<string> | undefined): string | undefined {
  if (text === undefined || text.known) return text?.value;
  const part = (node: UnknownNode) => `{${node.symbol ?? node.reason}}`;
  return (text.parts ?? [text]).map((item) => (typeof item === 'string' ? item : part(item))).join('');
}

const POLICY = 'jsonencode({ Statement = [{ Effect = "Deny" }] })';

describe('resources with a policy of their own', () => {
  const cases: [string, string, { kind: string; arn: string; of: string }][] = [
    [
      'a bucket by reference',
      `resource "aws_s3_bucket" "b" { bucket = "photos" }
       resource "aws_s3_bucket_policy" "p" {
         bucket = aws_s3_bucket.b.id
         policy = ${POLICY}
       }`,
      { kind: 'bucket', arn: 'arn:aws:s3:::photos', of: 'photos' },
    ],
    [
      'a bucket whose name the provider makes up',
      `resource "aws_s3_bucket" "b" { bucket_prefix = "photos-" }
       resource "aws_s3_bucket_policy" "p" {
         bucket = aws_s3_bucket.b.bucket
         policy = ${POLICY}
       }`,
      {
        kind: 'bucket',
        arn: 'arn:aws:s3:::photos-{the provider makes up the name}',
        of: 'photos-{the provider makes up the name}',
      },
    ],
    [
      'a key with its policy',
      `resource "aws_kms_key" "k" { policy = ${POLICY} }`,
      {
        kind: 'key',
        arn: 'arn:aws:kms:us-east-1:111122223333:key/{aws_kms_key.k.key_id}',
        of: 'arn:aws:kms:us-east-1:111122223333:key/{aws_kms_key.k.key_id}',
      },
    ],
    [
      'a queue',
      `resource "aws_sqs_queue" "q" { name = "jobs" }
       resource "aws_sqs_queue_policy" "p" {
         queue_url = aws_sqs_queue.q.id
         policy    = ${POLICY}
       }`,
      { kind: 'queue', arn: 'arn:aws:sqs:us-east-1:111122223333:jobs', of: '{aws_sqs_queue.q.id}' },
    ],
    [
      'a topic',
      `resource "aws_sns_topic" "t" {
         name   = "news"
         policy = ${POLICY}
       }`,
      {
        kind: 'topic',
        arn: 'arn:aws:sns:us-east-1:111122223333:news',
        of: 'arn:aws:sns:us-east-1:111122223333:news',
      },
    ],
    [
      'a repository',
      `resource "aws_ecr_repository" "r" { name = "web" }
       resource "aws_ecr_repository_policy" "p" {
         repository = aws_ecr_repository.r.name
         policy     = ${POLICY}
       }`,
      { kind: 'repository', arn: 'arn:aws:ecr:us-east-1:111122223333:repository/web', of: 'web' },
    ],
    [
      'a VPC endpoint',
      `resource "aws_vpc_endpoint" "s3" {
         vpc_id       = "vpc-1"
         service_name = "com.amazonaws.us-east-1.s3"
       }
       resource "aws_vpc_endpoint_policy" "p" {
         vpc_endpoint_id = aws_vpc_endpoint.s3.id
         policy          = ${POLICY}
       }`,
      { kind: 'endpoint', arn: '{aws_vpc_endpoint.s3.arn}', of: '{aws_vpc_endpoint.s3.id}' },
    ],
  ];
  test.each(cases)('%s', (_, content, { kind, arn, of }) => {
    const { resources, resourcePolicies, policies } = read(content);
    const [resource] = resources;
    const [policy] = resourcePolicies;
    expect([resource?.resource, policy?.resource]).toEqual([kind, kind]);
    expect([spelled(resource?.arn), spelled(policy?.of.value)]).toEqual([arn, of]);
    expect(policy?.of.fact).toBe(resource?.id);
    expect(plain(policy?.document)).toEqual({ Statement: [{ Effect: 'Deny' }] });
    // It is no policy of a role.
    expect(policies).toEqual([]);
  });

  test('of a data source there is no policy', () => {
    const { resources, resourcePolicies } = read('data "aws_kms_key" "k" { key_id = "alias/photos" }');
    expect(resources.map(({ ownership }) => ownership)).toEqual(['existing']);
    expect(resourcePolicies).toEqual([]);
  });
});

describe('sessions of Pod Identity', () => {
  const SESSION = {
    tags: true,
    policy: { Version: '2012-10-17', Statement: [] },
    target: 'arn:aws:iam::444455556666:role/target',
  };
  const sessionsIn = ({ podIdentityAssociations }: ReturnType<typeof readTerraform>) =>
    podIdentityAssociations.map(({ disableSessionTags, sessionPolicy, targetRole }) => ({
      tags: value(disableSessionTags),
      policy: plain(sessionPolicy),
      target: value(targetRole?.value),
    }));

  test('in a resource of Terraform', () => {
    const inventory = read(`resource "aws_eks_pod_identity_association" "a" {
      cluster_name         = "demo"
      namespace            = "shop"
      service_account      = "web"
      role_arn             = "arn:aws:iam::111122223333:role/app"
      target_role_arn      = "${SESSION.target}"
      disable_session_tags = true
      policy               = jsonencode({ Version = "2012-10-17", Statement = [] })
    }
    output "id" { value = aws_eks_pod_identity_association.a.external_id }`);
    expect(sessionsIn(inventory)).toEqual([SESSION]);
    const [association] = inventory.podIdentityAssociations;
    expect(value(association?.externalId)).toBe(plain(inventory.terraformOutputs[0]?.value));
  });

  test('in a call of the module', () => {
    const inventory = read(`module "pod" {
      source = "terraform-aws-modules/eks-pod-identity/aws"
      name   = "app"
      association_defaults = { cluster_name = "demo", target_role_arn = "${SESSION.target}" }
      associations = {
        a = {
          namespace            = "shop"
          service_account      = "web"
          disable_session_tags = true
          policy               = jsonencode({ Version = "2012-10-17", Statement = [] })
        }
        b = { namespace = "shop", service_account = "api" }
      }
    }`);
    expect(sessionsIn(inventory)).toEqual([
      SESSION,
      { tags: undefined, policy: undefined, target: SESSION.target },
    ]);
  });

  test('in a ClusterConfig and its add-ons', () => {
    const item = {
      namespace: 'shop',
      serviceAccountName: 'web',
      roleARN: 'arn:aws:iam::111122223333:role/app',
      targetRoleARN: SESSION.target,
      disableSessionTags: true,
      policy: JSON.stringify(SESSION.policy),
    };
    const content = JSON.stringify({
      apiVersion: 'eksctl.io/v1alpha5',
      kind: 'ClusterConfig',
      metadata: { name: 'demo', region: 'us-east-1' },
      iam: { podIdentityAssociations: [item] },
      addons: [{ name: 'vpc-cni', podIdentityAssociations: [item] }],
    });
    expect(sessionsIn(readClusterConfig({ path: 'cluster.yaml', content }))).toEqual([SESSION, SESSION]);
  });
});

describe('the account of a provider', () => {
  const bucket = (block: string, more: string) => `${more}
    ${block}`;
  const accountOf = (content: string) =>
    spelled(
      readTerraform(
        [
          { path: 'main.tf', content },
          { path: 'b/main.tf', content: 'resource "aws_s3_bucket" "b" { bucket = "photos" }' },
        ],
        parser,
      ).resources.find(({ scope }) => scope === '')?.account,
    );
  const OTHER = 'provider "aws" {\n alias = "other"\n allowed_account_ids = ["444455556666"]\n}';
  const own = 'resource "aws_s3_bucket" "b" {\n provider = aws.other\n bucket = "photos"\n}';
  const module = (providers: string) => `module "b" {\n source = "./b"\n providers = { ${providers} }\n}`;
  test.each<[string, string, string]>([
    ['by alias', bucket(own, OTHER), '444455556666'],
    ['handed to a module', bucket(module('aws = aws.other'), PROVIDER + OTHER), '444455556666'],
    ['not handed to a module', bucket(module('kubernetes = kubernetes.x'), PROVIDER + OTHER), '111122223333'],
    [
      'with credentials of its own is not that of the first',
      bucket(own, 'provider "aws" {}\nprovider "aws" {\n alias = "other"\n profile = "other"\n}'),
      '{provider.other.account}',
    ],
    [
      'for another region is that of the first',
      bucket(own, 'provider "aws" {}\nprovider "aws" {\n alias = "other"\n region = "us-west-2"\n}'),
      '{provider.account}',
    ],
    ['that no block states', bucket(own, ''), '{provider.other.account}'],
  ])('%s', (_, content, want) => {
    expect(accountOf(content)).toBe(want);
  });
});

test('default tags of the provider are tags of a role', () => {
  const { roles } = read(`provider "aws" {
      alias = "tagged"
      default_tags {
        tags = { team = "photos", stage = "prod" }
      }
    }
    resource "aws_iam_role" "r" {
      provider = aws.tagged
      name     = "r"
      tags     = { stage = "test" }
    }`);
  expect(plain(roles[0]?.tags)).toEqual({ team: 'photos', stage: 'test' });
});
