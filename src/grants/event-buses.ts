import { grantKind } from './kind.js';
import { named, nameField, resource } from './simple.js';

/** EventBridge event buses. */
export const eventBuses = grantKind({
  field: 'eventBuses',
  noun: 'event bus',
  title: 'EventBridge event bus',
  service: 'events',
  names: {
    name: nameField('event bus', /^[A-Za-z0-9/._-]{1,256}$/, 'use 1-256 letters, digits and /._-', 'orders'),
  },
  arn: named(
    'events',
    /^event-bus\/(?<name>[\w/.-]{1,256})$/,
    'arn:aws:events:us-east-1:111122223333:event-bus/orders',
  ),
  words: { put: { does: 'Send events', on: { bus: ['events:PutEvents'] }, probe: 'it only writes' } },
  resources: { bus: resource('events', 'EventBus', ({ name }) => `event-bus/${name}`) },
  inPolicies: { arn: { service: 'events', resource: /^event-bus\/(?<name>.+)$/s } },
  ownPolicy: {
    name: 'event bus policy',
    show: ({ names }) => [
      ...['events', 'describe-event-bus', '--name', names['name'] ?? ''],
      ...['--query', 'Policy', '--output', 'text'],
    ],
    put: ({ names }) => [
      ...['events', 'put-permission', '--event-bus-name', names['name'] ?? ''],
      ...['--policy', 'file://policy.json'],
    ],
  },
});
