import { grantKind } from './kind.js';
import { named, nameField, resource } from './simple.js';

/** Firehose streams. */
export const deliveryStreams = grantKind({
  field: 'deliveryStreams',
  noun: 'delivery stream',
  title: 'Firehose stream',
  service: 'firehose',
  names: {
    name: nameField(
      'delivery stream',
      /^[A-Za-z0-9_.-]{1,64}$/,
      'use 1-64 letters, digits, dots, hyphens and underscores',
      'clicks-to-lake',
    ),
  },
  arn: named(
    'firehose',
    /^deliverystream\/(?<name>[\w.-]{1,64})$/,
    'arn:aws:firehose:us-east-1:111122223333:deliverystream/clicks-to-lake',
  ),
  words: {
    put: {
      does: 'Write records',
      on: { stream: ['firehose:PutRecord', 'firehose:PutRecordBatch'] },
      probe: 'it only writes',
    },
  },
  resources: { stream: resource('firehose', 'DeliveryStream', ({ name }) => `deliverystream/${name}`) },
  inPolicies: { arn: { service: 'firehose', resource: /^deliverystream\/(?<name>[^/]+)$/ } },
});
