import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { renderPolicies } from '../../src/artifacts/policies.js';
import {
  accessWords,
  GRANT_KINDS,
  type GrantEntry,
  type GrantKind,
  grantStatements,
  kindOf,
} from '../../src/grants/index.js';
import { aModel } from '../support/a-model.js';

/** Service → its field, each word's actions by type of resource, and what its ARNs look like; each action was checked against AWS's list. Some services are of no kind yet. */
interface ServiceWords {
  readonly field: string;
  readonly words: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly kms?: Readonly<Record<string, readonly string[] | string>>;
  readonly arns: Readonly<Record<string, string>>;
}

const root = fileURLToPath(new URL('../fixtures/', import.meta.url));
const WORDS = JSON.parse(readFileSync(`${root}access-words.json`, 'utf8')) as Readonly<
  Record<string, ServiceWords>
>;

const HOME = {
  partition: 'aws',
  dnsSuffix: 'amazonaws.com',
  region: 'eu-west-1',
  accountId: '111122223333',
};
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** The words of each field as the contract lists them. */
const CONTRACT: Readonly<Record<string, readonly string[]>> = {
  buckets: ['list', 'get', 'put', 'delete', 'read', 'write', 'read-write', 'full'],
  queues: ['send', 'receive', 'inspect', 'purge', 'redrive'],
  topics: ['publish', 'subscribe', 'unsubscribe'],
  tables: ['read', 'write', 'delete', 'partiql-read', 'partiql-write', 'stream', 'read-write'],
  secrets: ['read', 'write', 'rotate'],
  parameters: ['read', 'read-path', 'history', 'write', 'delete'],
  keys: ['encrypt', 'decrypt', 'sign', 'verify', 'mac'],
  streams: ['put', 'read', 'fan-out'],
  deliveryStreams: ['put'],
  eventBuses: ['put'],
  stateMachines: ['start', 'watch', 'callback'],
  functions: ['invoke'],
  models: ['invoke'],
  databases: ['connect'],
  logGroups: ['write', 'create', 'read'],
  metrics: ['put'],
  roles: ['assume', 'assume-tagged'],
  fileSystems: ['mount', 'mount-write'],
};

/** Not in the file, but in the contract: its words are older. */
const BUCKETS: ServiceWords = {
  field: 'buckets',
  words: {
    list: { bucket: ['s3:GetBucketLocation', 's3:ListBucket'] },
    get: { object: ['s3:GetObject'] },
    put: { object: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'] },
    delete: { object: ['s3:DeleteObject'] },
  },
  kms: { get: ['kms:Decrypt'], put: ['kms:GenerateDataKey', 'kms:Decrypt'], via: 's3' },
  arns: {},
};

/** An entry of each field, and what the ARNs of each of the file's types are then. */
const SAMPLES: Readonly<
  Record<
    string,
    { readonly entry: Record<string, string>; readonly arns: Readonly<Record<string, readonly string[]>> }
  >
> = {
  buckets: { entry: { name: 'bkt' }, arns: { bucket: ['s3:::bkt'], object: ['s3:::bkt/*'] } },
  queues: { entry: { name: 'q' }, arns: { queue: ['sqs:eu-west-1:111122223333:q'] } },
  topics: { entry: { name: 't' }, arns: { topic: ['sns:eu-west-1:111122223333:t'] } },
  tables: {
    entry: { name: 'tab' },
    arns: {
      table: ['dynamodb:eu-west-1:111122223333:table/tab'],
      index: ['dynamodb:eu-west-1:111122223333:table/tab/index/*'],
      stream: ['dynamodb:eu-west-1:111122223333:table/tab/stream/*'],
    },
  },
  secrets: {
    entry: { name: 'shop/db' },
    arns: { Secret: ['secretsmanager:eu-west-1:111122223333:secret:shop/db-??????'] },
  },
  parameters: { entry: { name: '/a/b' }, arns: { parameter: ['ssm:eu-west-1:111122223333:parameter/a/b'] } },
  keys: { entry: { arn: KEY }, arns: { key: [KEY.slice('arn:aws:'.length)] } },
  streams: {
    entry: { name: 's' },
    arns: {
      stream: ['kinesis:eu-west-1:111122223333:stream/s'],
      consumer: ['kinesis:eu-west-1:111122223333:stream/s/consumer/*'],
    },
  },
  deliveryStreams: {
    entry: { name: 'd' },
    arns: { deliverystream: ['firehose:eu-west-1:111122223333:deliverystream/d'] },
  },
  eventBuses: { entry: { name: 'b' }, arns: { 'event-bus': ['events:eu-west-1:111122223333:event-bus/b'] } },
  stateMachines: {
    entry: { name: 'm' },
    arns: {
      statemachine: ['states:eu-west-1:111122223333:stateMachine:m'],
      execution: ['states:eu-west-1:111122223333:execution:m:*'],
    },
  },
  functions: { entry: { name: 'f' }, arns: { function: ['lambda:eu-west-1:111122223333:function:f'] } },
  models: {
    entry: { id: 'eu.amazon.nova-lite-v1:0' },
    arns: {
      'foundation-model': ['bedrock:*::foundation-model/amazon.nova-lite-v1:0'],
      'inference-profile': ['bedrock:eu-west-1:111122223333:inference-profile/eu.amazon.nova-lite-v1:0'],
    },
  },
  databases: {
    entry: { resourceId: 'db-ABCDEFGHIJKL01234', user: 'app' },
    arns: { 'db-user': ['rds-db:eu-west-1:111122223333:dbuser:db-ABCDEFGHIJKL01234/app'] },
  },
  logGroups: {
    entry: { name: '/l' },
    arns: {
      'log-group': ['logs:eu-west-1:111122223333:log-group:/l', 'logs:eu-west-1:111122223333:log-group:/l:*'],
      'log-stream': ['logs:eu-west-1:111122223333:log-group:/l:log-stream:*'],
    },
  },
  metrics: { entry: { namespace: 'Shop' }, arns: {} },
  roles: { entry: { arn: 'arn:aws:iam::444455556666:role/r' }, arns: { role: ['iam::444455556666:role/r'] } },
  fileSystems: {
    entry: { id: 'fs-0123456789abcdef0' },
    arns: { 'file-system': ['elasticfilesystem:eu-west-1:111122223333:file-system/fs-0123456789abcdef0'] },
  },
};

/** `action resource` of every statement of the rendered policy. */
function granted({ field }: GrantKind, entry: GrantEntry): readonly string[] {
  const { region, accountId } = HOME;
  const model = aModel({
    cluster: { region, accountId },
    workloads: [{ roleName: 'r', buckets: [], [field]: [entry] }],
  });
  const file = renderPolicies(model).find(({ path }) => path === 'policies/r.permissions.json');
  const { Statement } = JSON.parse(file?.content ?? '') as {
    readonly Statement: readonly Readonly<Record<'Action' | 'Resource', string | readonly string[]>>[];
  };
  return Statement.flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((arn) => `${action} ${arn}`)),
  ).sort();
}

test('the registry has the fields and words of CONTRACT, in its order', () => {
  expect(GRANT_KINDS.map((kind) => [kind.field, accessWords(kind)])).toEqual(Object.entries(CONTRACT));
});

test('each kind has an entry in SAMPLES', () => {
  expect(Object.keys(SAMPLES)).toEqual(GRANT_KINDS.map(({ field }) => field));
});

test('each kind has what all others go by', () => {
  for (const kind of GRANT_KINDS) {
    const resources = new Set(Object.values(kind.words).flatMap(({ on }) => Object.keys(on)));
    expect([kind.field, [...resources].filter((name) => kind.resources[name] === undefined)]).toEqual([
      kind.field,
      [],
    ]);
    expect([kind.field, Object.keys(kind.resources).filter((name) => !resources.has(name))]).toEqual([
      kind.field,
      [],
    ]);
    expect([kind.field, Object.keys(kind.names).length > 0 || kind.arn !== undefined]).toEqual([
      kind.field,
      true,
    ]);
    expect([kind.field, kind.arn?.resource.flags ?? '']).toEqual([kind.field, '']);
    const uses = Object.values(kind.words).some(({ kms }) => kms !== undefined);
    expect([kind.field, uses]).toEqual([kind.field, kind.kmsVia !== undefined]);
    for (const { words } of Object.values(kind.sets ?? {}))
      for (const word of words) expect(kind.words).toHaveProperty(word);
  }
});

const LISTED = [BUCKETS, ...Object.values(WORDS)];

test('each word is in test/fixtures/access-words.json, below the field of its kind', () => {
  const listed = LISTED.flatMap(({ field, words }) => Object.keys(words).map((word) => `${field}: ${word}`));
  const words = GRANT_KINDS.flatMap(({ field, words }) =>
    Object.keys(words).map((word) => `${field}: ${word}`),
  );
  expect(words.filter((word) => !listed.includes(word))).toEqual([]);
});

describe.each(GRANT_KINDS.map((kind) => [kind.field, kind] as const))('%s', (field, kind) => {
  const { words = {}, kms = {} } = LISTED.find((each) => each.field === field) ?? {};
  const sample = SAMPLES[field];
  const mine = Object.keys(kind.words).filter((word) => word !== 'read-path');

  test.each(mine)('%s allows exactly the actions of its list, on the narrowest ARNs', (word) => {
    const want = Object.entries(words[word] ?? {}).flatMap(([type, actions]) =>
      actions.flatMap((action) =>
        (type === 'none' ? ['*'] : (sample?.arns[type] ?? [])).map(
          (arn) => `${action} ${arn === '*' ? arn : `arn:aws:${arn}`}`,
        ),
      ),
    );
    expect(granted(kind, { ...sample?.entry, access: [word] })).toEqual([...new Set(want)].sort());
  });

  test('a word that needs the key may use it through the service alone', () => {
    for (const word of mine.filter((name) => kms[name] !== undefined)) {
      const keys = grantStatements(
        [{ kind, entries: [{ ...sample?.entry, access: [word], kmsKeyArn: KEY }] }],
        HOME,
      ).filter(({ sid }) => sid === 'UseEncryptionKey');
      expect(keys).toEqual([
        {
          sid: 'UseEncryptionKey',
          actions: [...(kms[word] as readonly string[])].sort(),
          resources: [KEY],
          conditions: { StringEquals: { 'kms:ViaService': [`${kms['via']}.eu-west-1.amazonaws.com`] } },
        },
      ]);
    }
  });
});

describe('the special ones', () => {
  const statements = (field: string, ...entries: readonly GrantEntry[]) =>
    grantStatements([{ kind: kindOf(field) as GrantKind, entries }], HOME);

  test('a path is read by itself and below', () => {
    expect(granted(kindOf('parameters') as GrantKind, { name: '/a/', access: ['read-path'] })).toEqual([
      'ssm:GetParameter arn:aws:ssm:eu-west-1:111122223333:parameter/a/*',
      'ssm:GetParameters arn:aws:ssm:eu-west-1:111122223333:parameter/a/*',
      'ssm:GetParametersByPath arn:aws:ssm:eu-west-1:111122223333:parameter/a',
      'ssm:GetParametersByPath arn:aws:ssm:eu-west-1:111122223333:parameter/a/*',
    ]);
  });

  test("a parameter of AWS's own has no account", () => {
    expect(
      granted(kindOf('parameters') as GrantKind, { name: '/aws/service/', access: ['read-path'] }),
    ).toEqual([
      'ssm:GetParameter arn:aws:ssm:eu-west-1::parameter/aws/service/*',
      'ssm:GetParameters arn:aws:ssm:eu-west-1::parameter/aws/service/*',
      'ssm:GetParametersByPath arn:aws:ssm:eu-west-1::parameter/aws/service',
      'ssm:GetParametersByPath arn:aws:ssm:eu-west-1::parameter/aws/service/*',
    ]);
    const arn = 'arn:aws:ssm:us-east-1::parameter/aws/service/eks/x';
    expect(statements('parameters', { arn, access: ['read'] })).toMatchObject([{ resources: [arn] }]);
  });

  test("a secret's own ARN is taken as it is", () => {
    const arn = 'arn:aws:secretsmanager:us-east-1:444455556666:secret:db-a1B2c3';
    expect(statements('secrets', { arn, access: ['read'] })).toMatchObject([{ resources: [arn] }]);
  });

  test('metrics of several namespaces are one statement under one condition', () => {
    expect(
      statements('metrics', { namespace: 'B', access: ['put'] }, { namespace: 'A', access: ['put'] }),
    ).toEqual([
      {
        sid: 'PutMetrics',
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': ['A', 'B'] } },
      },
    ]);
  });

  test('a model behind a profile is allowed through that profile alone', () => {
    expect(statements('models', { id: 'eu.amazon.nova-lite-v1:0', access: ['invoke'] })[1]).toMatchObject({
      conditions: {
        StringEquals: {
          'bedrock:InferenceProfileArn': [
            'arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.amazon.nova-lite-v1:0',
          ],
        },
      },
    });
  });

  test('models by ARN are those of their region, a profile that of its account', () => {
    const arn = 'arn:aws:bedrock:us-east-1:444455556666:inference-profile/us.amazon.nova-lite-v1:0';
    expect(statements('models', { arn, access: ['invoke'] })).toMatchObject([
      { resources: [arn] },
      { resources: ['arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0'] },
    ]);
    const model = 'arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-lite-v1:0';
    expect(statements('models', { arn: model, access: ['invoke'] })).toMatchObject([{ resources: [model] }]);
  });

  test('a thing of another region and account is named by them', () => {
    const entry = { name: 'q', region: 'us-east-1', accountId: '444455556666', access: ['send'] };
    expect(statements('queues', entry)).toMatchObject([
      { resources: ['arn:aws:sqs:us-east-1:444455556666:q'] },
    ]);
  });
});
