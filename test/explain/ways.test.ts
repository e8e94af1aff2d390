import { describe, expect, test } from '@jest/globals';
import type { LinkKind, Verdict } from '../../src/explain/index.js';
import type { Given, TextFile } from '../../src/readers/index.js';
import { ask, link, worldOf, yaml } from './support.js';

const HOST = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
const arn = (name: string, account = '111122223333') => `arn:aws:iam::${account}:role/${name}`;
const KEY = 'eks.amazonaws.com/role-arn';

const account = (annotations?: object, metadata: object = {}) => ({
  ...{ apiVersion: 'v1', kind: 'ServiceAccount' },
  metadata: { name: 'sa-app', namespace: 'default', ...(annotations && { annotations }), ...metadata },
});

/** A role that the service account may assume; `action` is what it may do to `photos`. */
const role = (
  name: string,
  {
    action = 's3:GetObject',
    subject = 'default:sa-app',
    operator = 'StringEquals',
    audience = 'sts.amazonaws.com',
    address = name,
  } = {},
) => `
resource "aws_iam_role" "${address}" {
  name               = "${name}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${HOST}" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = { "${HOST}:aud" = "${audience}" }
        ${operator}  = { "${HOST}:sub" = "system:serviceaccount:${subject}" }
      }
    }]
  })
}
resource "aws_iam_role_policy" "${address}" {
  name   = "${name}"
  role   = aws_iam_role.${address}.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "${action}", Resource = "arn:aws:s3:::photos/*" }] })
}
`;
const provider = (...clientIds: readonly string[]) => `
resource "aws_iam_openid_connect_provider" "eks" {
  url            = "https://${HOST}"
  client_id_list = ${JSON.stringify(clientIds)}
}
`;
const PROVIDER = provider('sts.amazonaws.com');
const ACCOUNT = 'provider "aws" {\n  allowed_account_ids = ["111122223333"]\n}\n';
const tf = (content: string, path = 'main.tf'): TextFile => ({ path, content });
const PODS = `
resource "aws_eks_pod_identity_association" "app" {
  cluster_name    = "demo"
  namespace       = "default"
  service_account = "sa-app"
  role_arn        = aws_iam_role.pods.arn
}
resource "aws_iam_role" "pods" {
  name               = "pods"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "pods.eks.amazonaws.com" }, Action = ["sts:AssumeRole", "sts:TagSession"] }] })
}
resource "aws_iam_role_policy" "pods" {
  name   = "pods"
  role   = aws_iam_role.pods.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::photos/*" }] })
}
`;
const annotated = (name = 'photos', metadata: object = {}, of?: string) =>
  account({ [KEY]: arn(name, of) }, metadata);

interface Row {
  readonly what: string;
  readonly files: readonly TextFile[];
  readonly decision: Verdict;
  readonly kind?: LinkKind;
  readonly reason?: RegExp;
  readonly assumes?: RegExp;
  readonly given?: Given;
}

function check(rows: readonly Row[]): void {
  test.each(rows.map((row) => [row.what, row] as const))('%s', async (_what, row) => {
    const answer = ask(await worldOf(row.files, row.given));
    if (row.kind !== undefined) {
      const found = answer.links
        .filter(({ kind }) => kind === row.kind)
        .map(({ status, reason }) => `${status}: ${reason}`);
      expect(found.join('\n')).toMatch(row.reason ?? /./);
    }
    if (row.assumes !== undefined) expect(answer.assumptions.join('\n')).toMatch(row.assumes);
    expect(answer.decision).toBe(row.decision);
    expect(JSON.stringify(answer.links)).not.toMatch(/ {2}|undefined|\uE000/);
  });
}

describe('a service account that the files make twice', () => {
  const both = `${ACCOUNT}${PROVIDER}${role('photos')}${role('other', { action: 's3:PutObject' })}`;
  check([
    {
      what: 'in one file: the last manifest wins',
      files: [yaml('sa.yaml', annotated('other'), annotated('photos')), tf(both)],
      decision: 'allowed',
    },
    {
      what: 'in one file, the other way round',
      files: [yaml('sa.yaml', annotated('photos'), annotated('other')), tf(both)],
      decision: 'denied',
    },
    {
      what: 'in two files: nobody knows which is applied last',
      files: [yaml('a.yaml', annotated('photos')), yaml('b.yaml', annotated('other')), tf(both)],
      decision: 'unknown',
      kind: 'service-account',
      reason: /unknown: .*a\.yaml:\d+, b\.yaml:\d+ counts, and the answers differ/,
    },
    {
      what: 'in two files with one role',
      files: [yaml('a.yaml', annotated()), yaml('b.yaml', annotated()), tf(both)],
      decision: 'allowed',
    },
    {
      what: 'in two files that both may not',
      files: [
        yaml('a.yaml', annotated('other')),
        yaml('b.yaml', annotated('third')),
        tf(both + role('third', { action: 's3:ListBucket' })),
      ],
      decision: 'denied',
    },
    {
      what: 'for two accounts, of which the question says one',
      files: [
        yaml('dev/sa.yaml', annotated('photos', {}, '444455556666')),
        yaml('prod/sa.yaml', annotated()),
        tf(both),
      ],
      decision: 'allowed',
      given: { accountId: '111122223333' },
    },
  ]);
});

describe('a role that the files make twice', () => {
  check([
    {
      what: 'under one name',
      files: [
        yaml('sa.yaml', annotated()),
        tf(
          ACCOUNT + PROVIDER + role('photos') + role('photos', { address: 'again', action: 's3:PutObject' }),
        ),
      ],
      decision: 'unknown',
      kind: 'role',
      reason: /aws_iam_role.photos, aws_iam_role.again counts/,
    },
    {
      what: 'in two roots without an account',
      files: [
        yaml('sa.yaml', annotated()),
        tf(PROVIDER + role('photos'), 'dev/main.tf'),
        tf(PROVIDER + role('photos', { action: 's3:PutObject' }), 'prod/main.tf'),
      ],
      decision: 'unknown',
    },
    {
      what: 'under one address',
      files: [
        yaml('sa.yaml', annotated()),
        tf(ACCOUNT + PROVIDER + role('photos'), 'a.tf'),
        tf(role('photos'), 'b.tf'),
      ],
      decision: 'unknown',
      kind: 'role',
      reason: /terraform refuses .* stands at a\.tf:\d+ and again at b\.tf:\d+/,
    },
  ]);
});

describe('a service account and an association', () => {
  const root = (name: string, rest: string) =>
    tf(`${ACCOUNT}resource "aws_eks_cluster" "this" {\n  name = "${name}"\n}\n${rest}`, `${name}/main.tf`);
  const AGENT =
    'resource "aws_eks_addon" "agent" {\n  cluster_name = "demo"\n  addon_name = "eks-pod-identity-agent"\n}\n';
  const annotatedIn = (name: string) =>
    root(
      name,
      `${PROVIDER}${role('photos', { action: 's3:PutObject' })}
resource "kubernetes_service_account_v1" "app" {
  metadata {
    name        = "sa-app"
    namespace   = "default"
    annotations = { "${KEY}" = aws_iam_role.photos.arn }
  }
}`,
    );
  check([
    {
      what: 'are two ways where each is in a root with a cluster of its own',
      files: [annotatedIn('one'), root('two', PODS.replace('"demo"', 'aws_eks_cluster.this.name'))],
      decision: 'unknown',
      kind: 'service-account',
      reason: /aws_eks_pod_identity_association\.app, kubernetes_service_account_v1\.app counts/,
    },
    ...(
      [
        ['two', 'allowed'],
        ['one', 'denied'],
      ] as const
    ).map(
      ([name, decision]): Row => ({
        what: `are one way where the question says cluster ${name}`,
        files: [
          annotatedIn('one'),
          root('two', PODS.replace('"demo"', '"two"') + AGENT.replace('demo', 'two')),
        ],
        given: { cluster: name },
        decision,
      }),
    ),
    {
      what: 'are one way where the cluster may be the same',
      files: [annotatedIn('demo'), tf(ACCOUNT + PODS + AGENT, 'access/main.tf')],
      decision: 'allowed',
      kind: 'binding',
      reason: /wins over the role annotation/,
    },
  ]);
});

describe('a service account that no file makes', () => {
  check([
    {
      what: 'is taken as given where a role trusts it by name',
      files: [tf(ACCOUNT + PROVIDER + role('photos'))],
      decision: 'allowed',
      assumes: /makes service account default\/sa-app, annotated with arn:\S+:iam::111122223333:role\/photos/,
    },
    {
      what: 'and so is the provider of its issuer',
      files: [tf(ACCOUNT + role('photos'))],
      decision: 'allowed',
      assumes: /oidc-provider\/oidc\.eks\.us-east-1\S* exists/,
    },
    {
      what: 'is taken as given where an association names it',
      files: [tf(PODS)],
      decision: 'allowed',
      assumes: /makes service account default\/sa-app$/m,
    },
    {
      what: 'is not known where a role trusts it by a pattern',
      files: [tf(ACCOUNT + PROVIDER + role('photos', { operator: 'StringLike', subject: 'default:*' }))],
      decision: 'unknown',
      kind: 'service-account',
      reason: /unknown: no file knows/,
    },
    {
      what: 'is not known where only a role of another cluster trusts it',
      files: [tf(ACCOUNT + PROVIDER + role('photos'))],
      given: { issuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/ANOTHER' },
      decision: 'unknown',
      kind: 'service-account',
    },
    {
      what: 'is trusted by two roles that differ',
      files: [tf(ACCOUNT + PROVIDER + role('photos') + role('other', { action: 's3:PutObject' }))],
      decision: 'unknown',
      kind: 'service-account',
      reason: /aws_iam_role.photos, aws_iam_role.other counts/,
    },
    {
      what: 'is told apart from one that is made without an annotation',
      files: [yaml('sa.yaml', account()), tf(ACCOUNT + PROVIDER + role('photos'))],
      decision: 'denied',
      kind: 'binding',
      reason: /broken: .*no annotation/,
    },
    ...[
      ['a module', tf('module "pod_identity" {\n  source = "example.com/team/pod-identity/aws"\n}')],
      ['a broken file', tf('resource "x" {', 'broken.tf')],
      [
        'an association of a CloudFormation template',
        yaml('cfn.yaml', { Resources: { cfnPods: { Type: 'AWS::EKS::PodIdentityAssociation' } } }),
      ],
      ['an app of CDK', { path: 'cdk.json', content: '{"app": "node app.js"}' }],
      [
        'an association of unknown names',
        tf(`variable "name" {}\n${PODS.replace('"sa-app"', 'var.name')}`, 'pods.tf'),
      ],
    ].map(
      ([what, file]): Row => ({
        what: `may be given a role by ${what}, which is not read`,
        files: [
          yaml('sa.yaml', account()),
          tf(ACCOUNT + PROVIDER + role('other', { action: 's3:Put' }), 'a/main.tf'),
          file as TextFile,
        ],
        decision: 'unknown',
        kind: 'binding',
        reason:
          /^unknown: .* no association in the files; .*(?:pod_identity|broken|cfn|cdk\.json|sa_app|sa-app).* may/,
      }),
    ),
    {
      what: 'is meant to have one where the annotation is mistyped, whatever is not read',
      files: [
        yaml('sa.yaml', account({ 'eks.amazonaws.com/rolearn': arn('photos') })),
        tf(ACCOUNT + PROVIDER + role('photos')),
        { path: 'broken.yaml', content: 'a: [1\n' },
      ],
      decision: 'denied',
      kind: 'binding',
    },
    {
      what: 'is one whose manifest states no namespace',
      files: [
        yaml('sa.yaml', account({ [KEY]: arn('photos') }, { namespace: undefined })),
        tf(ACCOUNT + PROVIDER + role('photos', { subject: 'shop:sa-app' })),
      ],
      decision: 'denied',
      kind: 'trust',
    },
  ]);

  test('has the nearest one named', async () => {
    const world = await worldOf([tf(ACCOUNT + PROVIDER + role('photos'))]);
    const answer = ask(world, { serviceAccount: 'sa-appp' });
    expect(link(answer, 'service-account')).toBe(
      'unknown: no file knows service account default/sa-appp; did you mean default/sa-app?',
    );
  });

  test('in the namespace that whoever applies it chooses', async () => {
    const world = await worldOf([
      yaml('sa.yaml', account({ [KEY]: arn('photos') }, { namespace: undefined })),
      tf(ACCOUNT + PROVIDER + role('photos', { subject: 'shop:sa-app' })),
    ]);
    const answer = ask(world, { namespace: 'shop' });
    expect(answer.decision).toBe('allowed');
    expect(answer.assumptions.join()).toContain('is made in namespace shop');
  });
});

describe('a service account of a chart', () => {
  const values = (annotations: object, more: object = {}) =>
    yaml('values.yaml', { app: { serviceAccount: { create: true, name: 'sa-app', annotations, ...more } } });
  const roles = tf(
    ACCOUNT + PROVIDER + role('photos') + role('other', { subject: 'default:other', action: 's3:PutObject' }),
  );
  check([
    {
      what: 'that its values annotate',
      files: [values({ [KEY]: arn('photos') }), roles],
      decision: 'allowed',
    },
    {
      what: 'with another role',
      files: [values({ [KEY]: arn('other') }), roles],
      decision: 'denied',
      kind: 'trust',
    },
    {
      what: 'under another key',
      files: [values({ 'eks.amazonaws.com/rolearn': arn('photos') }), roles],
      decision: 'denied',
      kind: 'binding',
      reason: /rolearn" means nothing to EKS/,
    },
    { what: 'without a role, which other values may add', files: [values({}), roles], decision: 'allowed' },
  ]);
});

describe('a service account without a role', () => {
  const files = (annotations: object) => [yaml('sa.yaml', account(annotations)), tf(ACCOUNT + role('other'))];
  check([
    {
      what: 'and with an annotation that is nearly the one of a role',
      files: files({ 'example.com/iam-arn': arn('photos') }),
      ...{ decision: 'denied', kind: 'binding', reason: /"example.com\/iam-arn" means nothing to EKS/ },
    },
    {
      what: 'and with an annotation in which arn is a part of a word',
      files: files({ 'example.com/warning': 'none' }),
      ...{ decision: 'denied', kind: 'binding', reason: /^(?!.*means nothing to EKS)/ },
    },
  ]);
});

describe('an issuer that is none', () => {
  const files = (host: string) => [
    yaml('sa.yaml', annotated()),
    tf(ACCOUNT + role('photos').replaceAll(HOST, host)),
  ];
  check([
    { what: 'with its scheme', files: files(`https://${HOST}`), decision: 'denied', kind: 'provider' },
    {
      what: 'without a domain',
      files: files(HOST.replace('.amazonaws.com', '')),
      decision: 'denied',
      kind: 'provider',
      reason: /no issuer of an EKS cluster/,
    },
    {
      what: 'of any cluster, but that of GitHub Actions',
      files: [
        yaml('sa.yaml', annotated()),
        tf(
          `${ACCOUNT}${PROVIDER}${role('photos', { operator: 'StringLike' })}`
            .replaceAll(HOST, 'token.actions.githubusercontent.com')
            .replace('system:serviceaccount:default:sa-app', '*'),
        ),
      ],
      decision: 'denied',
      kind: 'provider',
      reason: /token\.actions\.githubusercontent\.com is no issuer of an EKS cluster/,
    },
    {
      what: 'but of another kind of cluster',
      files: files('oidc.eks-anywhere.example.com/a'),
      decision: 'allowed',
    },
  ]);
});

describe('the agent', () => {
  const of = `${PODS.replace('"demo"', 'var.cluster')}variable "cluster" {}\n`;
  const elsewhere = yaml('cluster.yaml', {
    ...{ AWSTemplateFormatVersion: '2010-09-09', Parameters: { Name: { Type: 'String' } } },
    Resources: {
      A: {
        Type: 'AWS::EKS::Addon',
        Properties: { AddonName: 'eks-pod-identity-agent', ClusterName: { Ref: 'Name' } },
      },
    },
  });
  const brought =
    'resource "aws_eks_addon" "a" {\n  cluster_name = var.cluster\n  addon_name = "eks-pod-identity-agent"\n}\n';
  const assumed = async (...files: readonly TextFile[]) => {
    const { links } = ask(await worldOf(files));
    return links.find(({ kind }) => kind === 'agent')?.assumes;
  };
  test('is there by an add-on of the same root, and taken as given by one of whatever cluster', async () => {
    expect(await assumed(tf(ACCOUNT + of + brought), elsewhere)).toBeUndefined();
    expect(await assumed(tf(ACCOUNT + of), elsewhere)).toMatch(/runs in cluster/);
  });
});

describe('keys that a pod takes from a Secret where there is one', () => {
  const reference = { name: 'aws-secret', key: 'id', optional: true };
  const pod = {
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'photos', namespace: 'default' } },
    spec: {
      serviceAccountName: 'sa-app',
      containers: [
        {
          ...{ name: 'app', image: 'a:1' },
          env: [{ name: 'AWS_ACCESS_KEY_ID', valueFrom: { secretKeyRef: reference } }],
        },
      ],
    },
  };
  const secretOf = (name: string, kind = 'Secret') => ({
    ...{ apiVersion: 'v1', kind },
    metadata: { name, namespace: 'default' },
  });
  const secret = (name: string, kind?: string) => yaml('secret.yaml', secretOf(name, kind));
  const files = [yaml('app.yaml', annotated(), pod), tf(ACCOUNT + PROVIDER + role('photos'))];
  check([
    {
      what: 'are taken as not there',
      files: [...files, secret('other')],
      decision: 'allowed',
      assumes:
        /there is no key id of Secret aws-secret, from which Pod default\/photos would take AWS_ACCESS_KEY_ID/,
    },
    {
      what: 'are there where the files have it',
      files: [...files, secret('aws-secret')],
      decision: 'denied',
      kind: 'injection',
    },
    {
      what: 'are there where the files have what makes it',
      files: [...files, secret('aws-secret', 'SealedSecret')],
      decision: 'denied',
      kind: 'injection',
    },
    ...[
      {
        what: 'with that key',
        file: yaml('secret.yaml', { ...secretOf('aws-secret'), stringData: { id: 'a' } }),
      },
      {
        what: 'under another name of what makes it',
        file: yaml('secret.yaml', {
          ...secretOf('vault', 'ExternalSecret'),
          spec: { target: { name: 'aws-secret' } },
        }),
      },
      {
        what: 'by a generator of kustomize',
        file: yaml('kustomization.yaml', {
          resources: ['app.yaml'],
          secretGenerator: [{ name: 'aws-secret', literals: ['id=a'] }],
        }),
      },
      {
        what: 'by Terraform',
        file: tf(
          'resource "kubernetes_secret_v1" "aws" {\n  metadata {\n    name = "aws-secret"\n  }\n}\n',
          'secret.tf',
        ),
      },
    ].map(
      ({ what, file }): Row => ({
        what: `are there where the files have it ${what}`,
        files: [...files, file],
        decision: 'denied',
        kind: 'injection',
      }),
    ),
    {
      what: 'are not there where the files have it without that key',
      files: [...files, yaml('secret.yaml', { ...secretOf('aws-secret'), stringData: { other: 'a' } })],
      decision: 'allowed',
    },
  ]);
});

describe('the audience of the token', () => {
  const OWN = 'tokens.s3.us-east-1.amazonaws.com';
  const of = (host: string, ...ids: readonly string[]) => [
    yaml('sa.yaml', annotated()),
    tf((ACCOUNT + provider(...ids) + role('photos', { audience: 'own' })).replaceAll(HOST, host)),
  ];
  check([
    {
      what: "is taken as given where a cluster of one's own has a provider for another one",
      files: of(OWN, 'own'),
      decision: 'allowed',
      assumes: /none of EKS's, asks for the audience own, the only one that its provider takes/,
    },
    {
      what: 'is the usual one where that provider takes several',
      files: of(OWN, 'own', 'other'),
      decision: 'denied',
    },
    {
      what: 'is the usual one where that provider may take more',
      files: [
        yaml('sa.yaml', annotated()),
        tf(
          (ACCOUNT + provider('own') + role('photos'))
            .replace('["own"]', 'concat(["own"], var.more)')
            .replaceAll(HOST, OWN),
        ),
      ],
      decision: 'unknown',
      kind: 'provider',
    },
    { what: 'is the usual one in a cluster of EKS', files: of(HOST, 'own'), decision: 'denied' },
  ]);
});

describe('a token that a pod projects by itself', () => {
  const env = (path: string) => [
    { name: 'AWS_ROLE_ARN', value: arn('photos') },
    { name: 'AWS_WEB_IDENTITY_TOKEN_FILE', value: path },
  ];
  const pod = (audience?: string, path = '/var/run/aws/token') => ({
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'photos', namespace: 'default' } },
    spec: {
      serviceAccountName: 'sa-app',
      containers: [
        {
          name: 'app',
          image: 'a:1',
          env: env(path),
          volumeMounts: [{ name: 't', mountPath: '/var/run/aws' }],
        },
      ],
      volumes: [
        {
          name: 't',
          projected: { sources: [{ serviceAccountToken: { path: 'token', ...(audience && { audience }) } }] },
        },
      ],
    },
  });
  const API = '/var/run/secrets/kubernetes.io/serviceaccount/token';
  const AUDIENCE = 'https://kubernetes.default.svc';
  const roles = tf(ACCOUNT + PROVIDER + role('photos'));
  check([
    {
      what: 'with the right audience, and no annotation',
      files: [yaml('app.yaml', account(), pod('sts.amazonaws.com')), roles],
      decision: 'allowed',
      kind: 'injection',
      reason: /ok: .*projected volume holds with audience sts\.amazonaws\.com/,
    },
    {
      what: 'with another audience',
      files: [yaml('app.yaml', account(), pod('vault')), roles],
      decision: 'denied',
      kind: 'provider',
      reason: /the token has vault/,
    },
    {
      what: 'without an audience',
      files: [yaml('app.yaml', account(), pod()), roles],
      decision: 'denied',
      kind: 'provider',
      reason: /the token has https:\/\/kubernetes\.default\.svc/,
    },
    {
      what: 'under another name than the variable says',
      files: [yaml('app.yaml', account(), pod('sts.amazonaws.com', '/var/run/aws/other')), roles],
      decision: 'unknown',
      kind: 'injection',
    },
    {
      what: 'that is the one for the Kubernetes API',
      files: [yaml('app.yaml', account(), pod('sts.amazonaws.com', API)), roles],
      decision: 'denied',
      kind: 'injection',
      reason: /the one for the Kubernetes API/,
    },
    {
      what: 'for the Kubernetes API, where provider and role take it',
      files: [
        yaml('app.yaml', account(), pod('sts.amazonaws.com', API)),
        tf(ACCOUNT + provider(AUDIENCE) + role('photos', { audience: AUDIENCE })),
      ],
      decision: 'allowed',
    },
    {
      what: "that is the webhook's, without an annotation for it",
      files: [
        yaml(
          'app.yaml',
          account(),
          pod('sts.amazonaws.com', '/var/run/secrets/eks.amazonaws.com/serviceaccount/token'),
        ),
        roles,
      ],
      decision: 'denied',
      kind: 'injection',
      reason: /only where the service account has a role annotation/,
    },
  ]);
});

describe('policies that the role may have', () => {
  const more = (policy: string) => `
variable "r" {}
resource "aws_iam_role_policy_attachment" "more" {
  role       = var.r
  policy_arn = "${policy}"
}
`;
  const files = (policy: string) => [
    yaml('sa.yaml', annotated()),
    tf(ACCOUNT + PROVIDER + role('photos') + more(policy)),
  ];
  check([
    {
      what: 'by an attachment whose role is not known',
      files: files('arn:aws:iam::aws:policy/AWSDenyAll'),
      decision: 'unknown',
      kind: 'permissions',
      reason: /attached to <var\.r>, which may be this role/,
    },
    {
      what: 'but that cannot deny',
      files: files('arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'),
      decision: 'allowed',
    },
  ]);
});

describe('annotations that are filled in later', () => {
  check(
    [
      'arn:aws:iam::${ACCOUNT}:role/photos',
      'arn:aws:iam::$ACCOUNT:role/photos',
      '{{ .Values.role }}',
      '<role arn>',
    ].map((value) => ({
      what: value,
      files: [yaml('sa.yaml', account({ [KEY]: value })), tf(ACCOUNT + PROVIDER + role('photos'))],
      decision: 'unknown' as const,
    })),
  );
});

test('a role that is made only under a condition is taken as given', async () => {
  const conditional = role('photos').replace(
    '  name               =',
    '  count = var.on ? 1 : 0\n  name               =',
  );
  const content = `variable "on" {}\n${ACCOUNT}${PROVIDER}${conditional}`.replace(
    /aws_iam_role\.photos\.name/,
    'aws_iam_role.photos[0].name',
  );
  const files = [yaml('sa.yaml', annotated()), tf(content)];
  const answer = ask(await worldOf(files));
  expect(answer.decision).toBe('allowed');
  expect(answer.assumptions.join('\n')).toMatch(/that aws_iam_role\.photos\S* is made, though its count/);
  expect(ask(await worldOf(files, {}, { strict: true })).decision).toBe('unknown');
});

test('static keys in one of two containers leave the other its role', async () => {
  const pod = {
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'photos', namespace: 'default' } },
    spec: {
      serviceAccountName: 'sa-app',
      containers: [
        { name: 'app', image: 'a:1' },
        { name: 'old', image: 'a:1', env: [{ name: 'AWS_ACCESS_KEY_ID', value: 'x' }] },
      ],
    },
  };
  const answer = ask(
    await worldOf([yaml('a.yaml', annotated(), pod), tf(ACCOUNT + PROVIDER + role('photos'))]),
  );
  expect(link(answer, 'injection')).toMatch(
    /^unknown: container old .*static keys.*the other containers get the role/,
  );
});
