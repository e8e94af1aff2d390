import { describe, expect, test } from '@jest/globals';
import type { LinkKind, Verdict } from '../../src/explain/index.js';
import type { TextFile } from '../../src/readers/index.js';
import { ask, link, worldOf, yaml } from './support.js';

/** What a bucket's ARN does not tell. */
const SAME_ACCOUNT =
  'that bucket photos is in account 111122223333, that of role photos: its ARN does not tell';

const HOST = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
const ROLE = 'arn:aws:iam::111122223333:role/photos';

const account = (annotations: object = { 'eks.amazonaws.com/role-arn': ROLE }, metadata: object = {}) => ({
  ...{ apiVersion: 'v1', kind: 'ServiceAccount' },
  metadata: { name: 'sa-app', namespace: 'default', annotations, ...metadata },
});

const pod = (spec: object = {}, metadata: object = {}, container: object = {}) => ({
  ...{ apiVersion: 'v1', kind: 'Pod' },
  metadata: { name: 'photos', namespace: 'default', ...metadata },
  spec: {
    serviceAccountName: 'sa-app',
    containers: [{ name: 'app', image: 'photos:1', ...container }],
    ...spec,
  },
});

const TERRAFORM = `provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

locals { host = "${HOST}" }

resource "aws_iam_openid_connect_provider" "eks" {
  url            = "https://\${local.host}"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "photos" {
  name               = "photos"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/\${local.host}" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = {
        "\${local.host}:aud" = "sts.amazonaws.com"
        "\${local.host}:sub" = "system:serviceaccount:default:sa-app"
      } }
    }]
  })
}

resource "aws_iam_role_policy" "photos" {
  name   = "photos"
  role   = aws_iam_role.photos.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "Read", Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::photos/*" }]
  })
}
`;

const files = (
  change: { account?: object; pod?: object; terraform?: readonly [string, string]; more?: string } = {},
): readonly TextFile[] => {
  const [from, to] = change.terraform ?? ['', ''];
  if (!TERRAFORM.includes(from)) throw new Error(`not in the file: ${from}`);
  return [
    yaml('app.yaml', change.account ?? account(), change.pod ?? pod()),
    { path: 'main.tf', content: TERRAFORM.replace(from, () => to) + (change.more ?? '') },
  ];
};

const BOUNDARY = (action: string) => `
resource "aws_iam_policy" "cap" {
  name   = "cap"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "${action}", Resource = "*" }] })
}
`;
const NAME = '  name               = "photos"\n';
const capped = (arn: string): readonly [string, string] => [NAME, `${NAME}  permissions_boundary = ${arn}\n`];
const SUB = '"system:serviceaccount:default:sa-app"';
const env = (...names: readonly string[]) => ({ env: names.map((name) => ({ name, value: 'x' })) });
const skip = (list: string) => ({ annotations: { 'eks.amazonaws.com/skip-containers': list } });
const KEY = 'eks.amazonaws.com/role-arn';

test('a pod that several overlays write is told once, as is what none of them can read', async () => {
  const at = (folder: string, file: TextFile): TextFile => ({ ...file, path: `${folder}/${file.path}` });
  const kustomization = (...resources: readonly string[]) => yaml('kustomization.yaml', { resources });
  const answer = ask(
    await worldOf([
      ...files().map((file) => at('base', file)),
      at('base', kustomization('app.yaml', 'gone.yaml')),
      ...['dev', 'prod'].map((name) => at(name, kustomization('../base'))),
    ]),
  );
  expect(answer.decision).toBe('allowed');
  const told = answer.links.map(({ kind, reason }) => `${kind} ${reason}`);
  expect(told).toEqual([...new Set(told)]);
  expect(answer.notEvaluated).toEqual([...new Set(answer.notEvaluated)]);
  expect(answer.notEvaluated.filter((each) => each.includes('gone.yaml'))).toHaveLength(1);
});

test('a chain of which all is known and right', async () => {
  const answer = ask(await worldOf(files()));
  expect(answer.decision).toBe('allowed');
  expect(
    answer.links.map(
      ({ kind, status, place }) => `${kind} ${status} ${place?.file ?? ''}:${place?.line ?? ''}`,
    ),
  ).toEqual([
    'pod ok app.yaml:15',
    'service-account ok app.yaml:1',
    'binding ok app.yaml:7',
    'injection ok app.yaml:9',
    'role ok main.tf:13',
    'token ok :',
    'provider ok main.tf:8',
    'trust ok main.tf:17',
    'permissions ok main.tf:34',
  ]);
  expect(answer.assumptions).toEqual([expect.stringContaining('no file has a cluster'), SAME_ACCOUNT]);
  expect(answer.notEvaluated.join('\n')).toMatch(
    /SCP[\s\S]*VPC endpoint[\s\S]*bucket policy[\s\S]*Block Public Access[\s\S]*KMS/,
  );
});

type Row = readonly [
  what: string,
  kind: LinkKind,
  verdict: Verdict,
  reason: RegExp,
  change: Parameters<typeof files>[0],
];

const ROWS: readonly Row[] = [
  [
    'a service account in another namespace',
    'service-account',
    'denied',
    /in namespace shop/,
    { account: account(undefined, { namespace: 'shop' }) },
  ],
  [
    'a role of which none is made',
    'role',
    'unknown',
    /is not in the files, since the count or for_each of aws_iam_role.photos, main.tf:13, makes none/,
    { terraform: ['resource "aws_iam_role" "photos" {', 'resource "aws_iam_role" "photos" {\n  count = 0'] },
  ],
  [
    'an association of which none is made',
    'binding',
    'denied',
    /role-arn and no association, since the count or for_each of aws_eks_pod_identity_association.app, main.tf:37, makes none, so the pod gets no role/,
    {
      account: account({}),
      more: `resource "aws_eks_pod_identity_association" "app" {
  for_each        = toset([])
  cluster_name    = "demo"
  namespace       = "default"
  service_account = "sa-app"
  role_arn        = "${ROLE}"
}`,
    },
  ],
  ['no annotation', 'binding', 'denied', /calls are made as the node/, { account: account({}) }],
  [
    'an empty annotation',
    'binding',
    'denied',
    /has an empty annotation .* calls are made as the node$/,
    { account: account({ [KEY]: '' }) },
  ],
  [
    'an annotation without a value',
    'binding',
    'denied',
    /has an empty annotation .* calls are made as the node$/,
    { account: account({ [KEY]: null }) },
  ],
  ...['${ACCOUNT_ID}', 'ACCOUNT_ID', '<account>', '{{ .Values.account }}'].map(
    (text): Row => [
      `the placeholder ${text}`,
      'binding',
      'unknown',
      new RegExp(`the placeholder "${text.replace(/[${}.]/g, '\\$&')}" is not filled in`),
      { account: account({ [KEY]: ROLE.replace('111122223333', () => text) }) },
    ],
  ),
  [
    'a placeholder in the policy',
    'permissions',
    'unknown',
    /s3:GetObject/,
    { terraform: ['arn:aws:s3:::photos/*', 'arn:aws:s3:::BUCKET_NAME/*'] },
  ],
  [
    'a misspelt annotation',
    'binding',
    'denied',
    /role_arn.*means nothing/,
    { account: account({ 'eks.amazonaws.com/role_arn': ROLE }) },
  ],
  [
    'a policy in the annotation',
    'binding',
    'denied',
    /not the ARN of a role/,
    { account: account({ [KEY]: ROLE.replace('role/', 'policy/') }) },
  ],
  [
    'the label that keeps the webhook away',
    'injection',
    'denied',
    /leaves it alone/,
    { pod: pod({}, { labels: { 'eks.amazonaws.com/skip-pod-identity-webhook': 'true' } }) },
  ],
  ['static keys', 'injection', 'denied', /static keys/, { pod: pod({}, {}, env('AWS_ACCESS_KEY_ID')) }],
  [
    'a role variable of its own',
    'injection',
    'denied',
    /the webhook adds neither/,
    { pod: pod({}, {}, env('AWS_ROLE_ARN')) },
  ],
  ['every container skipped', 'injection', 'denied', /skip-containers/, { pod: pod({}, skip('app')) }],
  [
    'a role with a path',
    'role',
    'denied',
    /another path/,
    { terraform: [NAME, `${NAME}  path = "/team/"\n`] },
  ],
  [
    'a role in another account, where the same files may make it',
    'role',
    'unknown',
    /is not in the files: .*; the role that trusts default\/sa-app is \S+:111122223333:/,
    { account: account({ [KEY]: ROLE.replace('111122223333', '444455556666') }) },
  ],
  [
    'a slip in the name of the role',
    'role',
    'denied',
    /role phtos instead of photos/,
    { account: account({ [KEY]: ROLE.replace(/photos$/, 'phtos') }) },
  ],
  ...['photo5', 'photos-2', 'photos-eu'].map(
    (name): Row => [
      `a role that may be another copy, made elsewhere: ${name}`,
      'role',
      'unknown',
      /is not in the files: .*; the role that trusts default\/sa-app is /,
      { account: account({ [KEY]: ROLE.replace(/photos$/, name) }) },
    ],
  ),
  [
    'a role of another name, which may be made elsewhere',
    'role',
    'unknown',
    /is not in the files: .*; the role that trusts default\/sa-app is /,
    { account: account({ [KEY]: ROLE.replace(/[^/]+$/, 'orders-reader') }) },
  ],
  [
    'a role that the files do not have',
    'role',
    'unknown',
    /is not in the files/,
    {
      terraform: [SUB, '"system:serviceaccount:default:other"'],
      account: account({ [KEY]: `${ROLE}-elsewhere` }),
    },
  ],
  [
    'an audience that the provider does not take',
    'provider',
    'denied',
    /takes the audiences sts.amazonaws.com.cn/,
    { terraform: ['["sts.amazonaws.com"]', '["sts.amazonaws.com.cn"]'] },
  ],
  [
    'a provider in another account',
    'provider',
    'denied',
    /in account 444455556666/,
    { terraform: ['arn:aws:iam::111122223333:oidc', 'arn:aws:iam::444455556666:oidc'] },
  ],
  [
    'a provider that no file makes',
    'provider',
    'unknown',
    /no file makes or looks up/,
    { terraform: ['https://${local.host}', 'https://oidc.eks.eu-west-1.amazonaws.com/id/OTHER'] },
  ],
  [
    'another namespace in the trust policy',
    'trust',
    'denied',
    /does not let/,
    { terraform: [SUB, '"system:serviceaccount:shop:sa-app"'] },
  ],
  [
    'a wildcard under StringEquals',
    'trust',
    'denied',
    /does not let/,
    { terraform: [SUB, '"system:serviceaccount:default:*"'] },
  ],
  [
    'another audience of the token',
    'trust',
    'denied',
    /does not let/,
    { account: account({ [KEY]: ROLE, 'eks.amazonaws.com/audience': 'photos' }) },
  ],
  [
    'a trust policy that AWS refuses',
    'trust',
    'denied',
    /refuses/,
    {
      terraform: [
        'Action    = "sts:AssumeRoleWithWebIdentity"',
        'Action = "sts:AssumeRoleWithWebIdentity"\n      Resource = "*"',
      ],
    },
  ],
  ['a subject that is not known', 'trust', 'unknown', /cannot be told/, { terraform: [SUB, 'var.subject'] }],
  [
    'an action that is not allowed',
    'permissions',
    'denied',
    /no policy of the role allows/,
    { terraform: ['"s3:GetObject"', '"s3:PutObject"'] },
  ],
  [
    'a Deny',
    'permissions',
    'denied',
    /denies/,
    {
      terraform: [
        'Statement = [{ Sid',
        'Statement = [{ Effect = "Deny", Action = "s3:*", Resource = "arn:aws:s3:::photos/a" }, { Sid',
      ],
    },
  ],
  [
    'no policy',
    'permissions',
    'denied',
    /has no policy/,
    { terraform: ['aws_iam_role.photos.name', '"other"'] },
  ],
  [
    'a policy that is not in the files',
    'permissions',
    'unknown',
    /not in the files/,
    {
      terraform: ['"s3:GetObject"', '"s3:PutObject"'],
      more: '\nresource "aws_iam_role_policy_attachment" "more" {\n  role       = aws_iam_role.photos.name\n  policy_arn = "arn:aws:iam::111122223333:policy/more"\n}\n',
    },
  ],
  [
    'a condition on what the question does not say',
    'permissions',
    'unknown',
    /--context aws:SourceVpc=/,
    {
      terraform: [
        'Sid = "Read",',
        'Sid = "Read", Condition = { StringEquals = { "aws:SourceVpc" = "vpc-1" } },',
      ],
    },
  ],
  [
    'an action that is not known',
    'permissions',
    'unknown',
    /do not tell/,
    { terraform: ['"s3:GetObject"', 'var.action'] },
  ],
  [
    'a boundary that does not allow it',
    'boundary',
    'denied',
    /boundary does not allow/,
    { terraform: capped('aws_iam_policy.cap.arn'), more: BOUNDARY('s3:List*') },
  ],
  [
    'a boundary that is not in the files',
    'boundary',
    'unknown',
    /not in the files/,
    { terraform: capped('"arn:aws:iam::111122223333:policy/cap"') },
  ],
];

describe('one link that does not hold', () => {
  test.each(ROWS)('%s: %s', async (_what, kind, verdict, reason, change) => {
    const answer = ask(await worldOf(files(change)));
    const status = verdict === 'denied' ? 'broken' : 'unknown';
    expect(link(answer, kind)).toMatch(new RegExp(`^${status}: .*${reason.source}`));
    expect(answer.decision).toBe(verdict);
    const found = answer.links.find((item) => item.kind === kind);
    const refused = found?.explicit === true ? 'denied' : 'not granted';
    expect(answer.standing).toBe(verdict === 'denied' ? refused : verdict);
    expect(found?.fix === undefined && found?.place === undefined).toBe(false);
  });
});

test('a service account without a role, in files without roles', async () => {
  const { decision, standing } = ask(await worldOf([yaml('app.yaml', account({}), pod())]));
  expect({ decision, standing }).toEqual({ decision: 'denied', standing: 'not granted' });
});

test('a service account of which none is made', async () => {
  const content = `resource "kubernetes_service_account_v1" "app" {
  count = 0
  metadata {
    name      = "sa-app"
    namespace = "default"
  }
}`;
  const answer = ask(await worldOf([{ path: 'accounts.tf', content }]));
  expect(link(answer, 'service-account')).toBe(
    'unknown: no file knows service account default/sa-app, since the count or for_each of kubernetes_service_account_v1.app, accounts.tf:1, makes none',
  );
});

describe('a link that holds in another way', () => {
  const HOLDS: readonly (readonly [string, LinkKind, RegExp, Parameters<typeof files>[0]])[] = [
    [
      'a sidecar that is skipped',
      'injection',
      /the webhook adds AWS_ROLE_ARN/,
      { pod: pod({ containers: [{ name: 'app' }, { name: 'proxy' }] }, skip('proxy')) },
    ],
    [
      'a boundary that allows it',
      'boundary',
      /statement 1 of aws_iam_policy.cap allows/,
      { terraform: capped('aws_iam_policy.cap.arn'), more: BOUNDARY('s3:Get*') },
    ],
    [
      'StringLike with a wildcard',
      'trust',
      /statement 1/,
      { terraform: ['StringEquals = {', 'StringLike = {'] },
    ],
    [
      'a managed policy of AWS',
      'permissions',
      /AmazonS3ReadOnlyAccess/,
      {
        terraform: ['"s3:GetObject"', '"s3:PutObject"'],
        more: '\nresource "aws_iam_role_policy_attachment" "more" {\n  role       = aws_iam_role.photos.name\n  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"\n}\n',
      },
    ],
    [
      'tags of the role',
      'permissions',
      /allows/,
      { terraform: [NAME, `${NAME}  tags = { team = "a" }\n`], more: '' },
    ],
  ];
  test.each(HOLDS)('%s', async (_what, kind, reason, change) => {
    const answer = ask(await worldOf(files(change)));
    expect(link(answer, kind)).toMatch(new RegExp(`^ok: .*${reason.source}`));
    expect(answer.decision).toBe('allowed');
  });

  test('policy variables take the tags of the role', async () => {
    const change = {
      terraform: ['arn:aws:s3:::photos/*', 'arn:aws:s3:::photos/$${aws:PrincipalTag/team}/*'] as const,
    };
    const tagged = files({ ...change });
    const withTags = tagged.map((file) => ({
      ...file,
      content: file.content.replace(NAME, `${NAME}  tags = { team = "web" }\n`),
    }));
    const world = await worldOf(withTags);
    expect(ask(world, { resource: 'arn:aws:s3:::photos/web/a' }).decision).toBe('allowed');
    expect(ask(world, { resource: 'arn:aws:s3:::photos/ops/a' }).decision).toBe('denied');
    expect(ask(await worldOf(tagged), { resource: 'arn:aws:s3:::photos/web/a' }).decision).toBe('denied');
  });

  test('the variables of a container name the role by hand, both of them', async () => {
    const own = {
      env: [
        { name: 'AWS_ROLE_ARN', value: ROLE },
        {
          name: 'AWS_WEB_IDENTITY_TOKEN_FILE',
          value: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token',
        },
      ],
    };
    expect(ask(await worldOf(files({ pod: pod({}, {}, own) }))).decision).toBe('allowed');
  });

  test('no pod in the files: that is said, and breaks nothing', async () => {
    const [, terraform] = files();
    const answer = ask(await worldOf([yaml('app.yaml', account()), terraform as TextFile]));
    expect(answer.decision).toBe('allowed');
    expect(answer.notEvaluated.join('\n')).toContain('pods: no file has one');
  });

  test.each([
    ['names no service account', pod({ serviceAccountName: undefined }), /names none, so it runs as default/],
    ['names one that no file makes', pod({ serviceAccountName: 'sa-ap' }), /runs as sa-ap/],
  ])('a pod that %s: that is said, and breaks nothing', async (_what, other, note) => {
    const answer = ask(await worldOf(files({ pod: other })));
    expect(answer.decision).toBe('allowed');
    expect(answer.notEvaluated.join('\n')).toMatch(note);
  });

  test('a network policy that leaves STS out is named', async () => {
    const policy = (...egress: readonly object[]) =>
      yaml('policy.yaml', {
        ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
        metadata: { name: 'deny', namespace: 'default' },
        spec: { podSelector: {}, policyTypes: ['Egress'], egress },
      });
    const closed = ask(await worldOf([...files(), policy()]));
    expect([closed.decision, link(closed, 'network')]).toEqual([
      'unknown',
      expect.stringMatching(/^unknown: NetworkPolicy deny does not let .* out to STS, port 443/),
    ]);
    const open = ask(await worldOf([...files(), policy({ ports: [{ port: 443 }] })]));
    expect([open.decision, link(open, 'network')]).toEqual(['allowed', undefined]);
  });

  test('a broken file beside them is named', async () => {
    const answer = ask(await worldOf([...files(), { path: 'broken.yaml', content: 'a: [1\n' }]));
    expect(answer.notEvaluated.join('\n')).toContain('broken.yaml');
  });
});

describe('the issuer', () => {
  const cluster = (region = 'us-east-1') =>
    yaml('cluster.yaml', {
      apiVersion: 'eksctl.io/v1alpha5',
      kind: 'ClusterConfig',
      metadata: { name: 'demo', region },
      iam: { withOIDC: true },
    });

  test('of a new cluster is what the trust policy says, as an assumption', async () => {
    const answer = ask(await worldOf([...files(), cluster()]));
    expect(answer.decision).toBe('allowed');
    expect(answer.assumptions).toEqual([expect.stringContaining('AWS alone knows'), SAME_ACCOUNT]);
  });

  test('of another region is another', async () => {
    expect(link(ask(await worldOf([...files(), cluster('eu-west-1')])), 'provider')).toMatch(/^broken: /);
  });

  test('of another region is not that of a service account which no file makes', async () => {
    const onlyRole = files().filter(({ path }) => path.endsWith('.tf'));
    const answer = ask(await worldOf([...onlyRole, cluster('eu-west-1')]));
    expect(answer.decision).toBe('allowed');
    expect(answer.assumptions).toContainEqual(expect.stringContaining('it is not that of cluster demo'));
  });

  test.each(['blue', 'green'])(
    'of several is one that lets the service account of %s in',
    async (namespace) => {
      const statement = (id: string, name: string) => {
        const host = `oidc.eks.us-east-1.amazonaws.com/id/${id.repeat(8)}`;
        return `{
        Effect    = "Allow"
        Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${host}" }
        Action    = "sts:AssumeRoleWithWebIdentity"
        Condition = { StringEquals = { "${host}:sub" = "system:serviceaccount:${name}:sa-app" } }
      }`;
      };
      const content = `
provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_role" "shared" {
  name               = "shared"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [${statement('AAAA', 'blue')}, ${statement('BBBB', 'green')}]
  })
}
resource "aws_iam_role_policy" "shared" {
  role   = aws_iam_role.shared.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::photos/*" }]
  })
}`;
      const provider = `resource "aws_iam_openid_connect_provider" "blue" {
  url            = "https://oidc.eks.us-east-1.amazonaws.com/id/${'AAAA'.repeat(8)}"
  client_id_list = ["sts.amazonaws.com"]
}`;
      const files = [
        { path: 'roles/main.tf', content },
        { path: 'blue/main.tf', content: provider },
      ];
      const answer = ask(await worldOf(files), { namespace });
      expect(answer.decision).toBe('allowed');
      expect(link(answer, 'token')).toContain(namespace === 'blue' ? 'AAAA' : 'BBBB');
    },
  );

  test('that is said by whoever asks counts', async () => {
    const ours = ask(await worldOf([...files(), cluster()], { issuer: `https://${HOST}` }));
    expect([ours.decision, ours.assumptions]).toEqual(['allowed', [SAME_ACCOUNT]]);
    const other = ask(
      await worldOf([...files(), cluster()], { issuer: `https://${HOST.replace('EXAMPLED', 'ANOTHERR')}` }),
    );
    expect(link(other, 'provider')).toMatch(/^broken: .*issuer/);
    expect(other.decision).toBe('denied');
  });

  test('of two clusters is one of them: nobody knows which', async () => {
    const two = [cluster(), { ...cluster('us-east-1'), path: 'b.yaml' }].map((file, index) => ({
      ...file,
      content: file.content.replace('demo', `demo${index}`),
    }));
    const answer = ask(await worldOf([...files(), ...two]));
    expect(answer.assumptions).toContainEqual(expect.stringContaining('the files have several clusters'));
    expect(ask(await worldOf([...files(), ...two], {}, { strict: true })).decision).toBe('unknown');
  });

  test('that Terraform looks up is the same on both sides', async () => {
    const looked = TERRAFORM.replace(
      `locals { host = "${HOST}" }`,
      'data "aws_eks_cluster" "this" { name = "demo" }\nlocals { host = replace(data.aws_eks_cluster.this.identity[0].oidc[0].issuer, "https://", "") }',
    );
    const answer = ask(
      await worldOf([yaml('app.yaml', account(), pod()), { path: 'main.tf', content: looked }]),
    );
    expect(answer.links.filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  test.each([
    [
      'that Terraform looks up by the name of the cluster',
      'data.aws_eks_cluster.this.identity[0].oidc[0].issuer',
      [],
    ],
    ['that a variable is to say', 'var.issuer', [/<var\.issuer> is the issuer of cluster demo/]],
  ])('%s has the provider that eksctl makes', async (_, expression, assumed) => {
    const content = TERRAFORM.replace(
      `locals { host = "${HOST}" }`,
      `variable "issuer" {}
data "aws_eks_cluster" "this" { name = "demo" }
locals { host = trimprefix(${expression}, "https://") }`,
    ).replace(/resource "aws_iam_openid_connect_provider"[\s\S]*?\n}\n/, '');
    const answer = ask(
      await worldOf([yaml('app.yaml', account(), pod()), { path: 'main.tf', content }, cluster()]),
    );
    expect(link(answer, 'provider')).toMatch(/^ok: eksctl makes the provider/);
    expect(answer.decision).toBe('allowed');
    const open = answer.assumptions.filter((each) => each !== SAME_ACCOUNT);
    expect(open).toEqual(assumed.map((pattern) => expect.stringMatching(pattern)));
  });
});

describe('EKS Pod Identity', () => {
  const trust = (more = '') => `
resource "aws_iam_role" "pods" {
  name               = "pods"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "pods.eks.amazonaws.com" }, Action = ["sts:AssumeRole", "sts:TagSession"]${more} }]
  })
}
resource "aws_iam_role_policy" "pods" {
  name   = "pods"
  role   = aws_iam_role.pods.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::photos/$\${aws:PrincipalTag/kubernetes-namespace}/*" }]
  })
}
resource "aws_eks_pod_identity_association" "app" {
  cluster_name    = "demo"
  namespace       = "default"
  service_account = "sa-app"
  role_arn        = aws_iam_role.pods.arn
}
`;
  const resource = 'arn:aws:s3:::photos/default/a';

  test('wins over the annotation, and tags the session', async () => {
    const world = await worldOf(files({ more: trust() }));
    const answer = ask(world, { resource });
    expect([answer.mechanism, answer.decision]).toEqual(['pod-identity', 'allowed']);
    expect(link(answer, 'binding')).toContain('wins over the role annotation');
    expect(link(answer, 'injection')).toContain('AWS_CONTAINER_CREDENTIALS_FULL_URI');
    expect(ask(world, { resource: 'arn:aws:s3:::photos/shop/a' }).decision).toBe('denied');
  });

  const condition = (key: string, value: string) =>
    `, Condition = { StringEquals = { "${key}" = "${value}" } }`;
  test.each([
    ['of the namespace', condition('aws:RequestTag/kubernetes-namespace', 'default'), 'ok'],
    ['of another namespace', condition('aws:RequestTag/kubernetes-namespace', 'shop'), 'broken'],
    ['of another cluster', condition('aws:RequestTag/eks-cluster-name', 'other'), 'broken'],
    ['of another account', condition('aws:SourceAccount', '444455556666'), 'broken'],
    ['of an organisation', condition('aws:SourceOrgId', 'o-1'), 'unknown'],
  ])('a condition %s', async (_what, more, status) => {
    expect(link(ask(await worldOf(files({ more: trust(more) })), { resource }), 'trust')).toMatch(
      new RegExp(`^${status}: `),
    );
  });

  test('needs sts:TagSession', async () => {
    const more = trust().replace('["sts:AssumeRole", "sts:TagSession"]', '"sts:AssumeRole"');
    expect(link(ask(await worldOf(files({ more })), { resource }), 'trust')).toMatch(/^broken: /);
  });
});
