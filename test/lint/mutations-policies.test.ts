import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { TextFile } from '../../src/readers/index.js';
import { lintFiles } from './support.js';

const base = fileURLToPath(new URL('../../generated', import.meta.url));

/** The rule that must see it, the golden, the file in it, and what one edit replaces (its first occurrence). */
type Mutation = readonly [rule: string, golden: string, file: string, from: string, to: string];

type Row = readonly [rule: string, from: string, to: string];
const rows = (golden: string, file: string, list: readonly Row[]): readonly Mutation[] =>
  list.map(([rule, from, to]) => [rule, golden, file, from, to]);

const ISSUER = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
const REPORTS = 'eu-central-1.media.reports.nightly-report';

const MUTATIONS: readonly Mutation[] = [
  ...rows('s3-web-app', 'terraform/role-s3-talos-app-test-role.tf', [
    ['IRSA016', 'arn:aws:s3:::', 'arn:aws:s3::'],
    ['IRSA017', 'arn:aws:s3:::lightlytics', 'lightlytics'],
    ['IRSA017', 'arn:aws:s3:::lightlytics', 's3://lightlytics'],
    ['IRSA018', 'arn:aws:s3:::', 'arn:aws-cn:s3:::'],
    ['IRSA018', 'arn:aws:s3:::', 'arn::s3:::'],
    ['IRSA018', 'arn:aws:s3:::', 'arn:amazon:s3:::'],
    ['IRSA019', 'arn:aws:s3:::', 'arn:aws:s3:us-east-1::'],
    ['IRSA019', 'arn:aws:s3:::', 'arn:aws:s3::111122223333:'],
    ['IRSA021', 'arn:aws:s3:::', 'arn:aws:S3:::'],
    ['IRSA023', 'lightlytics-s3-bucket/*', 'lightlytics-s3-bucket/&{aws:username/*'],
    ['IRSA025', '"s3:GetObject"', '"GetObject"'],
    ['IRSA025', '"s3:GetObject"', '"s3:GetObject,s3:PutObject"'],
    ['IRSA026', '"s3:GetObject"', '"s3:HeadObject"'],
    ['IRSA026', '"s3:GetObject"', '"s3:ListObjectsV2"'],
    ['IRSA027', '"s3:GetObject"', '"s3:GetObjects"'],
    ['IRSA027', '"s3:GetObject"', '"s3s:GetObject"'],
    ['IRSA028', '"s3:GetObject"', '"s3:Read*"'],
    ['IRSA029', '"s3:GetObject"', '"*"'],
    ['IRSA030', '"s3:GetObject"', '"s3:*"'],
    ['IRSA031', 'lightlytics-s3-bucket/*', 'lightlytics-s3-bucket'],
    ['IRSA032', '"s3:GetObject"', '"s3:ListBucket"'],
    [
      'IRSA033',
      'actions   = ["s3:GetObject"]\n    resources = ["arn:aws:s3:::lightlytics-s3-bucket/*"]',
      'actions   = ["s3:ListBucket"]\n    resources = ["arn:aws:s3:::lightlytics-s3-bucket/a/*"]',
    ],
    ['IRSA035', '"s3:GetObject"', '"s3:ListAllMyBuckets"'],
    ['IRSA036', 'lightlytics-s3-bucket/*', 'lightlytics-s3-bucket*'],
    ['IRSA037', 'lightlytics-s3-bucket/*', 'lightlytics-s3-bucket/images*'],
    ['IRSA038', 'lightlytics-s3-bucket', 'Lightlytics_S3_Bucket'],
    ['IRSA038', 'lightlytics-s3-bucket', '<bucket>'],
    ['IRSA039', 'lightlytics-s3-bucket', 'lightlytics--use1-az4--x-s3'],
    ['IRSA040', 'arn:aws:s3:::lightlytics-s3-bucket/*', '*'],
    ['IRSA008', '"GetObjects"', '"Get-Objects"'],
    ['IRSA145', '"s3:GetObject"', '"s3:PutBucketPolicy"'],
    ['IRSA144', 'actions   = ["s3:GetObject"]', 'not_actions = ["iam:*"]'],
    ['IRSA006', '    resources = ["arn:aws:s3:::lightlytics-s3-bucket/*"]\n', ''],
    ['IRSA004', 'effect    = "Allow"', 'effect    = "allow"'],
    ['IRSA044', 'sts:AssumeRoleWithWebIdentity', 'sts:AssumeRole'],
    ['IRSA013', '"sts:AssumeRoleWithWebIdentity"', '"sts:AssumeRoleWithWebIdentity", "s3:GetObject"'],
    [
      'IRSA012',
      'actions = ["sts:AssumeRoleWithWebIdentity"]',
      'actions = ["sts:AssumeRoleWithWebIdentity"]\n    resources = ["*"]',
    ],
    ['IRSA046', '}:sub"', '}:amr"'],
    ['IRSA045', '}:aud"', '}:amr"'],
    ['IRSA051', '"sts.amazonaws.com"', '"sts.amazonaws.com.cn"'],
    ['IRSA051', '"sts.amazonaws.com"', '"sts.us-east-1.amazonaws.com"'],
    ['IRSA051', '"sts.amazonaws.com"', '"sts.amazon.com"'],
    ['IRSA050', 'system:serviceaccount:default', 'serviceaccount:default'],
    ['IRSA050', 'system:serviceaccount:default:sa-app', 'default:sa-app'],
    ['IRSA050', 'default:sa-app', 'default/sa-app'],
    ['IRSA050', 'default:sa-app', 'default:sa_app'],
    ['IRSA047', 'default:sa-app', 'default:*'],
    [
      'IRSA049',
      'test     = "StringEquals"\n      variable = "${local.oidc_provider}:sub"\n      values   = ["system:serviceaccount:default:sa-app"]',
      'test     = "StringLike"\n      variable = "${local.oidc_provider}:sub"\n      values   = ["system:serviceaccount:*"]',
    ],
    ['IRSA048', 'test     = "StringEquals"', 'test     = "StringLike"'],
    ['IRSA059', 'test     = "StringEquals"', 'test     = "StringEqualsIfExists"'],
    ['IRSA059', 'test     = "StringEquals"', 'test     = "ForAllValues:StringEquals"'],
    ['IRSA015', 'test     = "StringEquals"', 'test     = "StringEqual"'],
    ['IRSA054', '"${local.oidc_provider}:sub"', '"${var.oidc_issuer}:sub"'],
    ['IRSA055', '"${local.oidc_provider}:sub"', '"${local.oidc_provider_arn}:sub"'],
    ['IRSA057', '[local.oidc_provider_arn]', '[local.oidc_provider]'],
    ['IRSA058', '[local.oidc_provider_arn]', '["arn:aws:iam::111122223333:role/S3TalosAppTestRole"]'],
    [
      'IRSA134',
      'name               = "S3TalosAppTestRole"',
      'name               = "team/S3TalosAppTestRole"',
    ],
    ['IRSA135', 'name        = "S3TalosAppTestRole"', 'name        = "S3 Talos"'],
    ['IRSA136', 'tags               = var.tags', 'path               = "apps"'],
    ['IRSA140', 'tags               = var.tags', 'max_session_duration = 900'],
    ['IRSA141', 'tags               = var.tags', 'permissions_boundary = "boundary"'],
    [
      'IRSA142',
      'policy_arn = aws_iam_policy.s3_talos_app_test_role.arn',
      'policy_arn = "S3TalosAppTestRole"',
    ],
    [
      'IRSA143',
      'policy_arn = aws_iam_policy.s3_talos_app_test_role.arn',
      'policy_arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"',
    ],
  ]),
  ...rows('s3-web-app', 'terraform/oidc-provider.tf', [
    ['IRSA020', 'trimprefix(var.oidc_issuer, "https://")', 'var.oidc_issuer'],
    ['IRSA054', 'trimprefix(var.oidc_issuer, "https://")', 'var.oidc_issuer'],
    ['IRSA022', '111122223333', '11112222333'],
    ['IRSA021', ':iam:', ':I am:'],
    ['IRSA131', '111122223333', '444455556666'],
    ['IRSA018', 'arn:aws:', 'arn:aws-us-gov:'],
    ['IRSA058', 'oidc-provider/', 'role/'],
    ['IRSA057', 'oidc-provider/', 'oidc-provider:'],
  ]),
  ...rows('s3-web-app', 'policies/S3TalosAppTestRole.trust.json', [
    ['IRSA130', 'EXAMPLED539D4633E53DE1B71EXAMPLE:sub', '0123456789ABCDEF0123456789ABCDEF:sub'],
    ['IRSA053', `${ISSUER}:aud`, `${ISSUER.replace('eks.us-east-1', 'us-east-1.eks')}:aud`],
    ['IRSA052', `${ISSUER}:aud`, `${ISSUER.replace(/\/id\/.*/, '')}:aud`],
    ['IRSA054', `${ISSUER}:aud`, `https://${ISSUER}:aud`],
    ['IRSA054', `${ISSUER}:sub`, `${ISSUER}/:sub`],
    ['IRSA055', `"${ISSUER}:aud`, `"arn:aws:iam::111122223333:oidc-provider/${ISSUER}:aud`],
    ['IRSA020', 'oidc-provider/', 'oidc-provider/https://'],
    ['IRSA057', `${ISSUER}"`, `${ISSUER}/"`],
    ['IRSA001', '2012-10-17', '2012-10-18'],
    ['IRSA002', '"Version": "2012-10-17",', ''],
    ['IRSA003', '"Condition"', '"Conditions"'],
    ['IRSA015', '"StringEquals"', '"StringIs"'],
    ['IRSA044', '"Federated"', '"AWS"'],
    ['IRSA051', '"sts.amazonaws.com"', '"system:serviceaccount:default:sa-app"'],
    [
      'IRSA056',
      '"StringEquals": {',
      `"StringLike": { "${ISSUER}:sub": "system:serviceaccount:default:*" }, "StringEquals": {`,
    ],
    ['IRSA132', `"arn:aws:iam::111122223333:oidc-provider/${ISSUER}"`, '"*"'],
    ['IRSA133', '"Principal"', '"NotPrincipal"'],
    ['IRSA010', '"Effect": "Allow",', '"Effect": "Allow", "Effect": "Allow",'],
    ['read/json-syntax', '"Effect": "Allow",', '"Effect": "Allow"'],
  ]),
  ...rows('shared-role', `policies/${REPORTS}.permissions.json`, [
    ['IRSA034', '"Action": "s3:ListBucket"', '"Action": ["s3:ListBucket", "s3:GetBucketLocation"]'],
    ['IRSA009', '"LocateBucket"', '"ListPrefix"'],
    ['IRSA041', 'key/1234abcd-12ab-34cd-56ef-1234567890ab', 'alias/reports'],
    ['IRSA042', '"kms:Decrypt",', ''],
    ['IRSA043', 's3.eu-central-1.amazonaws.com', 's3.amazonaws.com'],
    ['IRSA043', 's3.eu-central-1.amazonaws.com', 's3.eu-west-1.amazonaws.com'],
    ['IRSA043', 's3.eu-central-1.amazonaws.com', 's3.eu-central-1.amazonaws.com.cn'],
    ['IRSA018', 'arn:aws:kms', 'arn:aws-cn:kms'],
    ['IRSA031', 'acme-reports/nightly/*', 'acme-reports'],
    ['IRSA007', '"Action": "s3:ListBucket"', '"Action": "s3:ListBucket", "NotAction": "s3:GetObject"'],
    ['IRSA014', '"Version": "2012-10-17",', '"Version": "2012-10-17", "Effect": "Allow",'],
    ['IRSA148', '"kms:ViaService"', '"kms:ViaServices"'],
    ['IRSA148', '"kms:ViaService"', '"aws:ViaService"'],
    ['IRSA148', '"s3:prefix"', '"s3:prefixes"'],
    ['IRSA149', '"StringEquals"', '"ArnEquals": { "aws:SourceIp": "arn:aws:s3:::a" }, "StringEquals"'],
    ['IRSA149', '"StringEquals"', '"StringEquals": { "aws:SourceIp": "10.0.0.0/8" }, "StringLike"'],
    ['IRSA149', '"StringEquals"', '"BoolIfExists": { "aws:SourceVpce": "true" }, "StringEquals"'],
    [
      'IRSA149',
      '"StringEquals"',
      '"StringEquals": { "aws:CurrentTime": "2026-01-01T00:00:00Z" }, "StringLike"',
    ],
    ['IRSA150', '"StringEquals"', '"StringEquals": { "aws:TagKeys": "team" }, "StringLike"'],
    [
      'IRSA150',
      '"StringEquals"',
      '"StringLikeIfExists": { "aws:PrincipalOrgPaths": "o-1/*" }, "StringEquals"',
    ],
    ['IRSA151', '"StringEquals"', '"ForAllValues:StringEquals"'],
    [
      'IRSA152',
      '"Statement": [',
      '"Statement": [{ "Effect": "Deny", "Action": ["S3:*"], "Resource": "arn:aws:s3:::acme-reports*" },',
    ],
  ]),
  ...rows('eksctl-owned-policy', 'eksctl/cluster.yaml', [
    ['IRSA005', 'Statement:', 'Statements:'],
    ['IRSA011', 'Effect: Allow', 'Effect: Allow\n            Principal: "*"'],
    ['IRSA004', 'Effect: Allow', 'Effect: allow'],
    ['IRSA027', 'eks:DescribeCluster', 'eks:DescribeClutser'],
  ]),
  ...rows('pod-identity', 'terraform/role-orders.tf', [
    ['IRSA025', '"sts:TagSession"', '"TagSession"'],
    ['IRSA027', '"sts:TagSession"', '"sts:TagSesion"'],
  ]),
];

const goldens = new Map<string, readonly TextFile[]>();

function filesOf(golden: string): readonly TextFile[] {
  const found = goldens.get(golden);
  if (found !== undefined) return found;
  const files = readdirSync(`${base}/${golden}`, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:tf|json|yaml)$/.test(path) && !path.startsWith('.'))
    .map((path) => ({ path, content: readFileSync(`${base}/${golden}/${path}`, 'utf8') }));
  goldens.set(golden, files);
  return files;
}

describe('one edit that breaks a golden is seen by the rule for it', () => {
  test.each(MUTATIONS)('%s %s %s: %j → %j', async (rule, golden, file, from, to) => {
    const files = filesOf(golden);
    const before = files.find(({ path }) => path === file)?.content ?? '';
    expect(before).toContain(from);
    const edited = files.map((each) =>
      each.path === file ? { path: file, content: before.replace(from, () => to) } : each,
    );
    const { findings } = await lintFiles(edited);
    expect(findings.map(({ code }) => code)).toContain(rule);
  });
});
