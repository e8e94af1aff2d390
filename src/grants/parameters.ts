import { isPublicParameter } from '../aws/public-parameters.js';
import type { TextField } from '../schema/text-field.js';
import { listWords, quote } from '../text/quote.js';
import { arnOf, type EntryFinding, type GrantEntry, grantKind, type Thing } from './kind.js';
import { nameField } from './simple.js';
import { textOf } from './text.js';

const NAME = /^(?=.{2,1011}$)(?:\/[A-Za-z0-9_.-]+){1,15}\/?$/;

/**
 * Parameters of the SSM Parameter Store. A path is read with GetParametersByPath, which IAM checks against the path itself;
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
 */
export const parameters = grantKind({
  field: 'parameters',
  noun: 'parameter',
  title: 'SSM parameter',
  service: 'ssm',
  names: {
    name: withSlash(
      nameField(
        'parameter',
        NAME,
        'begin with a slash, then 1-15 levels of letters, digits, dots, hyphens and underscores; a slash at the end makes it a path',
        ['/shop/database-url', '/shop/'],
        { description: 'The name of the parameter, from its first slash; with a slash at the end a path.' },
      ),
    ),
  },
  arn: {
    service: 'ssm',
    resource: /^parameter(?<name>\/.+)$/,
    example: 'arn:aws:ssm:us-east-1:111122223333:parameter/shop/database-url',
    isAwsOwn: ({ name = '' }) => isPublicParameter(name),
  },
  words: {
    read: {
      does: 'Read it',
      on: { parameter: ['ssm:GetParameter', 'ssm:GetParameters'] },
      kms: ['kms:Decrypt'],
      probe: {
        action: 'ssm:GetParameter',
        command: ({ names }) => [
          ...['ssm', 'get-parameter', '--name', names['name'] ?? '', '--with-decryption'],
          ...['--query', 'Parameter.ARN', '--output', 'text'],
        ],
      },
    },
    'read-path': {
      does: 'Read everything below a path',
      on: {
        path: ['ssm:GetParametersByPath'],
        below: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
      },
      kms: ['kms:Decrypt'],
      probe: {
        action: 'ssm:GetParametersByPath',
        command: ({ names }) => [
          ...[
            'ssm',
            'get-parameters-by-path',
            '--path',
            names['name'] ?? '',
            '--recursive',
            '--with-decryption',
          ],
          ...['--query', 'length(Parameters)'],
        ],
      },
    },
    history: {
      does: 'Read its history',
      on: { parameter: ['ssm:GetParameterHistory'] },
      probe: {
        action: 'ssm:GetParameterHistory',
        command: ({ names }) => [
          ...['ssm', 'get-parameter-history', '--name', names['name'] ?? ''],
          ...['--query', 'length(Parameters)'],
        ],
      },
    },
    write: {
      does: 'Set it',
      on: { parameter: ['ssm:AddTagsToResource', 'ssm:PutParameter'] },
      kms: ['kms:Encrypt'],
      probe: 'it only writes',
    },
    delete: {
      does: 'Delete it',
      on: { parameter: ['ssm:DeleteParameter', 'ssm:DeleteParameters'] },
      probe: 'it only deletes',
    },
  },
  resources: {
    parameter: { noun: 'Parameter', arns: (thing) => [arnFor(thing, nameOf(thing))] },
    path: { noun: '', arns: (thing) => [arnFor(thing, nameOf(thing).replace(/\/$/, ''))] },
    below: { noun: 'Below', arns: (thing) => [arnFor(thing, `${nameOf(thing).replace(/\/?$/, '/')}*`)] },
  },
  inPolicies: { arn: { service: 'ssm', resource: /^parameter(?<name>\/.+)$/s } },
  kmsVia: 'ssm',
  check: (entry) => [...pathReadAsPath(entry), ...publicOnlyRead(entry)],
});

const nameOf = ({ names }: Thing) => names['name'] ?? '';

function arnFor(thing: Thing, name: string): string {
  return arnOf(thing, 'ssm', `parameter${name}`, { without: isPublicParameter(name) ? ['accountId'] : [] });
}

/** A name without its first slash is offered with it. */
function withSlash(field: TextField): TextField {
  return {
    ...field,
    check: (name) => {
      const refused = field.check(name);
      if (refused === undefined || !NAME.test(`/${name}`)) return refused;
      return `write ${quote(`/${name}`)}; for a parameter whose name has no slash write a statement`;
    },
  };
}

/** The field that names the parameter, and what it says. */
function writtenName(entry: GrantEntry): readonly [string, string] | undefined {
  const field = textOf(entry, 'name') === undefined ? 'arn' : 'name';
  const name = textOf(entry, field);
  return name === undefined ? undefined : [field, name];
}

function publicOnlyRead(entry: GrantEntry): readonly EntryFinding[] {
  const [field, name] = writtenName(entry) ?? [];
  const words = entry.access.filter((word) => word === 'write' || word === 'delete');
  const isPublic = name !== undefined && isPublicParameter(name.replace(/^arn:.*?:parameter/, ''));
  if (field === undefined || !isPublic || words.length === 0) return [];
  return [
    {
      ...{ severity: 'error', code: 'spec/public-parameter', field },
      message: `${quote(name)} is a parameter of AWS: nobody else has ${listWords(words)}`,
      help: 'use read, history or read-path',
    },
  ];
}

function pathReadAsPath(entry: GrantEntry): readonly EntryFinding[] {
  const [field, name] = writtenName(entry) ?? [];
  if (field === undefined || name === undefined) return [];
  const error = (message: string, help: string): EntryFinding => ({
    ...{ severity: 'error', code: 'spec/parameter-path', field, help },
    message: `${quote(name)} ${message}`,
  });
  const isPath = name.endsWith('/');
  const words = entry.access.filter((word) => (word === 'read-path') !== isPath);
  if (words.length === 0) return [];
  return isPath
    ? [
        error(
          `is a path, and ${words.join(', ')} is for one parameter`,
          'use read-path, or a name without a slash at its end',
        ),
      ]
    : [
        error(
          'is one parameter, and read-path is for paths',
          `use read, or write ${JSON.stringify(`${name}/`)} for all below it`,
        ),
      ];
}
