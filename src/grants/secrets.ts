import { quote } from '../text/quote.js';
import {
  arnOf,
  type EntryFinding,
  type GrantEntry,
  grantKind,
  type Home,
  type Probe,
  type Thing,
} from './kind.js';
import { named, nameField } from './simple.js';
import { textOf } from './text.js';

/** Secrets Manager ends the ARN of each secret in a hyphen and six characters of its own. */
const SUFFIX = /-[A-Za-z0-9]{6}$/;

const idOf = ({ arn, names }: Thing) => arn ?? names['name'] ?? '';

const DESCRIBED: Probe = {
  action: 'secretsmanager:DescribeSecret',
  command: (thing) => [
    ...['secretsmanager', 'describe-secret', '--secret-id', idOf(thing)],
    ...['--query', 'ARN', '--output', 'text'],
  ],
};

/** Secrets. https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html */
export const secrets = grantKind({
  field: 'secrets',
  noun: 'secret',
  title: 'Secrets Manager secret',
  service: 'secretsmanager',
  names: {
    name: nameField(
      'secret',
      /^[A-Za-z0-9/_+=.@-]{1,512}$/,
      'use 1-512 letters, digits and /_+=.@-',
      'shop/database',
    ),
  },
  arn: named(
    'secretsmanager',
    // The suffix is no part of the name; one of small letters alone is more likely a word of it.
    /^secret:(?<name>[A-Za-z0-9/_+=.@-]{1,512}?)(?:-(?=[a-z]*[A-Z0-9])[A-Za-z0-9]{6})?$/,
    'arn:aws:secretsmanager:us-east-1:111122223333:secret:shop/database-a1B2c3',
  ),
  words: {
    read: {
      does: 'Read its value',
      on: { secret: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'] },
      kms: ['kms:Decrypt'],
      probe: {
        action: 'secretsmanager:GetSecretValue',
        command: (thing) => [
          ...['secretsmanager', 'get-secret-value', '--secret-id', idOf(thing)],
          ...['--query', 'ARN', '--output', 'text'],
        ],
      },
    },
    write: {
      does: 'Set its value',
      on: {
        secret: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
      },
      kms: ['kms:Decrypt', 'kms:GenerateDataKey'],
      probe: DESCRIBED,
    },
    rotate: {
      does: 'Rotate it',
      on: { secret: ['secretsmanager:DescribeSecret', 'secretsmanager:RotateSecret'] },
      probe: DESCRIBED,
    },
  },
  resources: {
    secret: {
      noun: 'Secret',
      arns: (thing) => {
        const { arn, names } = thing;
        if (arn !== undefined && SUFFIX.test(arn)) return [arn];
        return [arnOf(thing, 'secretsmanager', `secret:${names['name']}-??????`)];
      },
    },
  },
  inPolicies: { arn: { service: 'secretsmanager', resource: /^secret:(?<name>.+?)(?:-\?{6})?$/s } },
  kmsVia: 'secretsmanager',
  check: suffixInName,
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html (2026-11)
  ownPolicy: {
    name: 'secret policy',
    resource: '*',
    needsKey: true,
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html (2026-11)
    byArn: true,
    show: (thing) => [
      ...['secretsmanager', 'get-resource-policy', '--secret-id', idOf(thing)],
      ...['--query', 'ResourcePolicy', '--output', 'text'],
    ],
    put: (thing) => [
      ...['secretsmanager', 'put-resource-policy', '--secret-id', idOf(thing)],
      ...['--resource-policy', 'file://policy.json', '--block-public-policy'],
    ],
  },
});

function suffixInName(entry: GrantEntry, _home: Home): readonly EntryFinding[] {
  const warning = { severity: 'warning', code: 'spec/secret-suffix' } as const;
  const [name, arn] = [textOf(entry, 'name'), textOf(entry, 'arn')];
  const suffix = SUFFIX.exec(name ?? arn ?? '')?.[0].slice(1);
  if (suffix === undefined) return [];
  const isRandom = /[A-Z0-9]/.test(suffix);
  if (name !== undefined && isRandom)
    return [
      {
        ...{ ...warning, field: 'name' },
        message: `${quote(name)} ends like the ARN of a secret`,
        help: 'if the last seven characters are the ones that Secrets Manager adds, leave them out or write arn',
      },
    ];
  if (arn !== undefined && !isRandom)
    return [
      {
        ...{ ...warning, field: 'arn' },
        message: `${quote(arn)} is taken as it is, with ${quote(suffix)} as what Secrets Manager adds to the name`,
        help: 'if that is a word of the name, write name in place of arn',
      },
    ];
  return [];
}
