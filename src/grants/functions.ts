import { arnOf, grantKind, type Thing } from './kind.js';
import { named, nameField, resource } from './simple.js';

/** A version or alias has a policy of its own. */
function calledFunction({ names: { name = '' } }: Thing): readonly string[] {
  const [bare = '', qualifier] = name.split(':');
  return ['--function-name', bare, ...(qualifier === undefined ? [] : ['--qualifier', qualifier])];
}

/** Lambda functions; a version or alias that the caller names is part of the ARN that IAM checks. */
export const functions = grantKind({
  field: 'functions',
  noun: 'function',
  title: 'Lambda function',
  service: 'lambda',
  names: {
    name: nameField(
      'function',
      /^[A-Za-z0-9_-]{1,64}(?::(?:\$LATEST|[A-Za-z0-9_-]{1,128}))?$/,
      'use 1-64 letters, digits, hyphens and underscores, and :alias where an alias or version is called',
      ['resize-image', 'resize-image:live'],
      { description: 'The name of the function, with :alias where an alias or version is called.' },
    ),
  },
  arn: named(
    'lambda',
    /^function:(?<name>[\w-]{1,64}(?::(?:\$LATEST|[\w-]{1,128}))?)$/,
    'arn:aws:lambda:us-east-1:111122223333:function:resize-image',
  ),
  words: {
    invoke: {
      does: 'Invoke it',
      on: { function: ['lambda:InvokeFunction'] },
      probe: {
        action: 'lambda:InvokeFunction',
        command: (thing) => [
          ...[
            'lambda',
            'invoke',
            '--function-name',
            arnOf(thing, 'lambda', `function:${thing.names['name']}`),
          ],
          ...['--invocation-type', 'DryRun', '/dev/null'],
        ],
      },
    },
  },
  resources: { function: resource('lambda', 'Function', ({ name }) => `function:${name}`) },
  inPolicies: { arn: { service: 'lambda', resource: /^function:(?<name>.+)$/s } },
  ownPolicy: {
    name: 'function policy',
    show: (thing) => [
      'lambda',
      'get-policy',
      ...calledFunction(thing),
      '--query',
      'Policy',
      '--output',
      'text',
    ],
    put: (thing, { sid, principal }) => [
      ...['lambda', 'add-permission', ...calledFunction(thing), '--statement-id', sid],
      ...['--action', 'lambda:InvokeFunction', '--principal', principal],
    ],
  },
});
