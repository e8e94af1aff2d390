import { checkIamArn } from '../aws/arns.js';
import { grantKind, type Thing } from './kind.js';
import { itself } from './simple.js';

const roleName = ({ arn = '' }: Thing) => arn.split('/').at(-1) ?? '';

/** Prints whom the caller has become, and no credentials. */
const assume = ({ arn = '' }: Thing, ...more: readonly string[]) => [
  ...['sts', 'assume-role', '--role-arn', arn, '--role-session-name', 'irsa-check', ...more],
  ...['--query', 'AssumedRoleUser.Arn', '--output', 'text'],
];

/** Roles that the workload takes on after its own; sessions with tags need TagSession as well. */
export const roles = grantKind({
  field: 'roles',
  noun: 'role',
  title: 'IAM role',
  service: 'sts',
  names: {},
  arn: {
    service: 'iam',
    resource: /^role\/[\w+=,.@/-]+$/,
    example: 'arn:aws:iam::444455556666:role/reports',
    without: ['region'],
    check: (arn) => checkIamArn('role', arn),
  },
  words: {
    assume: {
      does: 'Assume it',
      on: { role: ['sts:AssumeRole'] },
      probe: { action: 'sts:AssumeRole', command: (thing) => assume(thing) },
    },
    'assume-tagged': {
      does: 'Assume it with session tags, as Pod Identity does',
      on: { role: ['sts:AssumeRole', 'sts:TagSession'] },
      probe: {
        action: 'sts:TagSession',
        command: (thing) => assume(thing, '--tags', 'Key=irsa-check,Value=1'),
      },
    },
  },
  resources: { role: itself('Role') },
  inPolicies: { arn: { service: 'iam', resource: /^role\/.+$/s } },
  ownPolicy: {
    name: 'trust policy',
    must: true,
    resource: 'none',
    show: (thing) => [
      ...['iam', 'get-role', '--role-name', roleName(thing)],
      ...['--query', 'Role.AssumeRolePolicyDocument'],
    ],
    put: (thing) => [
      ...['iam', 'update-assume-role-policy', '--role-name', roleName(thing)],
      ...['--policy-document', 'file://policy.json'],
    ],
  },
});
