import { describe, expect, test } from '@jest/globals';
import { parseSpec } from '../../src/spec/parse.js';
import { aSpecInput, aWorkload } from '../support/a-spec.js';

/** Findings about the grants of one workload, without their places. */
function findings(grants: Record<string, unknown>): readonly string[] {
  const workload = { ...aWorkload({ buckets: undefined }), ...grants };
  const { diagnostics } = parseSpec(JSON.stringify({ ...aSpecInput(), workloads: [workload] }), 'irsa.yaml');
  return diagnostics.map(({ severity, path, message, help }) => `${severity} ${path}: ${message} / ${help}`);
}

type Row = readonly [string, Record<string, unknown>, readonly RegExp[]];

const rows: readonly Row[] = [
  ['any grant will do', { queues: [{ name: 'orders', access: 'send' }] }, []],
  [
    'a word of another kind',
    { queues: [{ name: 'orders', access: 'read' }] },
    [/queues\[0\]\.access: "read" .*use one of send, receive, inspect, purge, redrive/],
  ],
  [
    "a queue's URL where its name belongs",
    { queues: [{ name: 'https://sqs.us-east-1.amazonaws.com/111122223333/orders', access: 'send' }] },
    [
      /queues\[0\]\.name: .*use the name alone, "orders", with region: us-east-1 and accountId: "111122223333" where those are not the cluster's$/,
    ],
  ],
  [
    "a table's ARN where its name belongs",
    { tables: [{ name: 'arn:aws:dynamodb:us-east-1:111122223333:table/orders', access: 'read' }] },
    [
      /tables\[0\]\.name: .*use the name alone, "orders", with region: us-east-1 and accountId: "111122223333" where those are not the cluster's, or write the whole as arn/,
    ],
  ],
  [
    'an ARN of another service',
    { tables: [{ arn: 'arn:aws:sqs:us-east-1:111122223333:orders', access: 'read' }] },
    [/tables\[0\]\.arn: .*that is the ARN of a queue, not of a table: it belongs into queues/],
  ],
  [
    'an ARN of another service where a name belongs',
    { queues: [{ name: 'arn:aws:sns:us-east-1:111122223333:orders', access: 'send' }] },
    [/queues\[0\]\.name: .*that is the ARN of a topic, not of a queue: it belongs into topics/],
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
    [/parameters\[0\]\.name: .*write "\/shop\/db"/],
  ],
  [
    'no parameter at all',
    { parameters: [{ name: 'shop db', access: 'read' }] },
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
    "AWS's own parameters",
    {
      parameters: [
        { name: '/aws/service/eks/', access: 'read-path' },
        { arn: 'arn:aws:ssm:us-east-1::parameter/aws/service/eks/x', access: ['read', 'history'] },
      ],
    },
    [],
  ],
  [
    "AWS's own parameters as if they were one's own",
    {
      parameters: [
        { name: '/aws/service/eks/x', access: ['read', 'write', 'delete'] },
        { arn: 'arn:aws:ssm:us-east-1:111122223333:parameter/aws/service/eks/y', access: 'read' },
      ],
    },
    [
      /parameters\[0\]\.name: "\/aws\/service\/eks\/x" is a parameter of AWS: nobody else has write and delete/,
      /parameters\[1\]\.arn: .*has no account: write arn:aws:ssm:us-east-1::parameter\/aws\/service\/eks\/y/,
    ],
  ],
  [
    'no model',
    { models: [{ id: 'Claude 3', access: 'invoke' }] },
    [/models\[0\]\.id: "Claude 3" is not the id of a model .*use the id of a foundation model/],
  ],
  [
    "a model's ARN where its id belongs",
    {
      models: [{ id: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0', access: 'invoke' }],
    },
    [
      /models\[0\]\.id: .*use the id alone, "amazon\.nova-lite-v1:0", with region: us-east-1 where that is not the cluster's, or write the whole as arn$/,
    ],
  ],
  [
    'a profile of a geography that is none',
    { models: [{ id: 'usa.amazon.nova-lite-v1:0', access: 'invoke' }] },
    [/models\[0\]\.id: .*"usa" is no geography of inference profiles: did you mean us\?/],
  ],
  [
    'a profile of another partition',
    { models: [{ id: 'us-gov.amazon.nova-lite-v1:0', access: 'invoke' }] },
    [/^warning .*models\[0\]\.id: .*the partition aws has none of it/],
  ],
  ['a model of a maker that is not known', { models: [{ id: 'acme.wonder-v1:0', access: 'invoke' }] }, []],
  [
    'models by ARN',
    {
      models: [
        { arn: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0', access: 'invoke' },
        {
          arn: 'arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-lite-v1:0',
          access: 'invoke',
        },
      ],
    },
    [],
  ],
  [
    'a profile that does not tell its models',
    {
      models: [
        { arn: 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/x', access: 'invoke' },
      ],
    },
    [/models\[0\]\.arn: .*"application-inference-profile" does not tell its models: write a statement/],
  ],
  [
    "a model's ARN with an account",
    {
      models: [
        {
          arn: 'arn:aws:bedrock:us-east-1:111122223333:foundation-model/amazon.nova-lite-v1:0',
          access: 'invoke',
        },
      ],
    },
    [/models\[0\]\.arn: .*use an ARN such as arn:aws:bedrock:us-east-1::foundation-model/],
  ],
  [
    "the ARN of a table's index where its name belongs",
    {
      tables: [{ name: 'arn:aws:dynamodb:us-east-1:111122223333:table/orders/index/by-day', access: 'read' }],
    },
    [
      /tables\[0\]\.name: .*use the name alone, "orders", with region: us-east-1 and accountId: "111122223333" where those are not the cluster's$/,
    ],
  ],
  [
    "the ARN of a table's index",
    {
      tables: [{ arn: 'arn:aws:dynamodb:us-east-1:111122223333:table/orders/index/by-day', access: 'read' }],
    },
    [/tables\[0\]\.arn: .*write arn:aws:dynamodb:us-east-1:111122223333:table\/orders$/],
  ],
  [
    'an ARN of a service that no grant is about',
    { queues: [{ name: 'arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1', access: 'send' }] },
    [/queues\[0\]\.name: .*that is an ARN of ec2, not of a queue; use 1-80 letters/],
  ],
  ...[
    's3://photos',
    'https://photos.s3.eu-west-1.amazonaws.com/',
    'https://s3.cn-north-1.amazonaws.com.cn/photos',
  ].map(
    (name): Row => [
      `the address ${name} where a bucket's name belongs`,
      { buckets: [{ name, access: 'get' }] },
      [/buckets\[0\]\.name: .*use the name alone, "photos"$/],
    ],
  ),
  ...(
    [
      ['s3://photos/2024/cats/', '2024/cats/'],
      ['s3://photos/2024*', '2024'],
      ['arn:aws:s3:::photos/2024/*', '2024/'],
      ['arn:aws:s3:::photos/a/b*c', 'a/b'],
      ['arn:aws:s3:::photos/a.jpg', 'a.jpg'],
      ['s3://photos/incoming', 'incoming'],
      ['https://photos.s3.eu-west-1.amazonaws.com/a/b%20c.jpg', 'a/b'],
      ['https://s3.amazonaws.com/photos/a?versionId=1', 'a'],
    ] as const
  ).map(
    ([name, prefix]): Row => [
      `a part of the keys, ${name}, where a bucket's name belongs`,
      { buckets: [{ name, access: 'get' }] },
      [new RegExp(`use the name alone, "photos", with prefix: "${prefix}"$`)],
    ],
  ),
  ...['arn:aws:s3:::photos/*', 'arn:aws:s3:::photos/${aws:username}', 's3://photos/'].map(
    (name): Row => [
      `what tells no prefix, ${name}, where a bucket's name belongs`,
      { buckets: [{ name, access: 'get' }] },
      [/use the name alone, "photos"$/],
    ],
  ),
  [
    'the ARN of an access point where the name of a bucket belongs',
    { buckets: [{ name: 'arn:aws:s3:us-east-1:111122223333:accesspoint/photos', access: 'get' }] },
    [/buckets\[0\]\.name: .*that is an ARN of s3, not of a bucket; /],
  ],
  [
    'the DNS name of a file system',
    { fileSystems: [{ id: 'fs-0123456789abcdef0.efs.us-east-1.amazonaws.com', access: 'mount' }] },
    [
      /fileSystems\[0\]\.id: .*use the id alone, "fs-0123456789abcdef0", with region: us-east-1 where that is not the cluster's$/,
    ],
  ],
  [
    "a secret's ARN with its suffix where its name belongs",
    {
      secrets: [
        { name: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:shop/db-a1B2c3', access: 'read' },
      ],
    },
    [
      /secrets\[0\]\.name: .*use the name alone, "shop\/db", with region: us-east-1 and accountId: "111122223333" where those are not the cluster's, or write the whole as arn$/,
    ],
  ],
  [
    'an ARN that ends in a word as long as a suffix',
    {
      secrets: [{ arn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:my-secret', access: 'read' }],
    },
    [/^warning .*secrets\[0\]\.arn: .*with "secret" as what Secrets Manager adds .*write name/],
  ],
  [
    'no access',
    { queues: [{ name: 'orders' }] },
    [/queues\[0\]\.access: is missing .*it is required: one of send, receive, inspect, purge, redrive$/],
  ],
  [
    'a name alone',
    { queues: ['orders'] },
    [/queues\[0\]: orders is a string, .*write a map with name and access$/],
  ],
  ['a misspelt kind', { queus: [{ name: 'orders', access: 'send' }] }, [/\.queus: .*did you mean queues\?$/]],
  [
    'a word with two letters exchanged',
    { buckets: [{ name: 'photos', access: 'gte' }] },
    [/access: "gte" .*did you mean get\?/],
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
