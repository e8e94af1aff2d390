import { grantKind, type Probe } from './kind.js';
import { anything, named, nameField, resource } from './simple.js';

const LOG_STREAMS: Probe = {
  action: 'logs:DescribeLogStreams',
  command: ({ names }) => [
    ...['logs', 'describe-log-streams', '--log-group-name', names['name'] ?? ''],
    ...['--max-items', '1', '--query', 'length(logStreams)'],
  ],
};

/** CloudWatch log groups. Some actions are checked against the group's ARN with `:*` behind it, so both forms are named. */
export const logGroups = grantKind({
  field: 'logGroups',
  noun: 'log group',
  title: 'CloudWatch log group',
  service: 'logs',
  names: {
    name: nameField(
      'log group',
      /^[A-Za-z0-9_/.#-]{1,512}$/,
      'use 1-512 letters, digits and _/.#-',
      '/shop/web',
    ),
  },
  arn: named(
    'logs',
    /^log-group:(?<name>[\w/.#-]{1,512})(?::\*)?$/,
    'arn:aws:logs:us-east-1:111122223333:log-group:/shop/web',
  ),
  words: {
    write: {
      does: 'Write log events',
      on: { group: ['logs:DescribeLogStreams'], stream: ['logs:CreateLogStream', 'logs:PutLogEvents'] },
      probe: LOG_STREAMS,
    },
    create: {
      does: 'Create the group',
      on: { group: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'] },
      probe: 'it only writes',
    },
    read: {
      does: 'Read and query log events',
      on: {
        group: ['logs:DescribeLogStreams', 'logs:FilterLogEvents', 'logs:GetQueryResults', 'logs:StartQuery'],
        stream: ['logs:GetLogEvents'],
        anything: ['logs:StopQuery'],
      },
      probe: LOG_STREAMS,
    },
  },
  resources: {
    group: resource(
      'logs',
      'LogGroup',
      ({ name }) => `log-group:${name}`,
      ({ name }) => `log-group:${name}:*`,
    ),
    stream: resource('logs', 'LogStream', ({ name }) => `log-group:${name}:log-stream:*`),
    anything: anything('Query'),
  },
  inPolicies: { arn: { service: 'logs', resource: /^log-group:(?<name>[^:]+)(?::.*)?$/s } },
});
