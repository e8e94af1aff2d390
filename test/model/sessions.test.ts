import { describe, expect, test } from '@jest/globals';
import { resourceDocument } from '../../src/iam/policy.js';
import { checkModel } from '../../src/model/check.js';
import { otherAccountPolicies } from '../../src/model/other-accounts.js';
import { buildTrust, clusterNames } from '../../src/model/trust.js';
import type { AccessModel } from '../../src/model/types.js';
import { aModel, type ModelParts, type WorkloadParts } from '../support/a-model.js';

const OWN = '111122223333';
const TARGET = 'arn:aws:iam::444455556666:role/media/reader';
const READ = { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::data/*'] };

const sessions = (workloads: readonly WorkloadParts[], more: ModelParts = {}) =>
  aModel({ ...more, identity: { mechanism: 'pod-identity', ...more.identity }, workloads });

const trustOf = (model: AccessModel) =>
  model.roles.flatMap((role) =>
    buildTrust(role, clusterNames(model, OWN), OWN).map(({ conditions }) => conditions),
  );

const theirs = (model: AccessModel) =>
  otherAccountPolicies(model).map(({ accountId, name, statements }) => [
    `${accountId}/${name}`,
    resourceDocument(statements).Statement,
  ]);

const APP = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${OWN}:role/us-east-1.demo.default.app` } };

describe('the trust policy', () => {
  test('asks for nothing that sessions without tags do not say', () => {
    expect(trustOf(sessions([{ sessionTags: false }]))).toEqual([
      { StringEquals: { 'aws:SourceAccount': [OWN] } },
    ]);
  });

  test('of a shared role names those who have tags, and lets the others in once', () => {
    const shared = { roleName: 'shared' };
    const found = trustOf(
      sessions([shared, { ...shared, sessionTags: false }, { ...shared, sessionTags: false }]),
    );
    expect(found).toEqual([
      {
        StringEquals: {
          'aws:RequestTag/eks-cluster-name': ['demo'],
          'aws:RequestTag/kubernetes-namespace': ['default'],
          'aws:RequestTag/kubernetes-service-account': ['app'],
          'aws:SourceAccount': [OWN],
        },
      },
      { StringEquals: { 'aws:SourceAccount': [OWN] } },
    ]);
  });
});

describe('a target role', () => {
  test('is what the first role may take on, with tags, besides what it is given', () => {
    const [role] = sessions([{ targetRoleArn: TARGET }]).roles;
    expect(role?.policy?.statements.map(({ actions, resources }) => [actions, resources])).toEqual([
      [['s3:GetObject'], ['arn:aws:s3:::data/*']],
      [['sts:AssumeRole', 'sts:TagSession'], [TARGET]],
    ]);
  });

  test('trusts the session of the service account by its tags', () => {
    expect(theirs(sessions([{ targetRoleArn: TARGET }]))).toEqual([
      [
        '444455556666/reader.trust',
        [
          {
            Sid: expect.stringMatching(/^AssumeFor/),
            ...APP,
            Action: ['sts:AssumeRole', 'sts:TagSession'],
            Condition: {
              StringEquals: {
                'aws:RequestTag/eks-cluster-arn': `arn:aws:eks:us-east-1:${OWN}:cluster/demo`,
                'aws:RequestTag/kubernetes-namespace': 'default',
                'aws:RequestTag/kubernetes-service-account': 'app',
              },
            },
          },
        ],
      ],
    ]);
  });

  test('trusts a session without tags by the external id, of each cluster', () => {
    const model = sessions([{ targetRoleArn: TARGET, sessionTags: false }], {
      identity: {
        furtherClusters: [
          { name: 'green' },
          {
            name: 'west',
            oidcIssuer: 'https://oidc.eks.us-west-2.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF',
          },
        ],
      },
    });
    expect(theirs(model)).toEqual([
      [
        '444455556666/reader.trust',
        [
          {
            Sid: expect.stringMatching(/^AssumeFor/),
            ...APP,
            Action: 'sts:AssumeRole',
            Condition: {
              StringEquals: {
                'sts:ExternalId': ['us-east-1', 'us-east-1', 'us-west-2'].map(
                  (region, index) => `${region}/${OWN}/${['demo', 'green', 'west'][index]}/default/app`,
                ),
              },
            },
          },
          { Sid: expect.stringMatching(/^TagFor/), ...APP, Action: 'sts:TagSession' },
        ],
      ],
    ]);
  });

  test('of several service accounts and by a grant as well is one file, with a statement for each', () => {
    const shared = { roleName: 'shared', targetRoleArn: TARGET, sessionTags: false };
    const [file, ...others] = theirs(
      sessions([
        { ...shared, buckets: [], roles: [{ arn: TARGET, access: 'assume' }] },
        { ...shared, buckets: [] },
      ]),
    );
    expect(others).toEqual([]);
    expect(((file?.[1] ?? []) as { readonly Sid: string }[]).map(({ Sid }) => Sid)).toEqual([
      'AssumeRoleForShared',
      'AssumeForShared',
      'TagForShared',
      'AssumeForShared2',
    ]);
  });
});

describe('of sessions it is found', () => {
  const found = (model: AccessModel) =>
    checkModel(model)
      .filter(({ code }) => /session|reach/.test(code))
      .map(({ code, severity, path }) => `${severity} ${code} ${path.join('.')}`);
  const narrowed = (policy: object[], more: WorkloadParts = {}, parts: ModelParts = {}) =>
    found(sessions([{ sessionTags: false, sessionPolicy: policy as (typeof READ)[], ...more }], parts));
  const NOTHING = 'warning model/session-policy-gives-nothing workloads.0.sessionPolicy';

  test.each<[string, object[], WorkloadParts, string[]]>([
    ['what meets the role', [READ], {}, []],
    [
      'what meets one of its statements',
      [READ],
      { buckets: [{ name: 'data', access: ['list', 'get', 'put'] }] },
      [],
    ],
    ['wildcards that meet it', [{ actions: ['S3:get*'], resources: ['*'] }], {}, []],
    ['another action', [READ, { ...READ, actions: ['s3:PutObject'] }], {}, [`${NOTHING}.1`]],
    ['another bucket', [{ ...READ, resources: ['arn:aws:s3:::other/*'] }], {}, [`${NOTHING}.0`]],
    [
      'managed policies, which may allow it',
      [{ ...READ, actions: ['s3:PutObject'] }],
      { policyArns: ['arn:aws:iam::aws:policy/P'] },
      [],
    ],
    [
      'a target role, whose matter it is',
      [{ ...READ, actions: ['s3:PutObject'] }],
      { buckets: [], targetRoleArn: TARGET },
      [],
    ],
    [
      'a role that exists, and may have more',
      [{ ...READ, actions: ['s3:PutObject'] }],
      { identity: { roleOwner: 'existing' }, roleArn: `arn:aws:iam::${OWN}:role/r` },
      [],
    ],
  ])('that a policy takes everything away, but not of %s', (_name, policy, more, want) => {
    expect(narrowed(policy, more)).toEqual(want);
  });

  test.each([
    [2048, []],
    [2049, ['error model/session-policy-size workloads.0.sessionPolicy']],
  ])('whether a policy of %d characters is too long', (length, want) => {
    const policyOf = (name: string) => [{ ...READ, resources: [`arn:aws:s3:::data/${name}`] }];
    const bare = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Sid: 'Statement', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/' },
      ],
    }).length;
    expect(narrowed(policyOf('x'.repeat(length - bare)))).toEqual(want);
  });

  test('that nobody has what a role is given beside a target role', () => {
    const reach = 'warning model/beyond-reach workloads.0.buckets';
    expect(found(sessions([{ targetRoleArn: TARGET }]))).toEqual([reach]);
    expect(found(sessions([{ targetRoleArn: TARGET, buckets: [] }]))).toEqual([]);
    const shared = { roleName: 'shared' };
    expect(found(sessions([{ ...shared, targetRoleArn: TARGET }, shared]))).toEqual([]);
    const givenBy = (field: string, more: WorkloadParts) =>
      expect(found(sessions([{ targetRoleArn: TARGET, buckets: [], ...more }]))).toEqual([
        `warning model/beyond-reach workloads.0.${field}`,
      ]);
    givenBy('policyArns', { policyArns: ['arn:aws:iam::aws:policy/P'] });
    givenBy('statements', { statements: [READ] });
    givenBy('uses', { uses: 'vpc-cni' });
    const both = aModel({ identity: { mechanism: 'both' }, workloads: [{ targetRoleArn: TARGET }] });
    expect(found(both)).toEqual([]);
  });
});
