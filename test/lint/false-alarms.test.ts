import { describe, expect, test } from '@jest/globals';
import { ROLE_ARN } from '../../src/kubernetes/role-annotation.js';
import { HOST, policyFile, webIdentity } from '../../src/lint/examples.js';
import {
  account,
  cluster,
  container,
  env,
  pod,
  ROLE,
  roleFile,
  yamlFile,
} from '../../src/lint/identity-examples.js';
import { readFiles, type TextFile } from '../../src/readers/index.js';
import { lintFiles, shown } from './support.js';

const text = (path: string, content: string): readonly TextFile[] => [{ path, content }];

const GITHUB = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
        StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:acme/shop:*' },
      },
    },
  ],
};

const inline = (...actions: readonly string[]) => `resource "aws_iam_role_policy" "photos" {
  name   = "photos"
  role   = aws_iam_role.photos.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ${JSON.stringify(actions)}, Resource = ["arn:aws:sqs:eu-west-1:111122223333:photos", "arn:aws:sns:eu-west-1:111122223333:photos"] }] })
}`;

const keys = [env('AWS_ACCESS_KEY_ID', 'a'), env('AWS_SECRET_ACCESS_KEY', 'b')];

const withEnv = (variables: readonly object[], image = 'registry.example/app:1') =>
  yamlFile('app.yaml', account(), pod({ containers: [container({ image, env: variables as never })] }));

/** A policy of 8,000 characters in a file of its own, and the resource that reads it. */
const longPolicyIn = (resource: string): readonly TextFile[] => [
  ...text(
    'policies/photos.json',
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          ...{ Effect: 'Allow', Action: 's3:GetObject' },
          Resource: Array.from(
            { length: 180 },
            (_, index) => `arn:aws:s3:::acme-photos-of-customer-${1000 + index}/*`,
          ),
        },
      ],
    }),
  ),
  roleFile({ blocks: resource }),
];

const OWN_PROVIDER = `resource "aws_iam_openid_connect_provider" "own" {
  url            = "https://${HOST}"
  client_id_list = ["own"]
}`;

describe('nothing is found', () => {
  test.each<readonly [string, readonly TextFile[]]>([
    [
      'in the alias that the API server fills in',
      [yamlFile('app.yaml', account(), pod({ serviceAccount: 'sa-app' }))],
    ],
    [
      'in a placeholder for another cloud',
      [
        yamlFile('app.yaml', {
          ...{ apiVersion: 'v1', kind: 'ServiceAccount' },
          metadata: {
            ...{ name: 'app', namespace: 'shop' },
            annotations: { 'azure.workload.identity/client-id': '<CLIENT_ID>' },
          },
        }),
      ],
    ],
    [
      "in the audience that the provider of a cluster of one's own takes",
      [
        {
          path: 'main.tf',
          content: roleFile({ blocks: OWN_PROVIDER })
            .content.replaceAll('"sts.amazonaws.com"', '"own"')
            .replaceAll(HOST, 'tokens.s3.us-east-1.amazonaws.com'),
        },
      ],
    ],
    [
      'in the length of a file that an inline policy reads',
      longPolicyIn(
        'resource "aws_iam_role_policy" "more" {\n  role   = aws_iam_role.photos.id\n  policy = file("${path.module}/policies/photos.json")\n}',
      ),
    ],
    [
      'in annotations that a controller copies to its service account',
      [
        yamlFile('x.yaml', {
          ...{ apiVersion: 'pkg.crossplane.io/v1alpha1', kind: 'ControllerConfig' },
          metadata: { name: 'aws', annotations: { [ROLE_ARN]: ROLE } },
        }),
      ],
    ],
    [
      'in one subnet of a cluster on an Outpost',
      [
        yamlFile(
          'cluster.yaml',
          cluster({
            vpc: { id: 'vpc-1', subnets: { private: { a: { id: 'subnet-1' } } } },
            outpost: { controlPlaneOutpostARN: 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1' },
            nodeGroups: [{ name: 'ng', privateNetworking: true }],
          }),
        ),
      ],
    ],
    [
      'in keys of a store that is not AWS, by its address',
      [withEnv([...keys, env('S3_ENDPOINT', 'http://minio.minio:9000')])],
    ],
    ['in keys of a store that is not AWS, by its image', [withEnv(keys, 'quay.io/minio/mc:latest')]],
    [
      'in a template of Terraform',
      text('pool.yaml', 'apiVersion: v1\nkind: Pod\nspec: [${zones}]\nx: [${y}, ]]\n'),
    ],
    ['in a template of printf', text('node.yaml', 'apiVersion: v1\nkind: Node\nmetadata:\n  name: %s\n')],
    [
      'in a template of Python',
      text('tenant.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {TENANT}-basic\n'),
    ],
    [
      'in a template whose names stand on lines of their own',
      text('web.yaml', 'apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    app: web\n    RELEASE_LABEL\n'),
    ],
    [
      'in a template whose names stand in angle brackets',
      text('web.yaml', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  <LABELS_1>\n'),
    ],
    [
      'in a template with defaults behind the names',
      text(
        'web.yaml',
        'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: web\n      LOG_LEVEL|value: "info"| # of the environment\n',
      ),
    ],
    [
      'in the values of tests of a chart',
      text(
        'tests/account_test.yaml',
        'suite: account\ntests:\n  - it: is annotated\n    set:\n      serviceAccount:\n        annotations:\n          eks.amazonaws.com/role-arn: arn:aws:iam::1234:role/x\n',
      ),
    ],
    [
      'in a resource of kustomize that is a template of Terraform',
      [
        ...text(
          'main.tf',
          'variable "registry" {\n  type = string\n}\nresource "local_file" "rules" {\n  filename = "out.yaml"\n  content  = templatefile("${path.module}/rules/rules.yaml", { registry = var.registry })\n}\n',
        ),
        ...text('rules/kustomization.yaml', 'resources: [rules.yaml]\n'),
        ...text(
          'rules/rules.yaml',
          'apiVersion: acme.example/v1\nkind: Rule\nspec:\n  from: "${registry}"\n',
        ),
      ],
    ],
    [
      'in the URL of a provider, which IAM has without its scheme',
      text(
        'main.tf',
        `resource "aws_eks_cluster" "demo" {
  name     = "demo"
  role_arn = "arn:aws:iam::111122223333:role/demo"
}
resource "aws_iam_openid_connect_provider" "demo" {
  url            = aws_eks_cluster.demo.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "photos" {
  name               = "photos"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/\${aws_iam_openid_connect_provider.demo.url}" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = {
        "\${aws_iam_openid_connect_provider.demo.url}:aud" = "sts.amazonaws.com"
        "\${aws_iam_openid_connect_provider.demo.url}:sub" = "system:serviceaccount:default:sa-app"
      } }
    }]
  })
}
`,
      ),
    ],
    [
      'in statements for several principals that the files do not tell',
      text(
        'main.tf',
        `variable "owner" {
  type = string
}
variable "reader" {
  type = string
}
resource "aws_kms_key" "photos" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = var.owner }, Action = "kms:*", Resource = "*" },
      { Effect = "Allow", Principal = { AWS = var.reader }, Action = "kms:Decrypt", Resource = "*" },
    ]
  })
}
`,
      ),
    ],
    [
      'in names of a module that are empty unless somebody gives them',
      text(
        'main.tf',
        `variable "buckets" {
  type    = set(string)
  default = [""]
}
data "aws_iam_policy_document" "photos" {
  statement {
    actions   = ["s3:ListBucket"]
    resources = formatlist("arn:aws:s3:::%s", var.buckets)
  }
}
resource "aws_iam_policy" "photos" {
  name   = "photos"
  policy = data.aws_iam_policy_document.photos.json
}
output "policy" {
  value = aws_iam_policy.photos.arn
}
`,
      ),
    ],
    [
      'in a boundary that is set elsewhere',
      text(
        'team-boundary.json',
        policyFile({ Effect: 'Allow', Action: '*', Resource: '*' })[0]?.content ?? '',
      ),
    ],
    [
      'in a list of read actions for many services',
      [
        roleFile({
          blocks: inline('sqs:ReceiveMessage').replace(
            '["sqs:ReceiveMessage"]',
            '[for s in ["s3", "sqs"] : "${s}:View*"]',
          ),
        }),
      ],
    ],
    [
      'in StringLike with a value that may hold a wildcard elsewhere',
      [
        roleFile({
          trust: webIdentity() as object,
          subject: 'x',
          more: '',
        }),
      ].map((file) => ({
        ...file,
        content: `variable "subject" {\n  default = "system:serviceaccount:default:sa-app"\n}\n${roleFile().content.replaceAll('"system:serviceaccount:default:sa-app"', 'var.subject').replace('"StringEquals"', '"StringLike"')}`,
      })),
    ],
  ])('%s', async (_, files) => {
    expect(shown(await lintFiles(files))).toEqual([]);
  });

  test('but what was left out is said', async () => {
    const { leftOut } = await readFiles(
      text('node.yaml', 'apiVersion: v1\nkind: Node\nmetadata:\n  name: %s\n'),
    );
    expect(leftOut).toEqual([
      { file: 'node.yaml', reason: 'a template of another program, which fills it in' },
    ]);
  });
});

test('keys beside an address that is not that of a store are those of AWS', async () => {
  const codes = async (...more: readonly object[]) =>
    (await lintFiles([withEnv([...keys, ...more])])).findings.map(({ code }) => code);
  const found = ['IRSA085', 'IRSA085'];
  expect(await codes(env('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://collector:4317'))).toEqual(found);
  expect(await codes(env('NOTE', 'replaces minio'))).toEqual(found);
  expect(await codes(env('AWS_ENDPOINT_URL_S3', 'https://s3.eu-west-1.amazonaws.com'))).toEqual(found);
  expect(await codes(env('AWS_ENDPOINT_URL_S3', 'http://store:9000'))).toEqual([]);
  expect(await codes(env('BASE_URL', 'https://minio.example.org'))).toEqual([]);
});

test('keys from a Secret that may not be there are information', async () => {
  const optional = keys.map(({ name }) => ({
    ...{ name, valueFrom: { secretKeyRef: { name: 'aws-secret', key: name, optional: true } } },
  }));
  const { findings } = await lintFiles([withEnv(optional)]);
  expect(findings.map(({ code, severity, message }) => [code, severity, message])).toContainEqual([
    'IRSA085',
    'info',
    'Pod photos takes AWS_ACCESS_KEY_ID from Secret aws-secret where there is one, which wins over the role of its service account',
  ]);
});

describe('one finding is enough', () => {
  test('for services that a statement allows in whole', async () => {
    const files = policyFile({
      Effect: 'Allow',
      Action: ['sqs:*', 'sns:*'],
      Resource: ['arn:aws:sqs:eu-west-1:111122223333:photos', 'arn:aws:sns:eu-west-1:111122223333:photos'],
    });
    const { findings } = await lintFiles(files);
    expect(findings.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      ['IRSA030', 'warning', '"sqs:*", "sns:*" allow every action of 2 services'],
    ]);
  });

  test('for buckets beside objects of all of them', async () => {
    const Resource = ['arn:aws:s3:::*', 'arn:aws:s3:::*/*'];
    const { findings } = await lintFiles(policyFile({ Effect: 'Allow', Action: 's3:ListBucket', Resource }));
    expect(findings.flatMap(({ code, message }) => (code === 'IRSA040' ? [message] : []))).toEqual([
      '"arn:aws:s3:::*" lets s3:ListBucket reach every bucket',
    ]);
  });

  test('and information is, in a role that no pod can take', async () => {
    const { findings } = await lintFiles([roleFile({ trust: GITHUB, blocks: inline('sqs:*', 'sns:*') })]);
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['IRSA030', 'info']]);
  });

  test.each([
    [
      'of an account that is not known',
      'arn:aws:iam::${var.x}:oidc-provider/token.actions.githubusercontent.com',
    ],
    ['of which nothing is known', '${var.x}'],
    ['from a module for clusters', '${module.eks_github.oidc_provider_arn}'],
  ])("so it is with GitHub's provider %s", async (_, provider) => {
    const trust = JSON.parse(JSON.stringify(GITHUB).replace(/arn:[^"]*/, provider)) as object;
    const blocks = `${inline('sqs:*')}\nvariable "x" {}`;
    const { findings } = await lintFiles([roleFile({ trust, blocks })]);
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['IRSA030', 'info']]);
  });

  test.each([
    ['IRSA029', ['*'], '*'],
    ['IRSA036', ['s3:GetObject'], 'arn:aws:s3:::photos-*'],
    ['IRSA040', ['s3:GetObject'], '*'],
    ['IRSA145', ['s3:PutBucketPolicy'], 'arn:aws:s3:::photos'],
    ['IRSA146', ['kms:Decrypt'], '*'],
    ['IRSA147', ['iam:PassRole'], '*'],
  ])('so it is with %s', async (code, actions, resource) => {
    const blocks = inline(...actions).replace(/Resource = \[[^\]]*\]/, `Resource = "${resource}"`);
    const severities = async (change: object) =>
      (await lintFiles([roleFile({ blocks, ...change })])).findings
        .filter((finding) => finding.code === code)
        .map(({ severity }) => severity);
    expect(await severities({ trust: GITHUB })).toEqual(['info']);
    expect(await severities({})).toEqual(['warning']);
  });

  test('so it is with policies of AWS', async () => {
    const blocks = `resource "aws_iam_role_policy_attachment" "x" {
  role       = aws_iam_role.photos.name
  policy_arn = "arn:aws:iam::aws:policy/PowerUserAccess"
}`;
    const { findings } = await lintFiles([roleFile({ trust: GITHUB, blocks })]);
    expect(findings.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      ['IRSA143', 'info', 'PowerUserAccess covers a whole service or account'],
    ]);
  });

  test('for a text that is no YAML from some line on', async () => {
    const files = text('app.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: [a, b\nspec: {}\nx: [\n');
    expect((await lintFiles(files)).findings.map(({ code }) => code)).toEqual(['read/yaml-syntax']);
  });

  test('for a value that stands in a list twice', async () => {
    const files = policyFile({
      Effect: 'Allow',
      Action: ['sqs:SendMessage', 'sqs:GetQueueUrl', 'SQS:SendMessage'],
      Resource: 'arn:aws:sqs:eu-west-1:111122223333:photos',
    });
    expect((await lintFiles(files)).findings.map(({ message }) => message)).toEqual([
      'the action "SQS:SendMessage" stands there twice',
    ]);
  });

  test('for a statement that is denied anyway', async () => {
    const on = { Action: 's3:PutBucketPolicy', Resource: 'arn:aws:s3:::photos' };
    const { findings } = await lintFiles(policyFile({ Effect: 'Allow', ...on }, { Effect: 'Deny', ...on }));
    expect(findings.map(({ code }) => code)).toEqual(['IRSA152']);
  });
});

describe('the real fault is still found', () => {
  test.each<readonly [string, readonly TextFile[], string]>([
    ['an alias that differs', [yamlFile('app.yaml', account(), pod({ serviceAccount: 'other' }))], 'IRSA093'],
    [
      'the annotation on a Deployment',
      [
        yamlFile('app.yaml', {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'x', annotations: { [ROLE_ARN]: ROLE } },
        }),
      ],
      'IRSA062',
    ],
    [
      'keys beside the address of AWS itself',
      [withEnv([...keys, env('AWS_ENDPOINT_URL_S3', 'https://s3.eu-west-1.amazonaws.com')])],
      'IRSA085',
    ],
    [
      'a variable of Terraform in a plain policy',
      policyFile({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::${var.bucket}/*' }),
      'IRSA023',
    ],
    [
      'the length of a file that a managed policy reads',
      longPolicyIn('resource "aws_iam_policy" "more" {\n  policy = file("policies/photos.json")\n}'),
      'IRSA137',
    ],
    [
      'broken YAML that is no template',
      text('app.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: [a, b\nspec: {}\n'),
      'read/yaml-syntax',
    ],
    [
      'a resource that kustomize lacks in a folder that is there',
      [yamlFile('kustomization.yaml', { resources: ['sa.yaml'] })],
      'read/kustomize',
    ],
  ])('%s', async (_, files, code) => {
    expect((await lintFiles(files)).findings.map((finding) => finding.code)).toContain(code);
  });
});
