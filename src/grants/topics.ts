import { arnOf, grantKind, type Thing } from './kind.js';
import { named, nameField } from './simple.js';

const topicArn = (thing: Thing) => arnOf(thing, 'sns', thing.names['name'] ?? '');

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
      probe: 'it only writes',
    },
    subscribe: {
      does: 'Subscribe to it',
      on: { topic: ['sns:GetTopicAttributes', 'sns:ListSubscriptionsByTopic', 'sns:Subscribe'] },
      probe: {
        action: 'sns:GetTopicAttributes',
        command: (thing) => [
          ...['sns', 'get-topic-attributes', '--topic-arn', topicArn(thing)],
          ...['--query', 'Attributes.TopicArn', '--output', 'text'],
        ],
      },
    },
    unsubscribe: {
      does: 'End subscriptions',
      on: { topic: ['sns:GetSubscriptionAttributes', 'sns:Unsubscribe'] },
      probe: {
        action: 'sns:GetSubscriptionAttributes',
        command: (thing) => [
          ...['sns', 'get-subscription-attributes', '--subscription-arn'],
          `${topicArn(thing)}:00000000-0000-0000-0000-000000000000`,
        ],
        answer: 'NotFound',
      },
    },
  },
  resources: { topic: { noun: 'Topic', arns: (thing) => [topicArn(thing)] } },
  inPolicies: { arn: { service: 'sns', resource: /^(?<name>[^:/]+)(?::.*)?$/s } },
  kmsVia: 'sns',
  ownPolicy: {
    name: 'topic policy',
    // https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html (2026-11)
    within: { unsubscribe: 'a topic policy takes none of its actions' },
    show: (thing) => [
      ...['sns', 'get-topic-attributes', '--topic-arn', topicArn(thing)],
      ...['--query', 'Attributes.Policy', '--output', 'text'],
    ],
    put: (thing) => [
      ...['sns', 'set-topic-attributes', '--topic-arn', topicArn(thing)],
      ...['--attribute-name', 'Policy', '--attribute-value', 'file://policy.json'],
    ],
  },
});
