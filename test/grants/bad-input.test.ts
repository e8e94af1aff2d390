import { describe, expect, test } from '@jest/globals';
import { parseSpec } from '../../src/spec/parse.js';
import { aSpecInput, aWorkload } from '../support/a-spec.js';

/** Findings about the grants of one workload, without their places. */
function findings(grants: Record<string, unknown>): readonly string[] {
  const workload = { ...aWorkload({ buckets: undefined }), ...grants };
  const { diagnostics } = parseSpec(JSON.stringify({ ...aSpecInput(), workloads: [workload] }), 'irsa.yaml');
  return diagnostics.map(({ severity, path, message, help }) => `${severity} ${path}: ${message} / ${help}`);
}

const rows: readonly [string, Record<string, unknown>, readonly RegExp[]][] = [
  ['any grant will do', { queues: [{ name: 'orders', access: 'send' }] }, []],
  [
    'a word of another kind',
    { queues: [{ name: 'orders', access: 'read' }] },
    [/queues\[0\]\.access: "read" .*use one of send, receive, inspect, purge, redrive/],
  ],
  [
    "a queue's URL where its name belongs",
    { queues: [{ name: 'https://sqs.us-east-1.amazonaws.com/111122223333/orders', access: 'send' }] },
    [/queues\[0\]\.name: .*use the name alone, "orders"$/],
  ],
  [
    "a table's ARN where its name belongs",
    { tables: [{ name: 'arn:aws:dynamodb:us-east-1:111122223333:table/orders', access: 'read' }] },
    [/tables\[0\]\.name: .*use the name alone, "orders", or write the whole as arn/],
  ],
  [
    'an ARN of another service',
    { tables: [{ arn: 'arn:aws:sqs:us-east-1:111122223333:orders', access: 'read' }] },
    [/tables\[0\]\.arn: .*the third field is dynamodb, not sqs/],
  ],
  [
    'an ARN of another service where a name belongs',
    { queues: [{ name: 'arn:aws:sns:us-east-1:111122223333:orders', access: 'send' }] },
    [/queues\[0\]\.name: .*that is an ARN of sns, not of a queue/],
  ],
  [
    'neither name nor ARN',
    { topics: [{ access: 'publish' }] },
    [/topics\[0\]\.name: is missing .*write the name of the topic, or its arn/],
  ],
  [
    'name and ARN',
    { topics: [{ name: 'news', arn: 'arn:aws:sns:us-east-1:111122223333:news', access: 'publish' }] },
    [/topics\[0\]\.name: "news" says again what arn says/],
  ],
  [
    "a secret's own ARN",
    { secrets: [{ arn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:db-a1B2c3', access: 'read' }] },
    [],
  ],
  [
    "a secret's name with its suffix",
    { secrets: [{ name: 'shop/db-a1B2c3', access: 'read' }] },
    [/^warning .*secrets\[0\]\.name: .*ends like the ARN of a secret/],
  ],
  [
    'a parameter without its slash',
    { parameters: [{ name: 'shop/db', access: 'read' }] },
    [/parameters\[0\]\.name: .*begin with a slash/],
  ],
  [
    'a path read as one parameter',
    { parameters: [{ name: '/shop/', access: 'read' }] },
    [/parameters\[0\]\.name: "\/shop\/" is a path, and read is for one parameter/],
  ],
  [
    'one parameter read as a path',
    { parameters: [{ name: '/shop/db', access: 'read-path' }] },
    [/parameters\[0\]\.name: .*use read, or write "\/shop\/db\/"/],
  ],
  [
    'no model',
    { models: [{ id: 'Claude 3', access: 'invoke' }] },
    [/models\[0\]\.id: "Claude 3" is not .*use the id of a foundation model/],
  ],
  [
    'the name of a database',
    { databases: [{ resourceId: 'orders', user: 'app', access: 'connect' }] },
    [/databases\[0\]\.resourceId: .*use the resource id/],
  ],
  [
    "AWS's own metrics",
    { metrics: [{ namespace: 'AWS/EC2', access: 'put' }] },
    [/metrics\[0\]\.namespace: .*not beginning with AWS\//],
  ],
  [
    'a key of another region',
    {
      queues: [
        {
          name: 'orders',
          access: 'send',
          kmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
        },
      ],
    },
    [/queues\[0\]\.kmsKeyArn: .*is in eu-west-1, but the queue is in us-east-1/],
  ],
  [
    'a key that no word uses',
    {
      queues: [
        {
          name: 'orders',
          access: 'purge',
          kmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
        },
      ],
    },
    [/^warning .*queues\[0\]\.kmsKeyArn: .*only send and receive use the key/],
  ],
  [
    'another partition',
    { queues: [{ name: 'orders', region: 'cn-north-1', access: 'send' }] },
    [/queues\[0\]\.region: "cn-north-1" is in the partition aws-cn/],
  ],
  [
    'a key where the kind has none',
    { functions: [{ name: 'f', access: 'invoke', kmsKeyArn: 'x' }] },
    [/functions\[0\].kmsKeyArn: "kmsKeyArn" is no field/],
  ],
];

describe('an entry of a grant', () => {
  test.each(rows)('%s', (_, grants, want) => {
    expect(findings(grants)).toEqual(want.map((pattern) => expect.stringMatching(pattern)));
  });
});
