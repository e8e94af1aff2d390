import { checkIamArn } from '../aws/arns.js';
import { grantKind } from './kind.js';
import { itself } from './simple.js';

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
    assume: { does: 'Assume it', on: { role: ['sts:AssumeRole'] } },
    'assume-tagged': {
      does: 'Assume it with session tags, as Pod Identity does',
      on: { role: ['sts:AssumeRole', 'sts:TagSession'] },
    },
  },
  resources: { role: itself('Role') },
  alsoDecides: "the role's trust policy",
});
