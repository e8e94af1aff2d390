import { expect, test } from '@jest/globals';
import type { SpecInput } from '../../src/spec/schema.js';
import { aWorkload, type Part } from '../support/a-spec.js';
import { findingsOf, type Row } from './support.js';

type WorkloadInput = SpecInput['workloads'][number];

const TARGET = 'arn:aws:iam::444455556666:role/photos-reader';
const OWN_ROLE = 'arn:aws:iam::111122223333:role/archive';
const READ = { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::lightlytics-s3-bucket/*'] };
const OWN_FILES = {
  buckets: [{ name: 'b-1', access: 'get' as const, prefix: '${aws:PrincipalTag/kubernetes-namespace}/' }],
};
const AT = 'workloads[0]';
const UNTAGGED = `untagged-trust? ${AT}.sessionTags`;

const mechanism = (name: 'irsa' | 'pod-identity' | 'both', ...workloads: Part<WorkloadInput>[]) => ({
  identity: { mechanism: name },
  workloads: workloads.map(aWorkload),
});
const associated = (...workloads: Part<WorkloadInput>[]) => mechanism('pod-identity', ...workloads);
const prefix = (text: string) => associated({ buckets: [{ name: 'b-1', access: 'get', prefix: text }] });

const rows: readonly Row[] = [
  ['a target role', { given: associated({ targetRoleArn: TARGET }), want: [] }],
  ['a target role alone', { given: associated({ targetRoleArn: TARGET, buckets: undefined }), want: [] }],
  [
    'a target role of the same account',
    {
      given: associated({ targetRoleArn: TARGET.replace('444455556666', '111122223333') }),
      want: [`target-role-account ${AT}.targetRoleArn`],
    },
  ],
  [
    'a target role of another partition',
    {
      given: associated({ targetRoleArn: TARGET.replace('arn:aws', 'arn:aws-cn') }),
      want: [`partition ${AT}.targetRoleArn`],
    },
  ],
  [
    'a target role that is none',
    {
      given: associated({ targetRoleArn: 'arn:aws:iam::444455556666:user/x' }),
      want: [`invalid-value ${AT}.targetRoleArn`],
    },
  ],
  [
    'a role to go on to without the tags, which are passed on',
    {
      given: associated({ roles: [{ arn: OWN_ROLE, access: 'assume' }] }),
      want: [`untagged-assume? ${AT}.roles[0].access`],
    },
  ],
  [
    'a role to go on to with the tags',
    { given: associated({ roles: [{ arn: OWN_ROLE, access: ['assume', 'assume-tagged'] }] }), want: [] },
  ],
  [
    'a role to go on to from a session without tags',
    {
      given: associated({ sessionTags: false, roles: [{ arn: OWN_ROLE, access: 'assume' }] }),
      want: [UNTAGGED],
    },
  ],
  [
    'a role to go on to with IRSA',
    { given: mechanism('irsa', { roles: [{ arn: OWN_ROLE, access: 'assume' }] }), want: [] },
  ],
  [
    'sessions of IRSA',
    {
      given: mechanism('irsa', { targetRoleArn: TARGET, sessionTags: false, sessionPolicy: [READ] }),
      want: ['sessionPolicy', 'sessionTags', 'targetRoleArn'].map(
        (field) => `not-pod-identity ${AT}.${field}`,
      ),
    },
  ],
  [
    'sessions of one workload with Pod Identity',
    {
      given: mechanism('irsa', { identity: { mechanism: 'pod-identity' }, targetRoleArn: TARGET }),
      want: [],
    },
  ],
  [
    'sessions on the way from IRSA',
    {
      given: mechanism('both', { targetRoleArn: TARGET, sessionTags: false, sessionPolicy: [READ] }),
      want: [`session-of-irsa? ${AT}.sessionPolicy`, `session-of-irsa? ${AT}.targetRoleArn`, UNTAGGED],
    },
  ],
  [
    'sessions of a pattern',
    {
      given: associated({
        namespace: 'pr-*',
        targetRoleArn: TARGET,
        sessionTags: false,
      }),
      want: [
        `pattern-breadth? ${AT}.namespace`,
        `pattern-session ${AT}.sessionTags`,
        `pattern-session ${AT}.targetRoleArn`,
      ],
    },
  ],
  [
    'a session policy with tags on',
    { given: associated({ sessionPolicy: [READ] }), want: [`session-policy-with-tags ${AT}.sessionPolicy`] },
  ],
  [
    'a session policy with tags on, said outright',
    {
      given: associated({ sessionTags: true, sessionPolicy: [READ] }),
      want: [`session-policy-with-tags ${AT}.sessionPolicy`],
    },
  ],
  ['an empty session policy', { given: associated({ sessionPolicy: [] }), want: [] }],
  [
    'a session policy without tags',
    { given: associated({ sessionTags: false, sessionPolicy: [READ] }), want: [UNTAGGED] },
  ],
  [
    'a session policy of eksctl, whose trust policies tell nothing anyway',
    {
      given: {
        identity: { mechanism: 'pod-identity', roleOwner: 'eksctl', serviceAccountOwner: 'eksctl' },
        workloads: [aWorkload({ sessionTags: false, sessionPolicy: [READ] })],
      },
      want: ['eksctl-open-trust? identity.roleOwner'],
    },
  ],
  [
    'two sessions of one service account',
    {
      given: associated(
        { targetRoleArn: TARGET, sessionTags: false, sessionPolicy: [READ] },
        { name: 'other' },
      ),
      want: [
        ...['sessionPolicy', 'sessionTags', 'targetRoleArn'].map(
          (field) => `two-sessions workloads[1].${field}`,
        ),
        UNTAGGED,
      ],
    },
  ],
  ['tags of the session in a prefix', { given: associated(OWN_FILES), want: [] }],
  [
    'tags of the session in a prefix, with IRSA',
    { given: mechanism('irsa', OWN_FILES), want: [`session-tags-absent ${AT}.buckets[0].prefix`] },
  ],
  [
    'tags of the session in a prefix, on the way from IRSA',
    { given: mechanism('both', OWN_FILES), want: [`session-tags-absent? ${AT}.buckets[0].prefix`] },
  ],
  [
    'tags of the session in a prefix, without tags',
    {
      given: associated({ ...OWN_FILES, sessionTags: false }),
      want: [`session-tags-absent ${AT}.buckets[0].prefix`, UNTAGGED],
    },
  ],
  [
    'what no session is tagged with in a prefix',
    { given: prefix('${aws:PrincipalTag/team}/'), want: [`invalid-value ${AT}.buckets[0].prefix`] },
  ],
  [
    'another variable in a prefix',
    { given: prefix('${aws:username}/'), want: [`invalid-value ${AT}.buckets[0].prefix`] },
  ],
  [
    'a tag of the session with a wildcard behind it',
    {
      given: prefix('${aws:PrincipalTag/kubernetes-namespace}*'),
      want: [`invalid-value ${AT}.buckets[0].prefix`],
    },
  ],
  [
    'statements that compare with tags which are off',
    {
      given: associated({
        sessionTags: false,
        statements: [{ ...READ, resources: ['arn:aws:s3:::b/${aws:PrincipalTag/kubernetes-namespace}/*'] }],
      }),
      want: [`session-tags-absent? ${AT}.statements[0].resources[0]`, UNTAGGED],
    },
  ],
  [
    'a chain of roles that passes on no tags, since there are none',
    {
      given: associated({
        sessionTags: false,
        statements: [{ actions: ['sts:AssumeRole'], resources: ['arn:aws:iam::444455556666:role/a'] }],
      }),
      want: [UNTAGGED],
    },
  ],
];

test.each(rows)('%s', (_name, { given, want }) => {
  expect(findingsOf(given)).toEqual(want);
});
