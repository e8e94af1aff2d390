import { arnOf, grantKind, type Probe, type Thing } from './kind.js';
import { named, nameField } from './simple.js';

const queueArn = (thing: Thing) => arnOf(thing, 'sqs', thing.names['name'] ?? '');

const queueUrl = ({ names, region, dnsSuffix, accountId }: Thing) =>
  `https://sqs.${region}.${dnsSuffix}/${accountId}/${names['name']}`;

const ATTRIBUTES: Probe = {
  action: 'sqs:GetQueueAttributes',
  command: (thing) => [
    ...['sqs', 'get-queue-attributes', '--attribute-names', 'ApproximateNumberOfMessages'],
    ...['--queue-url', queueUrl(thing)],
  ],
};

/**
 * SQS queues. Batch calls are checked as the single action; encrypted queues:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
export const queues = grantKind({
  field: 'queues',
  noun: 'queue',
  title: 'SQS queue',
  service: 'sqs',
  names: {
    name: nameField(
      'queue',
      /^(?=.{1,80}$)[A-Za-z0-9_-]+(?:\.fifo)?$/,
      'use 1-80 letters, digits, hyphens and underscores; a FIFO queue ends in .fifo',
      'orders',
    ),
  },
  addresses: [
    /^https?:\/\/sqs\.(?<region>[a-z0-9-]+)\.[^/]+\/(?<accountId>\d{12})\/(?<name>[^/]+)\/?$/,
    /^https?:\/\/(?:(?<region>[a-z0-9-]+)\.)?queue\.[^/]+\/(?<accountId>\d{12})\/(?<name>[^/]+)\/?$/,
  ],
  arn: named('sqs', /^(?<name>[\w-]+(?:\.fifo)?)$/, 'arn:aws:sqs:us-east-1:111122223333:orders'),
  words: {
    send: {
      does: 'Send messages',
      on: { queue: ['sqs:GetQueueUrl', 'sqs:SendMessage'] },
      kms: ['kms:Decrypt', 'kms:GenerateDataKey'],
      probe: {
        action: 'sqs:GetQueueUrl',
        command: ({ names, accountId }) => [
          ...['sqs', 'get-queue-url', '--queue-name', names['name'] ?? ''],
          ...['--queue-owner-aws-account-id', accountId],
        ],
      },
    },
    receive: {
      does: 'Receive and delete messages',
      on: {
        queue: [
          'sqs:ChangeMessageVisibility',
          'sqs:DeleteMessage',
          'sqs:GetQueueAttributes',
          'sqs:GetQueueUrl',
          'sqs:ReceiveMessage',
        ],
      },
      kms: ['kms:Decrypt'],
      probe: ATTRIBUTES,
    },
    inspect: {
      does: 'See its attributes',
      on: { queue: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'] },
      probe: ATTRIBUTES,
    },
    purge: {
      does: 'Delete all messages',
      on: { queue: ['sqs:PurgeQueue'] },
      probe: 'it only deletes',
    },
    redrive: {
      does: 'Move messages of a dead-letter queue back',
      on: {
        queue: [
          'sqs:CancelMessageMoveTask',
          'sqs:DeleteMessage',
          'sqs:GetQueueAttributes',
          'sqs:ListMessageMoveTasks',
          'sqs:ReceiveMessage',
          'sqs:SendMessage',
          'sqs:StartMessageMoveTask',
        ],
      },
      probe: {
        action: 'sqs:ListMessageMoveTasks',
        command: (thing) => ['sqs', 'list-message-move-tasks', '--source-arn', queueArn(thing)],
      },
    },
  },
  resources: { queue: { noun: 'Queue', arns: (thing) => [queueArn(thing)] } },
  inPolicies: { arn: { service: 'sqs', resource: /^(?<name>[^:/]+)$/ } },
  kmsVia: 'sqs',
  ownPolicy: {
    name: 'queue policy',
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-limitations-of-custom-policies.html (2026-11)
    within: { redrive: 'SQS starts and lists such moves for the account of the queue alone' },
    show: (thing) => [
      ...['sqs', 'get-queue-attributes', '--queue-url', queueUrl(thing)],
      ...['--attribute-names', 'Policy', '--query', 'Attributes.Policy', '--output', 'text'],
    ],
    put: (thing) => [
      ...['sqs', 'set-queue-attributes', '--queue-url', queueUrl(thing)],
      ...['--attributes', 'file://attributes.json'],
    ],
  },
});
