import { describe, expect, test } from '@jest/globals';
import { buildMatrix, type Explanation, explain, type Verdict } from '../../src/explain/index.js';
import type { TextFile } from '../../src/readers/index.js';
import { link, worldOf, yaml } from './support.js';

const OWN = '111122223333';
const OTHER = '444455556666';
const FIRST = `arn:aws:iam::${OWN}:role/app`;
const TARGET = `arn:aws:iam::${OTHER}:role/target`;

type Json = Readonly<Record<string, unknown>>;
const document = (...Statement: readonly Json[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const heredoc = (text: string) => `<<-EOT\n${text.replaceAll('${', () => '$${')}\nEOT`;

const PODS: Json = {
  Effect: 'Allow',
  Principal: { Service: 'pods.eks.amazonaws.com' },
  Action: ['sts:AssumeRole', 'sts:TagSession'],
};
const GET: Json = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::tenant/*' };
const GO_ON: Json = { Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Resource: TARGET };
const TRUSTS_FIRST: Json = {
  Effect: 'Allow',
  Principal: { AWS: FIRST },
  Action: ['sts:AssumeRole', 'sts:TagSession'],
};

interface Parts {
  readonly trust?: readonly Json[];
  readonly permissions?: readonly Json[];
  /** Further arguments of the association. */
  readonly association?: string;
  readonly more?: string;
  /** Further arguments of the first role. */
  readonly tags?: string;
}

const role = (name: string, trust: readonly Json[], permissions: readonly Json[], provider = '') => `
resource "aws_iam_role" "${name}" {
  ${provider}
  name               = "${name}"
  assume_role_policy = ${heredoc(document(...trust))}
}
resource "aws_iam_role_policy" "${name}" {
  ${provider}
  name   = "${name}"
  role   = aws_iam_role.${name}.name
  policy = ${heredoc(document(...permissions))}
}
`;

/** What the target role may do, and whom it trusts. */
const target = (trust: readonly Json[] = [TRUSTS_FIRST], permissions: readonly Json[] = [GET]) =>
  role('target', trust, permissions, 'provider = aws.other');

function files({
  trust = [PODS],
  permissions = [GET],
  association = '',
  more = '',
  tags = '',
}: Parts): readonly TextFile[] {
  const provider = (id: string, alias: string) => `
provider "aws" {
  ${alias}
  region              = "us-east-1"
  allowed_account_ids = ["${id}"]
}`;
  const content = `${provider(OWN, '')}${provider(OTHER, 'alias = "other"')}
${role('app', trust, permissions).replace('{', () => `{\n  ${tags}`)}
resource "aws_eks_pod_identity_association" "app" {
  cluster_name    = "demo"
  namespace       = "shop"
  service_account = "web"
  role_arn        = aws_iam_role.app.arn
  ${association}
}
resource "aws_eks_addon" "agent" {
  cluster_name = "demo"
  addon_name   = "eks-pod-identity-agent"
}
${more}`;
  const metadata = { name: 'web', namespace: 'shop' };
  return [
    { path: 'main.tf', content },
    yaml(
      'k8s.yaml',
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
      {
        ...{ apiVersion: 'v1', kind: 'Pod', metadata },
        spec: { serviceAccountName: 'web', containers: [{ name: 'c', image: 'x:1' }] },
      },
    ),
  ];
}

async function ask(parts: Parts, more: object = {}): Promise<Explanation> {
  const world = await worldOf(files(parts));
  return explain(world, {
    ...{ namespace: 'shop', serviceAccount: 'web', action: 's3:GetObject' },
    resource: 'arn:aws:s3:::tenant/shop/a',
    ...more,
  });
}

const POD_NAME = 'tags = { "kubernetes-pod-name" = "web-0" }';
const OFF = 'disable_session_tags = true';
const UNSAID = 'disable_session_tags = var.off';
const VARIABLE = 'variable "off" {}';
const tag = (key: string, value: string): Json => ({ StringEquals: { [`aws:${key}`]: value } });
const BY_REQUEST: Json = { ...PODS, Condition: tag('RequestTag/kubernetes-namespace', 'shop') };
const BY_SESSION: Json = { ...GET, Condition: tag('PrincipalTag/kubernetes-namespace', 'shop') };
const PER_TENANT: Json = {
  ...GET,
  Resource: 'arn:aws:s3:::tenant/${aws:PrincipalTag/kubernetes-namespace}/*',
};
const ASSUME_ONLY: Json = { ...PODS, Action: 'sts:AssumeRole' };

describe('session tags', () => {
  const rows: readonly (readonly [string, Parts, Verdict])[] = [
    ['are sent to a trust policy that asks for them', { trust: [BY_REQUEST] }, 'allowed'],
    [
      'off: a trust policy that asks for them lets nobody in',
      { trust: [BY_REQUEST], association: OFF },
      'denied',
    ],
    ['need sts:TagSession', { trust: [ASSUME_ONLY] }, 'denied'],
    ['off: nothing needs sts:TagSession', { trust: [ASSUME_ONLY], association: OFF }, 'allowed'],
    ['are the tags of the principal', { permissions: [BY_SESSION] }, 'allowed'],
    ['off: the principal has none', { permissions: [BY_SESSION], association: OFF }, 'denied'],
    ['fill in variables', { permissions: [PER_TENANT] }, 'allowed'],
    [
      'win over a tag of the role, even where they are not known',
      {
        permissions: [{ ...GET, Condition: tag('PrincipalTag/kubernetes-pod-name', 'web-0') }],
        tags: POD_NAME,
      },
      'unknown',
    ],
    [
      'off: a tag of the role stays',
      {
        permissions: [{ ...GET, Condition: tag('PrincipalTag/kubernetes-pod-name', 'web-0') }],
        ...{ tags: POD_NAME, association: OFF },
      },
      'allowed',
    ],
    ['off: variables have no value', { permissions: [PER_TENANT], association: OFF }, 'denied'],
    [
      'false is not off',
      { permissions: [PER_TENANT], association: 'disable_session_tags = false' },
      'allowed',
    ],
    [
      'of a setting that is not known matter where something asks for them',
      { permissions: [PER_TENANT], association: UNSAID, more: VARIABLE },
      'unknown',
    ],
    [
      'of a setting that is not known do not matter elsewhere',
      { association: UNSAID, more: VARIABLE },
      'allowed',
    ],
    [
      'that EKS does not send are in no request',
      { trust: [{ ...PODS, Condition: tag('RequestTag/team', 'shop') }] },
      'denied',
    ],
    [
      'tell the cluster',
      {
        trust: [{ ...PODS, Condition: tag('RequestTag/eks-cluster-name', 'demo') }],
        association: '',
      },
      'allowed',
    ],
  ];
  test.each(rows)('%s', async (_, parts, want) => {
    expect((await ask(parts)).decision).toBe(want);
  });

  test('of a cluster whose name the files do not tell', async () => {
    const trust = [{ ...PODS, Condition: tag('RequestTag/eks-cluster-name', 'demo') }];
    const changed = files({ trust, more: 'variable "cluster" {}' }).map(({ path, content }) => ({
      path,
      content: content.replace('cluster_name    = "demo"', 'cluster_name    = var.cluster'),
    }));
    const question = {
      ...{ namespace: 'shop', serviceAccount: 'web', action: 's3:GetObject' },
      resource: 'arn:aws:s3:::tenant/shop/a',
    };
    expect(explain(await worldOf(changed), question).decision).toBe('unknown');
  });
});

describe('a session policy', () => {
  const narrowed = (...statements: readonly Json[]) =>
    `${OFF}\n  policy = ${heredoc(document(...statements))}`;
  const PUT = { Effect: 'Allow', Action: 's3:PutObject', Resource: '*' };
  const ALL = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
  const rows: readonly (readonly [string, Parts, Verdict])[] = [
    ['that allows it as the role does', { association: narrowed(GET) }, 'allowed'],
    ['that allows something else', { association: narrowed(PUT) }, 'denied'],
    ['that denies it', { association: narrowed(ALL, { ...GET, Effect: 'Deny' }) }, 'denied'],
    ['gives nothing that the role has not', { permissions: [PUT], association: narrowed(ALL) }, 'denied'],
    ['that is not in the files', { association: `${OFF}\n  policy = var.off`, more: VARIABLE }, 'unknown'],
  ];
  test.each(rows)('%s', async (_, parts, want) => {
    const answer = await ask(parts);
    expect(answer.decision).toBe(want);
    expect(link(answer, 'session-policy')).toBeDefined();
  });

  test('with tags is what EKS refuses', async () => {
    const answer = await ask({ association: narrowed(GET).replace(OFF, '') });
    expect(answer.decision).toBe('denied');
    expect(answer.links.map(({ reason }) => reason)).toContain(
      'EKS refuses the association: it takes a policy only when session tags are disabled',
    );
  });
});

describe('a target role', () => {
  const to = `target_role_arn = "${TARGET}"`;
  const base: Parts = { permissions: [GO_ON], association: to, more: target() };
  const trusting = (more: Json): Json => ({ ...TRUSTS_FIRST, ...more });
  const rows: readonly (readonly [string, Parts, Verdict])[] = [
    ['is assumed, and its permissions decide', base, 'allowed'],
    ['that may do nothing of the kind', { ...base, more: target([TRUSTS_FIRST], [GO_ON]) }, 'denied'],
    ['that the first role may not assume', { ...base, permissions: [GET] }, 'denied'],
    [
      'to which tags may not be handed on',
      { ...base, permissions: [{ ...GO_ON, Action: 'sts:AssumeRole' }] },
      'denied',
    ],
    ['that does not trust the first role', { ...base, more: target([PODS]) }, 'denied'],
    ['that takes no tags', { ...base, more: target([trusting({ Action: 'sts:AssumeRole' })]) }, 'denied'],
    [
      'without tags needs no sts:TagSession',
      {
        permissions: [{ ...GO_ON, Action: 'sts:AssumeRole' }],
        association: `${to}\n  ${OFF}`,
        more: target([trusting({ Action: 'sts:AssumeRole' })]),
      },
      'allowed',
    ],
    [
      'that trusts the role of the session',
      { ...base, more: target([{ ...TRUSTS_FIRST, Principal: '*', Condition: tag('PrincipalArn', FIRST) }]) },
      'allowed',
    ],
    [
      'with an external id that only AWS knows',
      { ...base, more: target([trusting({ Condition: { StringEquals: { 'sts:ExternalId': 'x' } } })]) },
      'unknown',
    ],
    ['that is not in the files', { ...base, more: '' }, 'unknown'],
    ['sees the tags of the session', { ...base, more: target([TRUSTS_FIRST], [PER_TENANT]) }, 'allowed'],
    [
      'sees no tags that are off',
      { ...base, association: `${to}\n  ${OFF}`, more: target([TRUSTS_FIRST], [PER_TENANT]) },
      'denied',
    ],
    [
      'is narrowed by the session policy, the first role is not',
      {
        ...base,
        association: `${to}\n  ${OFF}\n  policy = ${heredoc(document(GET))}`,
      },
      'allowed',
    ],
  ];
  test.each(rows)('%s', async (_, parts, want) => {
    expect((await ask(parts)).decision).toBe(want);
  });

  test('with the external id of the association itself', async () => {
    const more = target([trusting({ Condition: { StringEquals: { 'sts:ExternalId': 'ID' } } })]).replace(
      '"ID"',
      '"${aws_eks_pod_identity_association.app.external_id}"',
    );
    expect((await ask({ ...base, more })).decision).toBe('allowed');
  });

  test('is a chain of links in the order of things', async () => {
    const answer = await ask(base);
    expect(answer.links.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      'pod ok',
      'service-account ok',
      'binding ok',
      'injection ok',
      'agent ok',
      'role ok',
      'trust ok',
      'chaining ok',
      'trust ok',
      'role ok',
      'permissions ok',
    ]);
    expect(answer.links.at(-2)?.reason).toBe(
      `the association goes on to target role ${TARGET}, which aws_iam_role.target makes`,
    );
  });

  test('a bucket of its account is its own', async () => {
    const bucket = (account: string) => ({ resource: `arn:aws:s3:::photos-${account}-us-east-1-an/a` });
    const more = target([TRUSTS_FIRST], [{ ...GET, Resource: '*' }]);
    const answers = await Promise.all([OTHER, OWN].map((account) => ask({ ...base, more }, bucket(account))));
    expect(answers.map(({ decision }) => decision)).toEqual(['allowed', 'unknown']);
  });
});

describe('a pod with tags that assumes a role itself', () => {
  const question = { action: 'sts:AssumeRole', resource: TARGET };
  const assume = { ...GO_ON, Action: 'sts:AssumeRole' };
  const bare = { ...TRUSTS_FIRST, Action: 'sts:AssumeRole' };
  test.each<[string, Parts, Verdict]>([
    ['hands its tags on', { permissions: [GO_ON], more: target() }, 'allowed'],
    ['may not hand its tags on', { permissions: [assume], more: target() }, 'denied'],
    ['meets a role that takes no tags', { permissions: [GO_ON], more: target([bare]) }, 'denied'],
    ['has no tags to hand on', { permissions: [assume], more: target([bare]), association: OFF }, 'allowed'],
    [
      'may have tags, which it may not hand on',
      { permissions: [assume], more: target() + VARIABLE, association: UNSAID },
      'unknown',
    ],
  ])('%s', async (_, parts, want) => {
    expect((await ask(parts, question)).decision).toBe(want);
  });

  test('is told once that it may not', async () => {
    const { links } = await ask({ permissions: [GET], more: target() }, question);
    expect(links.filter(({ status }) => status === 'broken')).toHaveLength(1);
  });
});

describe('the matrix', () => {
  const rows = async (parts: Parts) =>
    buildMatrix(await worldOf(files(parts))).rows.map(
      ({ resource, access }) => `${resource} ${access['get']}`,
    );
  test('has the tags of the session filled in', async () => {
    expect(await rows({ permissions: [PER_TENANT] })).toEqual(['tenant/shop/ allowed']);
  });
  test('has no row for tags that are off, and says why it is empty', async () => {
    const parts = { permissions: [PER_TENANT], association: OFF };
    expect(await rows(parts)).toEqual([]);
    expect(buildMatrix(await worldOf(files(parts))).empty).toBe(
      'no policy of aws_iam_role.app names a bucket, a queue or another thing that access has words for, or only by tags that the sessions lack',
    );
  });
});
