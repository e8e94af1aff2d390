import { describe, expect, test } from '@jest/globals';
import { HOST } from '../../src/lint/examples.js';
import {
  account,
  association,
  cluster,
  container,
  env,
  pod,
  podIdentityTrust,
  ROLE,
  roleFile,
  yamlFile,
} from '../../src/lint/identity-examples.js';
import type { TextFile } from '../../src/readers/index.js';
import { lintFiles } from './support.js';

const OTHER_SUBJECT = 'system:serviceaccount:shop:other';
const ELSEWHERE = 'arn:aws:iam::444455556666:role/photos';

const at = (folder: string, file: TextFile): TextFile => ({ ...file, path: `${folder}/${file.path}` });

/** A file without the account that the examples' provider block states. */
const accountless = (file: TextFile): TextFile => ({
  ...file,
  content: file.content.replace(/ +allowed_account_ids.*\n/, ''),
});

const otherSubject = accountless(roleFile({ subject: OTHER_SUBJECT }));
const unnamedPod = { ...pod(), spec: { containers: [container()] } };

async function judged(...files: readonly TextFile[]) {
  const { findings, notChecked } = await lintFiles(files);
  return {
    codes: findings.map(({ code }) => code).filter((code) => code !== 'IRSA129'),
    reasons: notChecked.map(({ reason }) => reason),
  };
}

describe('a role whose account no file tells', () => {
  test('is found by its name', async () => {
    const { codes } = await judged(at('infra', otherSubject), at('k8s', yamlFile('app.yaml', account())));
    expect(codes).toEqual(['IRSA121']);
  });

  test('is found by its name behind an association', async () => {
    const file = accountless(
      roleFile({
        blocks: association().replace('aws_iam_role.photos.arn', '"arn:aws:iam::111122223333:role/photos"'),
      }),
    );
    expect((await judged(file)).codes).toContain('IRSA112');
  });

  test.each<readonly [string, readonly TextFile[], string]>([
    [
      'two roles have that name',
      [at('billing', otherSubject), at('payments', otherSubject), at('web', yamlFile('app.yaml', account()))],
      '2 roles are named "photos"',
    ],
    [
      'annotations name it in two accounts',
      [
        otherSubject,
        yamlFile(
          'app.yaml',
          account(),
          account({ 'eks.amazonaws.com/role-arn': ELSEWHERE }, { namespace: 'two' }),
        ),
      ],
      'role "photos" is named in several accounts',
    ],
    [
      'it belongs to another example',
      [at('examples/a', otherSubject), at('examples/b', yamlFile('app.yaml', account()))],
      'role "photos" is made by another project',
    ],
    ['no file makes it', [yamlFile('app.yaml', account())], 'no file makes role "photos": whether'],
    [
      'none is made of it',
      [
        yamlFile('app.yaml', account()),
        {
          path: 'roles.tf',
          content: 'resource "aws_iam_role" "p" {\n  for_each = {}\n  name = "photos"\n}\n',
        },
      ],
      'no file makes role "photos", since the count or for_each of aws_iam_role.p, roles.tf:1, makes none: whether',
    ],
  ])('is not judged where %s, which is said', async (_, files, reason) => {
    const { codes, reasons } = await judged(...files);
    expect(codes).toEqual([]);
    expect(reasons.join('\n')).toContain(reason);
  });

  test('is not the one of another account', async () => {
    const named = yamlFile('app.yaml', account({ 'eks.amazonaws.com/role-arn': ELSEWHERE }));
    expect((await judged(otherSubject, named)).codes).toEqual([]);
  });

  test('is that of its own environment, where each has one', async () => {
    const { codes } = await judged(
      at('prod/infra', otherSubject),
      at('dev/infra', accountless(roleFile())),
      at('prod/k8s', yamlFile('app.yaml', account())),
      at('dev/k8s', yamlFile('app.yaml', account())),
    );
    expect(codes).toEqual(['IRSA121']);
  });

  test('is judged by the name alone where the manifest leaves the namespace to kubectl', async () => {
    const { namespace: _, ...metadata } = account().metadata as { readonly [key: string]: string };
    const floating = { ...account(), metadata };
    const wrong = await judged(otherSubject, yamlFile('app.yaml', floating));
    expect(wrong.codes).toContain('IRSA121');
    const subject = 'system:serviceaccount:shop:sa-app';
    const right = await judged(accountless(roleFile({ subject })), yamlFile('app.yaml', floating));
    expect(right.codes).not.toContain('IRSA121');
  });
});

describe('an annotation beside an association', () => {
  const both = (change: object = {}) => {
    const { Statement: pods } = podIdentityTrust() as { readonly Statement: readonly object[] };
    const token = {
      ...{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity' },
      Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${HOST}` },
      Condition: {
        StringEquals: {
          [`${HOST}:aud`]: 'sts.amazonaws.com',
          [`${HOST}:sub`]: 'system:serviceaccount:default:sa-app',
        },
      },
      ...change,
    };
    return roleFile({ trust: { Version: '2012-10-17', Statement: [token, ...pods] }, blocks: association() });
  };

  test('is meant where its role trusts both', async () => {
    expect((await judged(both(), yamlFile('app.yaml', account()))).codes).toEqual([]);
  });

  test('may be meant where the files do not tell whom the role trusts', async () => {
    const open = both({ Principal: '${data.aws_eks_cluster.this.arn}' });
    expect((await judged(open, yamlFile('app.yaml', account()))).codes).not.toContain('IRSA114');
  });

  test('may be the other way where only one of the two is made', async () => {
    const apart = roleFile({ blocks: association() });
    const perhaps = (count: string) => [
      { ...apart, content: apart.content.replace('  cluster_name', `  count = ${count}\n  cluster_name`) },
      yamlFile('app.yaml', account()),
    ];
    expect((await judged(...perhaps('1'))).codes).toContain('IRSA114');
    expect((await judged(...perhaps('var.how ? 1 : 0'))).codes).not.toContain('IRSA114');
  });

  test('has no effect where the role trusts another service account by IRSA, or is another role', async () => {
    const other = both({
      Condition: { StringEquals: { [`${HOST}:sub`]: 'system:serviceaccount:default:b' } },
    });
    expect((await judged(other, yamlFile('app.yaml', account()))).codes).toContain('IRSA114');
    const elsewhere = account({ 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/else' });
    expect((await judged(both(), yamlFile('app.yaml', elsewhere))).codes).toContain('IRSA114');
  });
});

describe('facts of different clusters', () => {
  const associated = {
    podIdentityAssociations: [
      { namespace: 'default', serviceAccountName: 'sa-app', roleARN: 'arn:aws:iam::111122223333:role/x' },
    ],
  };
  const agent = [{ name: 'eks-pod-identity-agent' }];
  const green = yamlFile('green.yaml', cluster({ addons: agent, iam: associated }, { name: 'green' }));

  test('are not mixed: an association of one, an annotation for another', async () => {
    const blue = yamlFile('blue.yaml', cluster({ iam: { withOIDC: true } }, { name: 'blue' }));
    expect((await judged(green, blue, yamlFile('app.yaml', account()))).codes).not.toContain('IRSA114');
    expect((await judged(green, yamlFile('app.yaml', account()))).codes).toContain('IRSA114');
  });

  test('are not mixed: an issuer of another region', async () => {
    const role = roleFile({ host: HOST.replace('us-east-1', 'eu-west-1') });
    const here = yamlFile('here.yaml', cluster({ iam: { withOIDC: true } }));
    const there = yamlFile('there.yaml', cluster({}, { name: 'other', region: 'eu-west-1' }));
    expect((await judged(role, here)).codes).toEqual(['IRSA124']);
    expect((await judged(role, here, there)).codes).toEqual([]);
    expect((await judged(at('examples/a', role), at('examples/b', here))).codes).toEqual([]);
  });
});

describe('the audience of a provider', () => {
  const provider = (url: string) =>
    `resource "aws_iam_openid_connect_provider" "own" {\n  url            = ${url}\n  client_id_list = ["own"]\n}`;
  const OWN = 'oidc.acme.example/blue';

  test.each<readonly [string, string, string, readonly string[]]>([
    ['that of its own issuer', OWN, `"https://${OWN}"`, []],
    ['that of an issuer that a variable tells', OWN, 'var.issuer', []],
    ['not that of another issuer', OWN, '"https://vault.acme.example"', ['IRSA051']],
    ['not that of EKS', HOST, '"https://vault.acme.example"', ['IRSA051']],
    ['not that of EKS, whatever a variable tells', HOST, 'var.issuer', ['IRSA051']],
  ])('is %s', async (_what, host, url, codes) => {
    const role = roleFile({ host, audience: 'own', blocks: `variable "issuer" {}\n${provider(url)}` });
    expect((await judged(role)).codes.filter((code) => code === 'IRSA051')).toEqual(codes);
  });
});

describe('a pod without a service account', () => {
  const idle = yamlFile('account.yaml', account());

  test('is found beside one that no pod uses', async () => {
    expect((await judged(idle, yamlFile('pod.yaml', unnamedPod))).codes).toEqual(['IRSA081']);
  });

  test('is of use where another object names it', async () => {
    const store = yamlFile('store.yaml', {
      ...{ apiVersion: 'external-secrets.io/v1', kind: 'SecretStore', metadata: { name: 'x' } },
      spec: { provider: { aws: { auth: { jwt: { serviceAccountRef: { name: 'sa-app' } } } } } },
    });
    expect((await judged(idle, store, yamlFile('pod.yaml', unnamedPod))).codes).toEqual([]);
  });

  test('is of use for objects of its namespace alone', async () => {
    const used = { ...pod(), metadata: { name: 'other', namespace: 'other' } };
    const files = [idle, yamlFile('pod.yaml', unnamedPod), at('b', yamlFile('used.yaml', used))];
    expect((await judged(...files)).codes).toContain('IRSA081');
  });

  test.each<readonly [string, readonly TextFile[]]>([
    ['in another folder', [at('a', idle), at('b', yamlFile('pod.yaml', unnamedPod))]],
    [
      'while another pod uses it',
      [idle, yamlFile('pod.yaml', unnamedPod), at('b', yamlFile('used.yaml', pod()))],
    ],
    [
      'among several that have nothing to do with it',
      [
        idle,
        yamlFile(
          'pods.yaml',
          { ...unnamedPod, metadata: { name: 'redis', namespace: 'default' } },
          { ...unnamedPod, metadata: { name: 'nginx', namespace: 'default' } },
        ),
      ],
    ],
  ])('is left alone %s', async (_, files) => {
    expect((await judged(...files)).codes).toEqual([]);
  });
});

describe('one role made twice', () => {
  test('is found in two roots of one account', async () => {
    expect((await judged(at('one', roleFile()), at('two', roleFile()))).codes).toEqual(['IRSA126']);
  });

  test.each<readonly [string, readonly TextFile[]]>([
    ['the account is not known', [at('one', accountless(roleFile())), at('two', accountless(roleFile()))]],
    ['each is for an environment', [at('dev', roleFile()), at('prod', roleFile())]],
    ['each is an example', [at('examples/one', roleFile()), at('examples/two', roleFile())]],
  ])('is not claimed where %s', async (_, files) => {
    expect((await judged(...files)).codes).toEqual([]);
  });

  test('is said to be open, once a name, where an account is not known', async () => {
    const roots = ['one', 'two', 'three'].map((folder) => at(folder, accountless(roleFile())));
    const isAbout = (reason: string) => reason.startsWith('role photos is also made');
    expect((await judged(...roots)).reasons.filter(isAbout)).toEqual([
      'role photos is also made by one/role.tf: whether for the same account is not known',
    ]);
    const apart = await judged(at('dev', accountless(roleFile())), at('prod', accountless(roleFile())));
    expect(apart.reasons.filter(isAbout)).toEqual([]);
  });
});

test('an association of another project does not silence the trust of a role', async () => {
  const other = roleFile({
    trust: podIdentityTrust(),
    blocks: association().replace('"default"', 'var.namespace').replace('"sa-app"', 'var.name'),
  });
  const { codes } = await judged(
    at('examples/a', roleFile({ subject: OTHER_SUBJECT })),
    at('examples/a', yamlFile('app.yaml', account())),
    at('examples/b', other),
  );
  expect(codes).toEqual(['IRSA121']);
});

test('a root in both syntaxes makes its role once', async () => {
  const json = {
    path: 'json/main.tf.json',
    content: JSON.stringify({
      resource: { aws_iam_role: { photos: { name: 'photos', assume_role_policy: '{}' } } },
    }),
  };
  const { codes } = await judged(at('hcl', otherSubject), json, at('hcl', yamlFile('app.yaml', account())));
  expect(codes).toContain('IRSA121');
  const both = await judged(
    at('out/terraform', otherSubject),
    { ...json, path: 'out/terraform-json/main.tf.json' },
    at('out/kubernetes', yamlFile('app.yaml', account())),
  );
  expect(both.codes).toContain('IRSA121');
});

describe('a service account that a chart makes by its values', () => {
  const values = (name: string, more: object = {}): TextFile =>
    yamlFile('values.yaml', {
      serviceAccount: { name, annotations: { 'eks.amazonaws.com/role-arn': ROLE }, ...more },
    });

  test.each<readonly [string, readonly TextFile[], readonly string[]]>([
    ['is in any namespace', [roleFile(), values('sa-app')], []],
    ['is not the one that the role trusts', [roleFile(), values('sa-other')], ['IRSA121']],
    ['has a name that the chart makes up', [roleFile(), values('')], []],
    [
      'may have an association, in the namespace of its release',
      [roleFile({ subject: OTHER_SUBJECT, blocks: association('photos', 'shop') }), values('sa-app')],
      ['IRSA112'],
    ],
    ['is not made, and nothing else makes it', [values('sa-app', { create: false })], ['IRSA155']],
    [
      'is not made by it, and annotated by what makes it',
      [yamlFile('app.yaml', account()), values('sa-app', { create: false })],
      [],
    ],
    [
      'is that of several environments, each in an account of its own',
      [
        roleFile(),
        { ...values('sa-app'), path: 'values-dev.yaml' },
        yamlFile('values-prod.yaml', {
          serviceAccount: { name: 'sa-app', annotations: { 'eks.amazonaws.com/role-arn': ELSEWHERE } },
        }),
      ],
      [],
    ],
  ])('%s', async (_, files, codes) => {
    expect((await judged(...files)).codes).toEqual(codes);
  });
});

describe('a trust policy whose principals the files tell in part', () => {
  const POD_IDENTITY = /^IRSA(?:111|112|115|154|197|219|228)$/;
  const addon = `resource "aws_eks_addon" "ebs" {
  cluster_name             = "demo"
  addon_name               = "aws-ebs-csi-driver"
  service_account_role_arn = aws_iam_role.photos.arn
}`;
  const tags = `resource "aws_iam_role_policy" "photos" {
  role   = aws_iam_role.photos.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Action = ["s3:GetObject", "sts:AssumeRole"], Resource = "arn:aws:s3:::photos/$\${aws:PrincipalTag/eks-team}/*"
  }] })
}`;
  const open = (second: object) => {
    const { Statement, ...rest } = podIdentityTrust() as { readonly Statement: readonly object[] };
    return { ...rest, Statement: [...Statement.slice(0, 1), second] };
  };
  const letting = (type: string) => ({
    ...{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { [type]: '${var.service}' } },
  });

  test.each<readonly [string, string, readonly string[]]>([
    ['another namespace', association('photos', 'shop'), ['Service', 'AWS']],
    ['no association', tags, ['Service', 'AWS']],
    ['an add-on', addon, ['Federated']],
  ])('may be for %s as well', async (_, blocks, types) => {
    const found = async (trust: object) =>
      (await judged(roleFile({ trust, blocks: `${blocks}\nvariable "service" {}` }))).codes.filter((code) =>
        POD_IDENTITY.test(code),
      );
    expect(await found(podIdentityTrust())).not.toEqual([]);
    for (const type of types) expect(await found(open(letting(type)))).toEqual([]);
  });
});

test('pods that run with the role of before are to be restarted, once for each workload', async () => {
  const env = [{ name: 'AWS_ROLE_ARN', value: `${ROLE}-old` }];
  const running = (name: string) =>
    pod(
      { containers: [container({ env })] },
      {
        ...{ name, creationTimestamp: '2026-01-01T00:00:00Z', labels: { 'pod-template-hash': '6c9' } },
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-6c9', controller: true }],
      },
    );
  const { findings } = await lintFiles([
    yamlFile('live.yaml', account(), running('web-6c9-a'), running('web-6c9-b')),
  ]);
  expect(findings.filter(({ code }) => code === 'IRSA087')).toMatchObject([
    {
      message: `2 pods of Deployment default/web, such as web-6c9-a, name role "${ROLE}-old", and its service account "${ROLE}"`,
      help: 'restart what runs since before the annotation: kubectl rollout restart deployment/web -n default',
    },
  ]);
});

describe('a token that a pod names for STS', () => {
  const API = '/var/run/secrets/kubernetes.io/serviceaccount/token';
  const STS = 'sts.amazonaws.com';
  const mount = (mountPath: string) => ({ volumeMounts: [{ name: 'own', mountPath }] });
  const naming = (
    file: string,
    more: Parameters<typeof container>[0] = {},
    audience?: string,
    role = ROLE,
  ) => {
    const token = { path: 'token', ...(audience === undefined ? {} : { audience }) };
    const variables = [env('AWS_ROLE_ARN', role), env('AWS_WEB_IDENTITY_TOKEN_FILE', file)];
    const volumes = [{ name: 'own', projected: { sources: [{ serviceAccountToken: token }] } }];
    return yamlFile(
      'app.yaml',
      account({}),
      pod({ containers: [container({ env: variables, ...more })], volumes }),
    );
  };
  const listing = (ids: string) =>
    roleFile({
      blocks: `variable "ids" {}
resource "aws_iam_openid_connect_provider" "demo" {
  url            = "https://${HOST}"
  client_id_list = ${ids}
}`,
    });

  test.each<readonly [string, boolean, readonly TextFile[]]>([
    ['that of the Kubernetes API', true, [naming(API)]],
    ['the same by the link', true, [naming(API.replace('/var', ''))]],
    ['one of its own without an audience', true, [naming('/own/token', mount('/own'))]],
    [
      'one of its own for the API',
      true,
      [naming('/own/token', mount('/own/'), 'https://kubernetes.default.svc')],
    ],
    ['one of its own for STS', false, [naming('/own/token', mount('/own'), STS)]],
    ['one of its own for another audience', false, [naming('/own/token', mount('/own'), 'photos')]],
    ['one in the place of that of the API', false, [naming(API, mount(API.replace('/token', '')), STS)]],
    ['the same by the link', false, [naming(API, mount(API.replace(/^.var|.token$/g, '')), STS)]],
    ['beside a volume in an unknown place', false, [naming(API, mount('${place}'))]],
    ['a file of which nothing is known', false, [naming('/own/token')]],
    ['one for another store', false, [naming(API, {}, undefined, 'arn:minio:iam:::role/photos')]],
    ['beside a provider for STS', true, [naming(API), listing(`["${STS}"]`)]],
    ['beside a provider for the API', false, [naming(API), listing('["https://kubernetes.default.svc"]')]],
    ['beside a provider for whatever', false, [naming(API), listing('var.ids')]],
  ])('%s: %s', async (_, isFound, files) => {
    const { codes } = await judged(...files);
    expect(codes.filter((code) => code === 'IRSA235')).toEqual(isFound ? ['IRSA235'] : []);
  });
});

describe('a policy that Terraform makes and nothing evaluated refers to', () => {
  const POLICY = `resource "aws_iam_policy" "photos" {
  name   = "photos"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::photos/*" }] })
}`;
  const lookup = (name: string): TextFile => ({
    path: 'other/main.tf',
    content: `data "aws_iam_policy" "found" {\n  name = "${name}"\n}\n`,
  });
  const text = (value: string, path = 'main.tf') => ({ path, content: `# ${value}\n` });

  test.each<readonly [string, boolean, TextFile | undefined]>([
    ['is not attached', true, undefined],
    ['may be attached where it is looked up', false, lookup('photos')],
    ['is not where another one is looked up', true, lookup('videos')],
    ['may be where its ARN is spelt', false, text('"${local.arns}:policy/photos"', 'other/main.tf')],
    ['may be where its address stands', false, text('aws_iam_policy.photos.arn', 'more.tf')],
    ['is not where another address begins with it', true, text('aws_iam_policy.photos-2.arn', 'more.tf')],
  ])('%s', async (_, isFound, file) => {
    const { findings } = await lintFiles([
      roleFile({ blocks: POLICY }),
      ...(file === undefined ? [] : [file]),
    ]);
    expect(findings.map(({ code }) => code)).toEqual(isFound ? ['IRSA129'] : []);
  });
});
