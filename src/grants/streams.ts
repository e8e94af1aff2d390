import { arnOf, grantKind, type Probe, type Thing } from './kind.js';
import { named, nameField, resource } from './simple.js';

const streamArn = (thing: Thing) => arnOf(thing, 'kinesis', `stream/${thing.names['name']}`);

const SUMMARY: Probe = {
  action: 'kinesis:DescribeStreamSummary',
  command: (thing) => [
    ...['kinesis', 'describe-stream-summary', '--stream-arn', streamArn(thing)],
    ...['--query', 'StreamDescriptionSummary.StreamStatus', '--output', 'text'],
  ],
};

/** Kinesis data streams; a consumer of enhanced fan-out is a resource of its own. */
export const streams = grantKind({
  field: 'streams',
  noun: 'stream',
  title: 'Kinesis data stream',
  service: 'kinesis',
  names: {
    name: nameField(
      'stream',
      /^[A-Za-z0-9_.-]{1,128}$/,
      'use 1-128 letters, digits, dots, hyphens and underscores',
      'clicks',
    ),
  },
  arn: named(
    'kinesis',
    /^stream\/(?<name>[\w.-]{1,128})$/,
    'arn:aws:kinesis:us-east-1:111122223333:stream/clicks',
  ),
  words: {
    put: {
      does: 'Write records',
      on: {
        stream: [
          'kinesis:DescribeStreamSummary',
          'kinesis:ListShards',
          'kinesis:PutRecord',
          'kinesis:PutRecords',
        ],
      },
      kms: ['kms:GenerateDataKey'],
      probe: SUMMARY,
    },
    read: {
      does: 'Read records',
      on: {
        stream: [
          'kinesis:DescribeStream',
          'kinesis:DescribeStreamSummary',
          'kinesis:GetRecords',
          'kinesis:GetShardIterator',
          'kinesis:ListShards',
        ],
      },
      kms: ['kms:Decrypt'],
      probe: SUMMARY,
    },
    'fan-out': {
      does: 'Read with a throughput of its own',
      on: {
        stream: ['kinesis:DescribeStreamSummary', 'kinesis:RegisterStreamConsumer'],
        consumer: ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'],
      },
      probe: SUMMARY,
    },
  },
  resources: {
    stream: resource('kinesis', 'Stream', ({ name }) => `stream/${name}`),
    consumer: resource('kinesis', 'Consumer', ({ name }) => `stream/${name}/consumer/*`),
  },
  inPolicies: { arn: { service: 'kinesis', resource: /^stream\/(?<name>[^/]+)(?:\/.*)?$/s } },
  kmsVia: 'kinesis',
  ownPolicy: {
    name: 'stream policy',
    within: {
      'fan-out': 'a consumer has a policy of its own, under an ARN that it gets when it is registered',
    },
    show: (thing) => [
      ...['kinesis', 'get-resource-policy', '--resource-arn', streamArn(thing)],
      ...['--query', 'Policy', '--output', 'text'],
    ],
    put: (thing) => [
      ...['kinesis', 'put-resource-policy', '--resource-arn', streamArn(thing)],
      ...['--policy', 'file://policy.json'],
    ],
  },
});
