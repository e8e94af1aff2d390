import { describe, expect, test } from '@jest/globals';
import { explain, type LinkKind, type Verdict } from '../../src/explain/index.js';
import type { TextFile } from '../../src/readers/index.js';
import { link, worldOf, yaml } from './support.js';

const OWN = '111122223333';
const OTHER = '444455556666';
const HOST = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
const ROLE = `arn:aws:iam::${OWN}:role/app`;

type Statement = Readonly<Record<string, unknown>>;
const document = (...Statement: readonly Statement[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement }).replaceAll('${', () => '$${');
const policyArgument = (...statements: readonly Statement[]) =>
  `policy = <<-EOT\n${document(...statements)}\nEOT`;

/** A pod shop/web with role app, what the role may do, and further blocks. */
function files(permissions: readonly Statement[], more: string): readonly TextFile[] {
  const trust = {
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::${OWN}:oidc-provider/${HOST}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        [`${HOST}:aud`]: 'sts.amazonaws.com',
        [`${HOST}:sub`]: 'system:serviceaccount:shop:web',
      },
    },
  };
  const identity =
    permissions.length === 0
      ? ''
      : `resource "aws_iam_role_policy" "own" {
           name = "own"
           role = aws_iam_role.app.name
           ${policyArgument(...permissions)}
         }`;
  const content = `
provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["${OWN}"]
}
provider "aws" {
  alias               = "other"
  region              = "us-east-1"
  allowed_account_ids = ["${OTHER}"]
}
resource "aws_iam_openid_connect_provider" "eks" {
  url            = "https://${HOST}"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = <<-EOT
${document(trust)}
EOT
}
${identity}
${more}`;
  const metadata = { name: 'web', namespace: 'shop' };
  return [
    { path: 'main.tf', content },
    yaml(
      'k8s.yaml',
      {
        ...{ apiVersion: 'v1', kind: 'ServiceAccount' },
        metadata: { ...metadata, annotations: { 'eks.amazonaws.com/role-arn': ROLE } },
      },
      {
        ...{ apiVersion: 'v1', kind: 'Pod', metadata },
        spec: { serviceAccountName: 'web', containers: [{ name: 'c', image: 'x:1' }] },
      },
    ),
  ];
}

interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

async function ask(permissions: readonly Statement[], more: string, asked: Asked) {
  const world = await worldOf(files(permissions, more));
  return explain(world, { namespace: 'shop', serviceAccount: 'web', ...asked });
}

type Side = 'allow' | 'deny' | 'absent';

/** What a kind of resource needs: a question, and its policy made in the account of a provider. */
interface Kind {
  readonly kind: LinkKind;
  readonly action: string;
  readonly resource: (account: string) => string;
  readonly blocks: (provider: string, policy: string | undefined) => string;
  readonly statement: (more: Statement) => Statement;
}

const naming = (more: Statement) => ({ Principal: { AWS: ROLE }, ...more });

const KINDS: Readonly<Record<string, Kind>> = {
  bucket: {
    kind: 'resource-policy',
    action: 's3:GetObject',
    resource: () => 'arn:aws:s3:::photos/a',
    blocks: (provider, policy) => `resource "aws_s3_bucket" "r" {
      ${provider}
      bucket = "photos"
    }
    ${policy === undefined ? '' : `resource "aws_s3_bucket_policy" "r" {\n bucket = aws_s3_bucket.r.id\n ${policy}\n}`}`,
    statement: (more) => ({ ...naming(more), Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' }),
  },
  queue: {
    kind: 'resource-policy',
    action: 'sqs:SendMessage',
    resource: (account) => `arn:aws:sqs:us-east-1:${account}:jobs`,
    blocks: (provider, policy) => `resource "aws_sqs_queue" "r" {
      ${provider}
      name = "jobs"
    }
    ${policy === undefined ? '' : `resource "aws_sqs_queue_policy" "r" {\n queue_url = aws_sqs_queue.r.id\n ${policy}\n}`}`,
    statement: (more) => ({ ...naming(more), Action: 'sqs:SendMessage', Resource: '*' }),
  },
  topic: {
    kind: 'resource-policy',
    action: 'sns:Publish',
    resource: (account) => `arn:aws:sns:us-east-1:${account}:news`,
    blocks: (provider, policy) => `resource "aws_sns_topic" "r" {
      ${provider}
      name = "news"
      ${policy ?? ''}
    }`,
    statement: (more) => ({ ...naming(more), Action: 'sns:Publish', Resource: '*' }),
  },
};

describe('both sides, in one account and in two', () => {
  // The identity side, the resource side, then the answers in the same and in another account.
  const table: readonly (readonly [Side, Side, Verdict, Verdict])[] = [
    ['allow', 'allow', 'allowed', 'allowed'],
    ['allow', 'absent', 'allowed', 'unknown'],
    ['allow', 'deny', 'denied', 'denied'],
    ['absent', 'allow', 'allowed', 'denied'],
    ['absent', 'absent', 'denied', 'denied'],
    ['absent', 'deny', 'denied', 'denied'],
    ['deny', 'allow', 'denied', 'denied'],
    ['deny', 'absent', 'denied', 'denied'],
    ['deny', 'deny', 'denied', 'denied'],
  ];
  const rows = Object.entries(KINDS).flatMap(([name, kind]) =>
    table.flatMap(([identity, resource, same, other]) => [
      [name, identity, resource, 'the same', same, kind] as const,
      [name, identity, resource, 'another', other, kind] as const,
    ]),
  );
  test.each(rows)(
    '%s: identity %s, resource %s, %s account: %s',
    async (_, identity, side, where, want, kind) => {
      const own = where === 'another' ? OTHER : OWN;
      const effect = (value: Side) => ({ Effect: value === 'deny' ? 'Deny' : 'Allow' });
      const permissions =
        identity === 'absent' ? [] : [{ ...effect(identity), Action: kind.action, Resource: '*' }];
      const policy = side === 'absent' ? undefined : policyArgument(kind.statement(effect(side)));
      const provider = where === 'another' ? 'provider = aws.other' : '';
      const answer = await ask(permissions, kind.blocks(provider, policy), {
        action: kind.action,
        resource: kind.resource(own),
      });
      expect(answer.decision).toBe(want);
      if (side !== 'absent') expect(link(answer, kind.kind)).toBeDefined();
    },
  );

  test('a policy in the files that does not let the role in keeps it out of another account', async () => {
    const { blocks, statement } = KINDS['bucket'] as Kind;
    const permissions = [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }];
    const policy = policyArgument(
      statement({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${OWN}:role/someone-else` } }),
    );
    const asked = { action: 's3:GetObject', resource: 'arn:aws:s3:::photos/a' };
    const [other, same] = await Promise.all([
      ask(permissions, blocks('provider = aws.other', policy), asked),
      ask(permissions, blocks('', policy), asked),
    ]);
    expect([other.decision, same.decision]).toEqual(['denied', 'allowed']);
  });

  test('what the other side must say is said', async () => {
    const answer = await ask([{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }], '', {
      action: 'kms:Decrypt',
      resource: `arn:aws:kms:us-east-1:${OTHER}:key/1234abcd`,
    });
    expect(answer.decision).toBe('unknown');
    expect(answer.links.at(-1)?.fix).toBe(
      `the key policy in account ${OTHER} must allow kms:Decrypt to ${ROLE}`,
    );
  });

  test('the name of a bucket of the account-regional namespace tells its account', async () => {
    const allow = [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }];
    const bucket = (account: string) => ({
      action: 's3:GetObject',
      resource: `arn:aws:s3:::photos-${account}-us-east-1-an/a`,
    });
    const answers = await Promise.all([OWN, OTHER].map((account) => ask(allow, '', bucket(account))));
    expect(answers.map(({ decision }) => decision)).toEqual(['allowed', 'unknown']);
    expect(answers[0]?.assumptions.join()).not.toContain('bucket');
  });

  test('that a bucket is in the account of the role is taken as given, and named', async () => {
    const allow = [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }];
    const answer = await ask(allow, '', { action: 's3:GetObject', resource: 'arn:aws:s3:::photos/a' });
    expect([answer.decision, answer.assumptions.at(-1)]).toEqual([
      'allowed',
      `that bucket photos is in account ${OWN}, that of role app: its ARN does not tell`,
    ]);
  });
});

describe('how a policy names the role', () => {
  const bucketPolicy = (statement: Statement) =>
    (KINDS['bucket'] as Kind).blocks(
      '',
      policyArgument({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*', ...statement }),
    );
  const asked = { action: 's3:GetObject', resource: 'arn:aws:s3:::photos/a' };
  const ALLOW = [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }];
  const rows: readonly (readonly [string, readonly Statement[], Statement, Verdict])[] = [
    ['the account alone gives nothing', [], { Effect: 'Allow', Principal: { AWS: OWN } }, 'denied'],
    [
      'the root of the account alone gives nothing',
      [],
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${OWN}:root` } },
      'denied',
    ],
    ['everybody', [], { Effect: 'Allow', Principal: '*' }, 'allowed'],
    [
      'a session that nobody knows',
      [],
      { Effect: 'Allow', Principal: { AWS: `arn:aws:sts::${OWN}:assumed-role/app/me` } },
      'unknown',
    ],
    [
      'a session of another role',
      [],
      { Effect: 'Allow', Principal: { AWS: `arn:aws:sts::${OWN}:assumed-role/b/me` } },
      'denied',
    ],
    [
      'a Deny for an id that may be of this role',
      ALLOW,
      { Effect: 'Deny', Principal: { AWS: 'AROAEXAMPLEIDEXAMPLE1' } },
      'unknown',
    ],
    [
      'an Allow for others',
      ALLOW,
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' },
      },
      'allowed',
    ],
    ['a Deny for the account', ALLOW, { Effect: 'Deny', Principal: { AWS: OWN } }, 'denied'],
    [
      'a Deny for another role',
      ALLOW,
      { Effect: 'Deny', Principal: { AWS: `arn:aws:iam::${OWN}:role/b` } },
      'allowed',
    ],
    [
      'a Deny for all but another role',
      ALLOW,
      { Effect: 'Deny', NotPrincipal: { AWS: `arn:aws:iam::${OWN}:role/b` } },
      'denied',
    ],
    [
      'a Deny for all but this role, whose sessions it may hit',
      ALLOW,
      { Effect: 'Deny', NotPrincipal: { AWS: ROLE } },
      'unknown',
    ],
    [
      'a Deny outside an endpoint',
      ALLOW,
      { Effect: 'Deny', Principal: '*', Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } },
      'unknown',
    ],
    [
      'a Deny without TLS',
      ALLOW,
      { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      'allowed',
    ],
    [
      'a Deny for all roles but this one',
      ALLOW,
      { Effect: 'Deny', Principal: '*', Condition: { ArnNotEquals: { 'aws:PrincipalArn': ROLE } } },
      'allowed',
    ],
    [
      'a Deny for other objects',
      ALLOW,
      { Effect: 'Deny', Principal: '*', Resource: 'arn:aws:s3:::photos/secret/*' },
      'allowed',
    ],
  ];
  test.each(rows)('%s', async (_, permissions, statement, want) => {
    expect((await ask(permissions, bucketPolicy(statement), asked)).decision).toBe(want);
  });

  test('a policy that may be of another bucket counts only where it would change the answer', async () => {
    const blocks = (statement: Statement) => `variable "bucket" {}
      resource "aws_s3_bucket_policy" "p" {
        bucket = var.bucket
        ${policyArgument(statement)}
      }`;
    const denies = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::photos/*' };
    const elsewhere = { ...denies, Resource: 'arn:aws:s3:::logs/*' };
    const answers = await Promise.all([denies, elsewhere].map((one) => ask(ALLOW, blocks(one), asked)));
    expect(answers.map(({ decision }) => decision)).toEqual(['unknown', 'allowed']);
  });

  test('a policy whose text is not in the files leaves it open', async () => {
    const more = `variable "policy" {}
      resource "aws_s3_bucket_policy" "p" {
        bucket = "photos"
        policy = var.policy
      }`;
    expect((await ask(ALLOW, more, asked)).decision).toBe('unknown');
  });

  test('what was looked at is no longer listed as not evaluated', async () => {
    const plain = await ask(ALLOW, '', asked);
    expect(plain.notEvaluated).toContain('the bucket policy of photos, which also may allow');
    const read = await ask(ALLOW, bucketPolicy({ Effect: 'Allow', Principal: { AWS: ROLE } }), asked);
    expect(read.notEvaluated).toContain('ACLs of the bucket and its objects');
    expect(read.notEvaluated.join()).not.toContain('bucket policy');
  });
});

describe('the policy of a key', () => {
  const KEY = `arn:aws:kms:us-east-1:${OWN}:key/1234abcd`;
  const ALLOW = [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: KEY }];
  const ROOT = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${OWN}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
  const NAMED = { Effect: 'Allow', Principal: { AWS: ROLE }, Action: 'kms:Decrypt', Resource: '*' };
  const ADMIN = { ...NAMED, Principal: { AWS: `arn:aws:iam::${OWN}:role/admin` } };
  const keyed = (...statements: readonly Statement[]) => `resource "aws_kms_key_policy" "k" {
    key_id = "${KEY}"
    ${policyArgument(...statements)}
  }`;
  const asked = { action: 'kms:Decrypt', resource: KEY };
  const rows: readonly (readonly [string, readonly Statement[], readonly Statement[], Verdict])[] = [
    ['enables IAM, and the role may', ALLOW, [ROOT], 'allowed'],
    ['enables IAM, and the role may not', [], [ROOT], 'denied'],
    ['names the role, which needs nothing else', [], [NAMED], 'allowed'],
    ['neither enables IAM nor names the role', ALLOW, [ADMIN], 'denied'],
    ['enables IAM for other actions', ALLOW, [{ ...ROOT, Action: 'kms:Describe*' }], 'denied'],
    ['denies', ALLOW, [ROOT, { ...NAMED, Effect: 'Deny' }], 'denied'],
  ];
  test.each(rows)('%s', async (_, permissions, statements, want) => {
    expect((await ask(permissions, keyed(...statements), asked)).decision).toBe(want);
  });

  test('of a key whose id only AWS knows counts as perhaps that of the one asked for', async () => {
    const made = (...statements: readonly Statement[]) => `resource "aws_kms_key" "k" {
      ${policyArgument(...statements)}
    }`;
    const answers = await Promise.all([[ROOT], [ADMIN]].map((one) => ask(ALLOW, made(...one), asked)));
    expect(answers.map(({ decision }) => decision)).toEqual(['allowed', 'unknown']);
  });
});

describe('the policy of a VPC endpoint', () => {
  const endpoint = (
    service: string,
    ...statements: readonly Statement[]
  ) => `resource "aws_vpc_endpoint" "e" {
    vpc_id       = "vpc-1"
    service_name = "com.amazonaws.us-east-1.${service}"
    ${policyArgument(...statements)}
  }`;
  const ALLOW = [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }];
  const asked = { action: 's3:GetObject', resource: 'arn:aws:s3:::photos/a' };
  const pass = (bucket: string) => ({
    ...{ Effect: 'Allow', Principal: '*', Action: 's3:*' },
    Resource: `arn:aws:s3:::${bucket}/*`,
  });
  test.each<[string, string, Verdict]>([
    ['lets it pass', endpoint('s3', pass('photos')), 'allowed'],
    ['lets only others pass', endpoint('s3', pass('logs')), 'unknown'],
    ['of another service', endpoint('ec2', pass('logs')), 'allowed'],
    [
      'without a policy',
      'resource "aws_vpc_endpoint" "e" {\n service_name = "com.amazonaws.us-east-1.s3"\n}',
      'allowed',
    ],
  ])('%s', async (_, more, want) => {
    expect((await ask(ALLOW, more, asked)).decision).toBe(want);
  });
});

describe('sts:AssumeRole', () => {
  const assume = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' };
  const target = (account: string, ...statements: readonly Statement[]) => `resource "aws_iam_role" "target" {
    ${account === OTHER ? 'provider = aws.other' : ''}
    name               = "target"
    assume_role_policy = <<-EOT
${document(...statements)}
EOT
  }`;
  const trusting = (principal: unknown, more: Statement = {}) => ({
    ...{ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' },
    ...more,
  });
  const root = `arn:aws:iam::${OWN}:root`;
  const rows: readonly (readonly [string, readonly Statement[], string, readonly Statement[], Verdict])[] = [
    ['allowed, and trusted by role', [assume], OTHER, [trusting(ROLE)], 'allowed'],
    ['allowed, and trusted by account', [assume], OTHER, [trusting(root)], 'allowed'],
    ['allowed, and not trusted', [assume], OTHER, [trusting(`arn:aws:iam::${OWN}:role/b`)], 'denied'],
    ['trusted by role, and not allowed', [], OTHER, [trusting(ROLE)], 'denied'],
    ['in one account: allowed, and trusted by account', [assume], OWN, [trusting(root)], 'allowed'],
    ['in one account: trusted by account, and not allowed', [], OWN, [trusting(root)], 'denied'],
    ['in one account: trusted by role needs nothing else', [], OWN, [trusting(ROLE)], 'allowed'],
    ['in one account: trusted as everybody, and not allowed', [], OWN, [trusting('*')], 'unknown'],
    ['in one account: not trusted', [assume], OWN, [trusting(`arn:aws:iam::${OWN}:role/b`)], 'denied'],
    ['denied by the role itself', [{ ...assume, Effect: 'Deny' }], OWN, [trusting(ROLE)], 'denied'],
    [
      'denied by the trust policy',
      [assume],
      OWN,
      [trusting(root), trusting(ROLE, { Effect: 'Deny' })],
      'denied',
    ],
    [
      'with an external id that the question does not say',
      [assume],
      OTHER,
      [trusting(ROLE, { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } })],
      'unknown',
    ],
  ];
  test.each(rows)('%s', async (_, permissions, account, statements, want) => {
    const resource = `arn:aws:iam::${account}:role/target`;
    const answer = await ask(permissions, target(account, ...statements), {
      action: 'sts:AssumeRole',
      resource,
    });
    expect(answer.decision).toBe(want);
  });

  test('of a role that is not in the files is unknown, and says what its trust policy must allow', async () => {
    const resource = `arn:aws:iam::${OTHER}:role/nowhere`;
    const answer = await ask([assume], '', { action: 'sts:AssumeRole', resource });
    expect([answer.decision, answer.links.at(-1)?.fix]).toEqual([
      'unknown',
      `it must allow sts:AssumeRole to ${ROLE}`,
    ]);
  });

  test.each([
    ['in the same account, whose trust policy may name this one', OWN, 'unknown'],
    ['in another, where both sides must allow it', OTHER, 'denied'],
  ] as const)('of a role that is not in the files, without a permission, %s', async (_, account, want) => {
    const resource = `arn:aws:iam::${account}:role/nowhere`;
    const answer = await ask([], '', { action: 'sts:AssumeRole', resource });
    expect([answer.decision, answer.links.at(-1)?.fix]).toEqual([
      want,
      `it must allow sts:AssumeRole to ${ROLE}`,
    ]);
  });

  test('of all roles that a pattern covers takes a permission', async () => {
    const resource = `arn:aws:iam::${OWN}:role/*`;
    expect((await ask([], '', { action: 'sts:AssumeRole', resource })).decision).toBe('denied');
  });

  test('of the role itself needs a trust policy that names it', async () => {
    const answer = await ask([assume], '', { action: 'sts:AssumeRole', resource: ROLE });
    expect([answer.decision, answer.links.at(-1)?.reason]).toEqual([
      'denied',
      expect.stringContaining('a role assumes itself only where its trust policy names it'),
    ]);
  });

  test('with the token asks the trust policy alone', async () => {
    const action = 'sts:AssumeRoleWithWebIdentity';
    expect((await ask([], '', { action, resource: ROLE })).decision).toBe('allowed');
    const resource = `arn:aws:iam::${OWN}:role/target`;
    expect((await ask([], target(OWN, trusting(ROLE)), { action, resource })).decision).toBe('denied');
  });
});

describe('the key of an encrypted bucket', () => {
  const blocks = (algorithm: string, key = 'aws_kms_key.k.arn') => `
variable "key" {}
resource "aws_s3_bucket" "r" { bucket = "photos" }
resource "aws_kms_key" "k" { description = "photos" }
resource "aws_s3_bucket_server_side_encryption_configuration" "r" {
  bucket = aws_s3_bucket.r.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "${algorithm}"
      kms_master_key_id = ${key}
    }
  }
}`;
  const may = (...Action: readonly string[]) => ({ Effect: 'Allow', Action, Resource: '*' });
  const rows: readonly [
    string,
    {
      readonly action: string;
      readonly allowed: readonly string[];
      readonly algorithm?: string;
      readonly want: Verdict;
    },
  ][] = [
    [
      'is used to read',
      { action: 's3:GetObject', allowed: ['s3:GetObject', 'kms:Decrypt'], want: 'allowed' },
    ],
    [
      'is used to write',
      { action: 's3:PutObject', allowed: ['s3:PutObject', 'kms:GenerateDataKey'], want: 'allowed' },
    ],
    [
      'keeps what was written under it from being read',
      { action: 's3:GetObject', allowed: ['s3:GetObject'], want: 'unknown' },
    ],
    [
      'keeps objects from being written',
      { action: 's3:PutObject', allowed: ['s3:PutObject', 'kms:Decrypt'], want: 'denied' },
    ],
    [
      'makes nothing of another refusal',
      { action: 's3:GetObject', allowed: ['kms:Decrypt'], want: 'denied' },
    ],
    [
      'is none where S3 has its own',
      { action: 's3:PutObject', allowed: ['s3:PutObject'], algorithm: 'AES256', want: 'allowed' },
    ],
  ];

  test.each(rows)('%s', async (_, { action, allowed, algorithm = 'aws:kms', want }) => {
    const asked = { action, resource: 'arn:aws:s3:::photos/a' };
    expect((await ask([may(...allowed)], blocks(algorithm), asked)).decision).toBe(want);
  });

  const write = { action: 's3:PutObject', resource: 'arn:aws:s3:::photos/a' };
  const foreign = `arn:aws:kms:us-east-1:${OWN}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
  const named = [
    ['by its ARN', foreign],
    ['by its id', foreign.slice(foreign.indexOf('/') + 1)],
    ['by an alias', 'alias/photos'],
    ["by an alias's ARN", `arn:aws:kms:us-east-1:${OWN}:alias/photos`],
  ] as const;

  test.each(named)('that no file makes, named %s, has to let the role in as well', async (_, key) => {
    const files = blocks('aws:kms', `"${key}"`);
    const granted = await ask([may('s3:PutObject', 'kms:GenerateDataKey')], files, write);
    expect(granted.decision).toBe('allowed');
    expect(granted.assumptions).toContainEqual(
      expect.stringMatching(/^that the key policy of .*photos|1234abcd.*, which is not in the files, lets/),
    );
    const silent = await ask([may('s3:PutObject')], files, write);
    expect(silent.decision).toBe('unknown');
    const denied = [may('s3:PutObject'), { Effect: 'Deny', Action: 'kms:*', Resource: '*' }];
    expect((await ask(denied, files, write)).decision).toBe('denied');
  });

  test.each([
    ["a variable's may be any", 'var.key', 'unknown'],
    ["S3's own lets everybody of the account", '"alias/aws/s3"', 'allowed'],
    ['of another account has to let the role in', `"${foreign.replace(OWN, OTHER)}"`, 'unknown'],
  ] as const)('%s', async (_, key, want) => {
    const may1 = { Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: `${foreign}` };
    const found = await ask([may('s3:PutObject'), may1], blocks('aws:kms', key), write);
    expect(found.decision).toBe(want);
  });
});

describe('the account of a role that no file tells', () => {
  const queue = (name: string) => `arn:aws:sqs:us-east-1:111122223333:${name}`;
  const own = 'arn:aws:sqs:us-east-1:${data.aws_caller_identity.current.account_id}:orders';
  const decided = async (statement: string, more = '') => {
    const content = `provider "aws" { region = "us-east-1" }
data "aws_caller_identity" "current" {}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Principal = { Service = "pods.eks.amazonaws.com" }, Action = ["sts:AssumeRole", "sts:TagSession"]
  }] })
}
resource "aws_eks_pod_identity_association" "app" {
  cluster_name    = "demo"
  namespace       = "default"
  service_account = "sa-app"
  role_arn        = aws_iam_role.app.arn
}
resource "aws_iam_role_policy" "app" {
  role   = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sqs:*", ${statement} }${more}] })
}
`;
    const world = await worldOf([{ path: 'main.tf', content }]);
    const subject = { namespace: 'default', serviceAccount: 'sa-app' };
    return (name: string) => explain(world, { ...subject, action: 'sqs:SendMessage', resource: queue(name) });
  };

  test('is that of the resource, in the policies of the role as well, which is said', async () => {
    const about = await decided(`Resource = "${own}"`);
    expect(about('orders').decision).toBe('allowed');
    expect(about('orders').assumptions).toContainEqual(
      expect.stringMatching(/^that role app is in account 111122223333, that of the resource/),
    );
    expect(about('other').decision).toBe('denied');
  });

  test('keeps nobody out as long as it is only supposed', async () => {
    const about = await decided(`NotResource = "${own}"`);
    expect(about('orders').decision).toBe('unknown');
    expect(about('other').decision).toBe('allowed');
    const denied = await decided(
      'Resource = "*"',
      `, { Effect = "Deny", Action = "sqs:*", Resource = "${own}" }`,
    );
    expect(denied('orders').decision).toBe('unknown');
    expect(denied('other').decision).toBe('allowed');
  });
});
