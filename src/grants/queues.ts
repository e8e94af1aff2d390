import { grantKind } from './kind.js';
import { named, nameField, resource } from './simple.js';

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
  arn: named('sqs', /^(?<name>[\w-]+(?:\.fifo)?)$/, 'arn:aws:sqs:us-east-1:111122223333:orders'),
  words: {
    send: {
      does: 'Send messages',
      on: { queue: ['sqs:GetQueueUrl', 'sqs:SendMessage'] },
      kms: ['kms:Decrypt', 'kms:GenerateDataKey'],
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
    },
    inspect: { does: 'See its attributes', on: { queue: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'] } },
    purge: { does: 'Delete all messages', on: { queue: ['sqs:PurgeQueue'] } },
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
    },
  },
  resources: { queue: resource('sqs', 'Queue', ({ name }) => name ?? '') },
  kmsVia: 'sqs',
  alsoDecides: "the queue's policy",
});
