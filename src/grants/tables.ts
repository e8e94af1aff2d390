import { arnOf, grantKind, type Probe, type Thing } from './kind.js';
import { anything, named, nameField, resource } from './simple.js';

const tableArn = (thing: Thing) => arnOf(thing, 'dynamodb', `table/${thing.names['name']}`);

const DESCRIBED: Probe = {
  action: 'dynamodb:DescribeTable',
  command: (thing) => [
    ...['dynamodb', 'describe-table', '--table-name', tableArn(thing)],
    ...['--query', 'Table.TableStatus', '--output', 'text'],
  ],
};

/** DynamoDB tables with their indexes. A batch write may delete, so `write` can as well where BatchWriteItem is used. */
export const tables = grantKind({
  field: 'tables',
  noun: 'table',
  title: 'DynamoDB table',
  service: 'dynamodb',
  names: {
    name: nameField(
      'table',
      /^[A-Za-z0-9_.-]{3,255}$/,
      'use 3-255 letters, digits, dots, hyphens and underscores',
      'orders',
    ),
  },
  arn: named(
    'dynamodb',
    /^table\/(?<name>[\w.-]{3,255})$/,
    'arn:aws:dynamodb:us-east-1:111122223333:table/orders',
  ),
  words: {
    read: {
      does: 'Read items',
      on: {
        table: [
          'dynamodb:BatchGetItem',
          'dynamodb:ConditionCheckItem',
          'dynamodb:DescribeTable',
          'dynamodb:GetItem',
          'dynamodb:Query',
          'dynamodb:Scan',
        ],
        index: ['dynamodb:Query', 'dynamodb:Scan'],
      },
      kms: ['kms:Decrypt'],
      probe: DESCRIBED,
    },
    write: {
      does: 'Write items',
      on: {
        table: [
          'dynamodb:BatchWriteItem',
          'dynamodb:DescribeTable',
          'dynamodb:PutItem',
          'dynamodb:UpdateItem',
        ],
      },
      kms: ['kms:Decrypt', 'kms:GenerateDataKey'],
      probe: DESCRIBED,
    },
    delete: {
      does: 'Delete items',
      on: { table: ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem'] },
      probe: 'it only writes and deletes',
    },
    'partiql-read': {
      does: 'Read by PartiQL',
      on: { table: ['dynamodb:PartiQLSelect'], index: ['dynamodb:PartiQLSelect'] },
      probe: {
        action: 'dynamodb:PartiQLSelect',
        command: ({ names }) => [
          ...['dynamodb', 'execute-statement', '--statement', `SELECT * FROM "${names['name']}"`],
          ...['--limit', '1', '--query', 'length(Items)'],
        ],
      },
    },
    'partiql-write': {
      does: 'Write and delete by PartiQL',
      on: { table: ['dynamodb:PartiQLDelete', 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate'] },
      probe: 'it only writes and deletes',
    },
    stream: {
      does: "Read the table's stream",
      on: {
        stream: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        anything: ['dynamodb:ListStreams'],
      },
      probe: {
        action: 'dynamodb:ListStreams',
        command: ({ names }) => [
          ...['dynamodbstreams', 'list-streams', '--table-name', names['name'] ?? ''],
          ...['--query', 'Streams[].StreamArn', '--output', 'text'],
        ],
      },
    },
  },
  sets: { 'read-write': { does: 'Read and write items', words: ['read', 'write'] } },
  resources: {
    table: resource('dynamodb', 'Table', ({ name }) => `table/${name}`),
    index: resource('dynamodb', 'Index', ({ name }) => `table/${name}/index/*`),
    stream: resource('dynamodb', 'Table', ({ name }) => `table/${name}/stream/*`),
    anything: anything('List'),
  },
  inPolicies: { arn: { service: 'dynamodb', resource: /^table\/(?<name>[^/]+)(?:\/.*)?$/s } },
  kmsVia: 'dynamodb',
  ownPolicy: {
    name: 'table policy',
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html (2026-11)
    within: {
      'partiql-read': 'DynamoDB takes PartiQL from the account of the table alone',
      'partiql-write': 'DynamoDB takes PartiQL from the account of the table alone',
      stream: "the table's stream has a policy of its own, under an ARN that it gets when it is switched on",
    },
    show: (thing) => [
      ...['dynamodb', 'get-resource-policy', '--resource-arn', tableArn(thing)],
      ...['--query', 'Policy', '--output', 'text'],
    ],
    put: (thing) => [
      ...['dynamodb', 'put-resource-policy', '--resource-arn', tableArn(thing)],
      ...['--policy', 'file://policy.json'],
    ],
  },
});
