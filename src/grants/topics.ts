import { grantKind } from './kind.js';
import { named, nameField, resource } from './simple.js';

/** SNS topics; encrypted ones: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
export const topics = grantKind({
  field: 'topics',
  noun: 'topic',
  title: 'SNS topic',
  service: 'sns',
  names: {
    name: nameField(
      'topic',
      /^(?=.{1,256}$)[A-Za-z0-9_-]+(?:\.fifo)?$/,
      'use 1-256 letters, digits, hyphens and underscores; a FIFO topic ends in .fifo',
      'orders',
    ),
  },
  arn: named('sns', /^(?<name>[\w-]+(?:\.fifo)?)$/, 'arn:aws:sns:us-east-1:111122223333:orders'),
  words: {
    publish: {
      does: 'Publish messages',
      on: { topic: ['sns:Publish'] },
      kms: ['kms:Decrypt', 'kms:GenerateDataKey'],
    },
    subscribe: {
      does: 'Subscribe to it',
      on: { topic: ['sns:GetTopicAttributes', 'sns:ListSubscriptionsByTopic', 'sns:Subscribe'] },
    },
    unsubscribe: {
      does: 'End subscriptions',
      on: { topic: ['sns:GetSubscriptionAttributes', 'sns:Unsubscribe'] },
    },
  },
  resources: { topic: resource('sns', 'Topic', ({ name }) => name ?? '') },
  kmsVia: 'sns',
  alsoDecides: "the topic's policy",
});
