import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { TextFile } from '../../src/readers/index.js';
import { lintFiles } from './support.js';

const base = fileURLToPath(new URL('../../generated', import.meta.url));

/** A golden, the file in it, what one edit replaces (its first occurrence), and the rule that must see it. */
type Mutation = readonly [rule: string, what: string, golden: string, file: string, from: string, to: string];

const ACCOUNT = 'kubernetes/service-accounts/default.sa-app.yaml';
const POD = 'kubernetes/photo-site/deployment.yaml';
const ROLE = 'terraform/role-s3-talos-app-test-role.tf';
const CLUSTER = 'eksctl/cluster.yaml';
const TEMPLATE = '  template:\n    metadata:\n';
const ANNOTATED = `${TEMPLATE}      annotations:\n        `;
const PULL = '          imagePullPolicy: Always\n';
const ORDERS = 'terraform/role-orders.tf';

const web = (rule: string, what: string, file: string, from: string, to: string): Mutation => [
  rule,
  what,
  's3-web-app',
  file,
  from,
  to,
];
const eksctl = (rule: string, what: string, from: string, to: string): Mutation => [
  rule,
  what,
  'eksctl-owned-pod',
  CLUSTER,
  from,
  to,
];

const MUTATIONS: readonly Mutation[] = [
  web('IRSA060', 'an underscore in the annotation', ACCOUNT, 'role-arn', 'role_arn'),
  web('IRSA066', 'one colon of the ARN lost', ACCOUNT, 'arn:aws:iam::', 'arn:aws:iam:'),
  web('IRSA067', 'an account of 11 digits', ACCOUNT, '111122223333', '11112222333'),
  web('IRSA068', 'I am', ACCOUNT, ':iam::', ':I am::'),
  web('IRSA069', 'a region in the ARN', ACCOUNT, 'iam::', 'iam:us-east-1:'),
  web('IRSA070', 'a policy in the annotation', ACCOUNT, ':role/', ':policy/'),
  web('IRSA071', 'a partition that is none', ACCOUNT, 'arn:aws:', 'arn:aws-gov:'),
  web('IRSA072', 'a placeholder for the account', ACCOUNT, '111122223333', 'XXXXXXXXXXXX'),
  web('IRSA074', 'a star in the name of the role', ACCOUNT, 'S3TalosAppTestRole', 'S3Talos*'),
  web(
    'IRSA078',
    'a number as an annotation',
    ACCOUNT,
    '  annotations:\n',
    '  annotations:\n    eks.amazonaws.com/token-expiration: 3600\n',
  ),
  web(
    'IRSA075',
    'a token of a minute',
    ACCOUNT,
    '  annotations:\n',
    '  annotations:\n    eks.amazonaws.com/token-expiration: "60"\n',
  ),
  web(
    'IRSA076',
    'a regional audience',
    ACCOUNT,
    '  annotations:\n',
    '  annotations:\n    eks.amazonaws.com/audience: sts.us-east-1.amazonaws.com\n',
  ),
  web(
    'IRSA119',
    'another audience',
    ACCOUNT,
    '  annotations:\n',
    '  annotations:\n    eks.amazonaws.com/audience: photos\n',
  ),
  web('IRSA079', 'the role on default', ACCOUNT, 'name: sa-app', 'name: default'),
  web(
    'IRSA082',
    'the service account in another namespace',
    ACCOUNT,
    'namespace: default',
    'namespace: shop',
  ),
  web('IRSA083', 'another name of the service account', ACCOUNT, 'name: sa-app', 'name: sa-apps'),
  web('IRSA117', 'a path that the role has not', ACCOUNT, 'role/S3', 'role/team/S3'),
  web('IRSA118', 'another account', ACCOUNT, '111122223333', '444455556666'),
  web('IRSA118', 'another partition', ACCOUNT, 'arn:aws:', 'arn:aws-cn:'),
  web('IRSA120', 'another role', ACCOUNT, 'S3TalosAppTestRole', 'S3TalosAppRole'),
  web('IRSA081', 'a pod without a service account', POD, '      serviceAccountName: sa-app\n', ''),
  web('IRSA082', 'the pod in another namespace', POD, 'namespace: default', 'namespace: shop'),
  web(
    'IRSA083',
    'a misspelt service account',
    POD,
    'serviceAccountName: sa-app',
    'serviceAccountName: sa-ap',
  ),
  web(
    'IRSA084',
    'serviceAccountName of the Deployment',
    POD,
    '  replicas: 2\n',
    '  replicas: 2\n  serviceAccountName: sa-app\n',
  ),
  web(
    'IRSA062',
    'the role on the pods',
    POD,
    TEMPLATE,
    `${ANNOTATED}eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/S3TalosAppTestRole\n`,
  ),
  web(
    'IRSA065',
    'the annotation of kube2iam',
    POD,
    TEMPLATE,
    `${ANNOTATED}iam.amazonaws.com/role: S3TalosAppTestRole\n`,
  ),
  web(
    'IRSA085',
    'static keys',
    POD,
    PULL,
    `${PULL}          env:\n            - name: AWS_ACCESS_KEY_ID\n              value: AKIAIOSFODNN7EXAMPLE\n`,
  ),
  web(
    'IRSA086',
    'half of the variables',
    POD,
    PULL,
    `${PULL}          env:\n            - name: AWS_WEB_IDENTITY_TOKEN_FILE\n              value: /token\n`,
  ),
  web(
    'IRSA087',
    'another role by variable',
    POD,
    PULL,
    `${PULL}          env:\n            - name: AWS_ROLE_ARN\n              value: arn:aws:iam::111122223333:role/other\n`,
  ),
  web(
    'IRSA088',
    'the label that keeps the webhook away',
    POD,
    `${TEMPLATE}      labels:\n`,
    `${TEMPLATE}      labels:\n        eks.amazonaws.com/skip-pod-identity-webhook: "true"\n`,
  ),
  web(
    'IRSA089',
    'a container to skip that is none',
    POD,
    TEMPLATE,
    `${ANNOTATED}eks.amazonaws.com/skip-containers: proxy\n`,
  ),
  web(
    'IRSA090',
    'every container skipped',
    POD,
    TEMPLATE,
    `${ANNOTATED}eks.amazonaws.com/skip-containers: photo-site\n`,
  ),
  web(
    'IRSA091',
    'a volume of the name of the token',
    POD,
    '      volumes:\n        - name: tmp',
    '      volumes:\n        - name: aws-iam-token',
  ),
  web(
    'IRSA121',
    'another namespace in the trust policy',
    ROLE,
    'serviceaccount:default:',
    'serviceaccount:shop:',
  ),
  web('IRSA121', 'another service account in the trust policy', ROLE, ':sa-app"', ':sa-ap"'),
  web(
    'IRSA120',
    'another name of the role',
    ROLE,
    'name               = "S3TalosAppTestRole"',
    'name               = "S3TalosAppRole"',
  ),
  web(
    'IRSA117',
    'a path of the role',
    ROLE,
    '  name               = "S3TalosAppTestRole"\n',
    '  name               = "S3TalosAppTestRole"\n  path               = "/team/"\n',
  ),
  web('IRSA118', 'another account of the provider', 'terraform/providers.tf', '111122223333', '444455556666'),
  web(
    'IRSA124',
    'the issuer of another region',
    'terraform/variables.tf',
    'oidc.eks.us-east-1',
    'oidc.eks.us-west-2',
  ),
  web('IRSA122', 'no OIDC provider', CLUSTER, 'withOIDC: true', 'withOIDC: false'),
  web(
    'IRSA128',
    'an attachment to a misspelt role',
    ROLE,
    'role       = aws_iam_role.s3_talos_app_test_role.name',
    'role       = "S3TalosAppTestRol"',
  ),
  web(
    'IRSA129',
    'another policy attached',
    ROLE,
    'policy_arn = aws_iam_policy.s3_talos_app_test_role.arn',
    'policy_arn = "arn:aws:iam::111122223333:policy/other"',
  ),
  web(
    'IRSA127',
    'the own policy of lists as boundary',
    ROLE,
    '  tags               = var.tags\n}\n',
    '  permissions_boundary = aws_iam_policy.cap.arn\n}\n\nresource "aws_iam_policy" "cap" {\n  name   = "cap"\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:ListBucket", Resource = "arn:aws:s3:::lightlytics-s3-bucket" }] })\n}\n',
  ),
  web(
    'IRSA126',
    'eksctl makes the service account too',
    CLUSTER,
    '  withOIDC: true\n',
    '  withOIDC: true\n  serviceAccounts:\n    - metadata:\n        name: sa-app\n        namespace: default\n      attachRoleARN: arn:aws:iam::111122223333:role/S3TalosAppTestRole\n',
  ),
  eksctl('IRSA094', 'no OIDC provider', 'withOIDC: true', 'withOIDC: false'),
  eksctl('IRSA095', 'withOidc', 'withOIDC', 'withOidc'),
  eksctl('IRSA095', 'attachPolicyArns', 'attachPolicyARNs', 'attachPolicyArns'),
  eksctl(
    'IRSA096',
    'a role that exists, and policies',
    '      roleName: pod-creator\n',
    '      attachRoleARN: arn:aws:iam::111122223333:role/pod-creator\n',
  ),
  eksctl(
    'IRSA097',
    'no policy',
    '      attachPolicyARNs:\n        - arn:aws:iam::111122223333:policy/test-k8s-read-policy\n',
    '',
  ),
  eksctl('IRSA098', 'a dot in the name', 'name: svc-test', 'name: svc.test'),
  eksctl('IRSA099', 'a long name', 'name: svc-test', `name: ${'svc-test-'.repeat(12)}x`),
  eksctl('IRSA103', 'a version without quotes', 'version: "1.35"', 'version: 1.35'),
  eksctl(
    'IRSA105',
    'zones beside subnets',
    'managedNodeGroups:',
    'availabilityZones: [us-east-1a, us-east-1b]\n\nmanagedNodeGroups:',
  ),
  eksctl('IRSA106', 'no subnets', '  subnets:\n', '  subnet:\n'),
  eksctl(
    'IRSA107',
    'one subnet',
    '      us-east-1b:\n        id: subnet-0aaaaaaaaaaaaaaa2\n      us-east-1c:\n        id: subnet-0aaaaaaaaaaaaaaa3\n',
    '',
  ),
  eksctl('IRSA108', 'nodes without private networking', '    privateNetworking: true\n', ''),
  eksctl('IRSA082', 'another namespace', 'namespace: default', 'namespace: shop'),
  eksctl(
    'IRSA110',
    'an annotation that eksctl overwrites',
    '        namespace: default\n',
    '        namespace: default\n        annotations:\n          eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/other\n',
  ),
  [
    'IRSA083',
    'a misspelt service account',
    'eksctl-owned-pod',
    'kubernetes/amazonlinux/pod.yaml',
    'serviceAccountName: svc-test',
    'serviceAccountName: svc-tests',
  ],
  ['IRSA111', 'no sts:TagSession', 'pod-identity', ORDERS, '      "sts:TagSession",\n', ''],
  [
    'IRSA115',
    'another namespace in the trust policy',
    'pod-identity',
    ORDERS,
    '"orders-batch"',
    '"orders-bath"',
  ],
  [
    'IRSA115',
    'another service in the trust policy',
    'pod-identity',
    ORDERS,
    'pods.eks.amazonaws.com',
    'eks.amazonaws.com',
  ],
  ['IRSA115', 'another cluster in the trust policy', 'pod-identity', ORDERS, '"orders"', '"order"'],
  [
    'IRSA115',
    'another namespace in the association',
    'pod-identity',
    ORDERS,
    'namespace       = "orders-batch"',
    'namespace       = "batch"',
  ],
  [
    'IRSA114',
    'an annotation as well',
    'pod-identity',
    'kubernetes/service-accounts/orders.orders-api.yaml',
    '  labels:',
    '  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/orders\n  labels:',
  ],
  ['IRSA101', 'no agent', 'pod-identity-eksctl', CLUSTER, 'eks-pod-identity-agent', 'vpc-cni'],
  [
    'IRSA102',
    'a role and a policy',
    'pod-identity-eksctl',
    CLUSTER,
    'roleName: lab-notebook',
    'roleARN: arn:aws:iam::111122223333:role/lab-notebook',
  ],
  ['IRSA107', 'one zone', 'pod-identity-eksctl', CLUSTER, '  - us-west-2b\n', ''],
  [
    'IRSA117',
    'the path forgotten',
    'govcloud-boundary',
    'kubernetes/service-accounts/records.archive.yaml',
    'role/records/',
    'role/',
  ],
  [
    'IRSA118',
    'the partition of everybody else',
    'govcloud-boundary',
    'kubernetes/service-accounts/records.archive.yaml',
    'arn:aws-us-gov:',
    'arn:aws:',
  ],
  [
    'IRSA125',
    'the audience that China has not',
    'govcloud-boundary',
    'terraform/oidc-provider.tf',
    '"sts.amazonaws.com"',
    '"sts.amazonaws.com.cn"',
  ],
  [
    'IRSA126',
    'eksctl makes the provider too',
    'govcloud-boundary',
    CLUSTER,
    'withOIDC: false',
    'withOIDC: true',
  ],
  [
    'IRSA121',
    'the role of another service account',
    'shared-role',
    'kubernetes/service-accounts/media.api.yaml',
    'role/media-reader',
    'role/eu-central-1.media.reports.nightly-report',
  ],
  [
    'IRSA121',
    'another namespace',
    'shared-role',
    'kubernetes/service-accounts/reports.nightly-report.yaml',
    'namespace: reports',
    'namespace: media',
  ],
];

const goldens = new Map<string, readonly TextFile[]>();

function golden(name: string): readonly TextFile[] {
  const found =
    goldens.get(name) ??
    readdirSync(`${base}/${name}`, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:tf|json|ya?ml)$/.test(path) && !path.includes('.irsa-forge'))
      .sort()
      .map((path) => ({ path, content: readFileSync(`${base}/${name}/${path}`, 'utf8') }));
  goldens.set(name, found);
  return found;
}

describe('one edit of a golden is seen by the rule that is meant for it', () => {
  test.each(MUTATIONS)('%s: %s (%s)', async (rule, _what, name, path, from, to) => {
    const files = golden(name);
    const before = files.find((file) => file.path === path)?.content ?? '';
    expect(before).toContain(from);
    const content = before.replace(from, () => to);
    const edited = files.map((file) => (file.path === path ? { path, content } : file));
    const codes = (await lintFiles(edited)).findings.map(({ code }) => code);
    expect(codes).toContain(rule);
  });
});
