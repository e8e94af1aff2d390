import { describe, expect, test } from '@jest/globals';
import { providerConstraint, satisfiesBound } from '../../src/model/provider-version.js';
import { aModel, type ModelParts } from '../support/a-model.js';

const constraints: readonly [string, { readonly given: ModelParts; readonly want: string }][] = [
  ['a plain role', { given: {}, want: '>= 5.0, < 7.0' }],
  ['an OIDC provider', { given: { identity: { oidcProviderOwner: 'terraform' } }, want: '>= 5.81, < 7.0' }],
  ['Pod Identity', { given: { identity: { mechanism: 'pod-identity' } }, want: '>= 5.29, < 7.0' }],
  [
    'Pod Identity by eksctl, of which Terraform sees nothing',
    { given: { identity: { mechanism: 'pod-identity', roleOwner: 'eksctl' } }, want: '>= 5.0, < 7.0' },
  ],
  [
    'a target role',
    {
      given: {
        identity: { mechanism: 'pod-identity' },
        workloads: [{ targetRoleArn: 'arn:aws:iam::444455556666:role/r' }],
      },
      want: '>= 6.2, < 7.0',
    },
  ],
  [
    'sessions without tags',
    {
      given: { identity: { mechanism: 'pod-identity' }, workloads: [{}, { sessionTags: false }] },
      want: '>= 6.2, < 7.0',
    },
  ],
  [
    'a session policy',
    {
      given: {
        identity: { mechanism: 'pod-identity' },
        workloads: [
          {
            sessionTags: false,
            sessionPolicy: [{ actions: ['s3:GetObject'], resources: ['*'] }],
          },
        ],
      },
      want: '>= 6.57.1, < 7.0',
    },
  ],
  [
    'a session policy of eksctl, of which Terraform sees nothing',
    {
      given: {
        identity: { mechanism: 'pod-identity' },
        workloads: [
          {},
          {
            identity: { roleOwner: 'eksctl' },
            sessionTags: false,
            sessionPolicy: [{ actions: ['s3:GetObject'], resources: ['*'] }],
          },
        ],
      },
      want: '>= 5.29, < 7.0',
    },
  ],
  ['a version of the spec', { given: { terraform: { awsProviderVersion: '~> 6.1' } }, want: '~> 6.1' }],
];

describe('the constraint on the AWS provider for', () => {
  test.each(constraints)('%s', (_name, { given, want }) => {
    expect(providerConstraint(aModel(given))).toBe(want);
  });
});

describe('a constraint keeps to 5.29 or later', () => {
  test.each([
    ['>= 5.29', true],
    ['>= 5.29.0, < 7.0', true],
    ['>= 5.3', false],
    ['>= 5.100', true],
    ['~> 5.30', true],
    ['~> 5.0', false],
    ['> 5.28.9', false],
    ['= 5.29.1', true],
    ['5.28', false],
    ['6.0', true],
    ['>=5.0,>=5.40', true],
    ['< 7.0', true],
    ['!= 5.1', true],
  ])('%s: %s', (constraint, want) => {
    expect(satisfiesBound(constraint, '5.29')).toBe(want);
  });
});
