import { describe, expect, test } from '@jest/globals';
import { principalTagsIn, SESSION_TAGS, TAG_BOUND_POLICIES } from '../../src/aws/session-tags.js';
import { buildWorld } from '../../src/explain/index.js';
import { isOfLinkedRole } from '../../src/iam/managed/names.js';
import { inspectPolicy } from '../../src/iam/refusals.js';
import { loadCatalog, loadManagedPolicies, readFiles, type TextFile } from '../../src/readers/index.js';
import { ask, link, worldOf } from './support.js';

const ISSUER = 'https://oidc.eks.eu-central-1.amazonaws.com/id/AAAABBBBCCCCDDDDEEEEFFFF00001111';

test('the policies that compare with tags of EKS Pod Identity are all known', () => {
  const policies = loadManagedPolicies();
  const bound = policies.paths().flatMap((path): (readonly [string, string])[] => {
    const tags = principalTagsIn(policies.find(path)?.document ?? '');
    return tags.filter((tag) => SESSION_TAGS.includes(tag)).map((tag) => [path, tag]);
  });
  expect(Object.fromEntries(bound)).toEqual(TAG_BOUND_POLICIES);
});

/** A role that `default/sa-app` may take, with the policies of some ARNs and whatever else is given. */
function role(policies: readonly string[], more = '', partition = 'aws'): readonly TextFile[] {
  const attached = policies.map((policy) => `"arn:${partition}:iam::aws:policy/${policy}"`).join(', ');
  return [
    {
      path: 'main.tf',
      content: `
        provider "aws" { allowed_account_ids = ["111122223333"] }
        resource "aws_iam_openid_connect_provider" "eks" {
          url            = "${ISSUER}"
          client_id_list = ["sts.amazonaws.com"]
        }
        resource "aws_iam_role" "app" {
          name                 = "app"
          managed_policy_arns  = [${attached}]
          assume_role_policy   = jsonencode({
            Version = "2012-10-17"
            Statement = [{
              Effect    = "Allow"
              Action    = "sts:AssumeRoleWithWebIdentity"
              Principal = { Federated = aws_iam_openid_connect_provider.eks.arn }
              Condition = { StringEquals = {
                "${ISSUER.slice('https://'.length)}:sub" = "system:serviceaccount:default:sa-app"
                "${ISSUER.slice('https://'.length)}:aud" = "sts.amazonaws.com"
              } }
            }]
          })
          ${more}
        }`,
    },
  ];
}

describe('the documents of AWS managed policies', () => {
  const managed = loadManagedPolicies();

  test('there is one for each name that the catalogue has, but for those of service-linked roles', () => {
    expect(managed.paths()).toEqual(loadCatalog().managedPolicies.filter((path) => !isOfLinkedRole(path)));
  });

  test('IAM takes every one', () => {
    for (const path of managed.paths()) {
      const found = managed.find(path);
      expect(found).toMatchObject({ version: expect.stringMatching(/^v\d+$/) });
      expect(found?.date).toMatch(/^20\d\d-\d\d-\d\d$/);
      const { problems } = inspectPolicy(JSON.parse(found?.document ?? ''), 'identity');
      expect([path, problems]).toEqual([path, []]);
    }
  });

  test('a part of a name finds nothing', () => {
    expect(managed.find('AmazonS3')).toBeUndefined();
    expect(managed.find('AmazonEBSCSIDriverPolicy')).toBeUndefined();
  });
});

describe('a policy of AWS that a role has', () => {
  const S3 = 'arn:aws:s3:::photos/a';
  const CASES: readonly (readonly [string, readonly string[], string, string, string, RegExp])[] = [
    [
      'allows',
      ['AmazonS3ReadOnlyAccess'],
      's3:GetObject',
      S3,
      'allowed',
      /of AWS managed policy AmazonS3ReadOnlyAccess \(document of 20\d\d-\d\d-\d\d\) allows/,
    ],
    [
      'lies under a path',
      ['service-role/AmazonEBSCSIDriverPolicy'],
      'ec2:DescribeVolumes',
      '*',
      'allowed',
      /AmazonEBSCSIDriverPolicy/,
    ],
    [
      'does not allow',
      ['AmazonS3ReadOnlyAccess'],
      's3:PutObject',
      S3,
      'denied',
      /no policy of the role allows .* as known on 20\d\d-\d\d-\d\d$/,
    ],
    ['denies', ['AdministratorAccess', 'AWSDenyAll'], 's3:GetObject', S3, 'denied', /AWSDenyAll .* denies/],
    [
      'has conditions',
      ['service-role/AmazonEBSCSIDriverPolicy'],
      'ec2:DeleteVolume',
      'arn:aws:ec2:eu-central-1:111122223333:volume/vol-1',
      'unknown',
      /applies only with StringLike ec2:ResourceTag/,
    ],
    [
      'is under another path',
      ['AmazonEBSCSIDriverPolicy'],
      's3:GetObject',
      S3,
      'unknown',
      /AWS has no managed policy "AmazonEBSCSIDriverPolicy": the path is wrong; did you mean service-role\/AmazonEBSCSIDriverPolicy\?/,
    ],
    [
      'is mistyped',
      ['AmazonS3ReadOnlyAcess'],
      's3:GetObject',
      S3,
      'unknown',
      /did you mean AmazonS3ReadOnlyAccess\?/,
    ],
    [
      'is of a service-linked role, without its path',
      ['AutoScalingServiceRolePolicy'],
      's3:GetObject',
      S3,
      'unknown',
      /AutoScalingServiceRolePolicy is the policy of a service-linked role: AWS attaches it to no other/,
    ],
    [
      'is for a job, without its path',
      ['SystemAdministrator'],
      's3:GetObject',
      S3,
      'unknown',
      /has no managed policy "SystemAdministrator": the path is wrong; did you mean job-function\/SystemAdministrator\?/,
    ],
    [
      'has the next version of one, which may be newer than what is known',
      ['service-role/AmazonEBSCSIDriverPolicyV9'],
      's3:GetObject',
      S3,
      'unknown',
      /AWS had no managed policy ".*V9" on [\d-]+; did you mean .*AmazonEBSCSIDriverPolicy/,
    ],
    [
      'is nowhere near any',
      ['BrandNewThingOf2031'],
      's3:GetObject',
      S3,
      'unknown',
      /AWS had no managed policy "BrandNewThingOf2031" on [\d-]+$/,
    ],
    [
      'is of a service-linked role',
      ['aws-service-role/AWSSupportServiceRolePolicy'],
      's3:GetObject',
      S3,
      'unknown',
      /policy of a service-linked role/,
    ],
  ];
  test.each(CASES)('%s', async (_what, policies, action, resource, decision, reason) => {
    const answer = ask(await worldOf(role(policies)), { action, resource });
    expect(link(answer, 'permissions')).toMatch(reason);
    expect(answer.decision).toBe(decision);
  });

  test('is not known in another partition, except where it is the same everywhere', async () => {
    const china = { resource: 'arn:aws-cn:s3:::photos/a' };
    const read = ask(await worldOf(role(['AmazonS3ReadOnlyAccess'], '', 'aws-cn')), china);
    expect(link(read, 'permissions')).toMatch(
      /^unknown: .*AmazonS3ReadOnlyAccess in aws-cn may differ from that in aws/,
    );
    const all = ask(await worldOf(role(['AdministratorAccess'], '', 'aws-cn')), china);
    expect(link(all, 'permissions')).toMatch(/^ok: /);
  });

  test('that only allows leaves a certain Allow alone in another partition', async () => {
    const answer = ask(await worldOf(role(['AdministratorAccess', 'AmazonSQSFullAccess'], '', 'aws-cn')), {
      resource: 'arn:aws-cn:s3:::photos/a',
    });
    expect(link(answer, 'permissions')).toMatch(/^ok: /);
  });

  test('may be its boundary', async () => {
    const boundary = (name: string) => `permissions_boundary = "arn:aws:iam::aws:policy/${name}"`;
    const files = (name: string) => role(['AdministratorAccess'], boundary(name));
    expect(link(ask(await worldOf(files('AmazonS3ReadOnlyAccess'))), 'boundary')).toMatch(/^ok: .*ReadOnly/);
    expect(link(ask(await worldOf(files('AmazonSQSFullAccess'))), 'boundary')).toMatch(
      /^broken: the permissions boundary does not allow/,
    );
    expect(link(ask(await worldOf(files('PowerUserBoundary'))), 'boundary')).toMatch(/^unknown: /);
  });

  test('is found by the name that Terraform looks it up by', async () => {
    const looked = `
      data "aws_iam_policy" "read" { name = "AmazonEFSCSIDriverPolicy" }
      resource "aws_iam_role_policy_attachment" "read" {
        role       = aws_iam_role.app.name
        policy_arn = data.aws_iam_policy.read.arn
      }`;
    const [file] = role([]);
    const world = await worldOf([
      { path: 'main.tf', content: `${file?.content.replace('managed_policy_arns  = []', '')}${looked}` },
    ]);
    const answer = ask(world, { action: 'elasticfilesystem:DescribeFileSystems', resource: '*' });
    expect(link(answer, 'permissions')).toMatch(/^ok: .*AmazonEFSCSIDriverPolicy/);
  });

  test('is not loaded before one is met, nor known without the data', async () => {
    const unread = () => {
      throw new Error('the documents were loaded');
    };
    const own = role([], 'inline_policy {}');
    const answer = ask(buildWorld(await readFiles(own), {}, { managedPolicies: unread }));
    expect(link(answer, 'permissions')).toMatch(/^broken: the role has no policy/);
    const without = ask(buildWorld(await readFiles(role(['AmazonS3ReadOnlyAccess']))));
    expect(link(without, 'permissions')).toMatch(/AmazonS3ReadOnlyAccess is not known/);
  });
});
