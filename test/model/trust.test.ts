import { describe, expect, test } from '@jest/globals';
import { trustDocument } from '../../src/iam/policy.js';
import { buildTrust, type ProviderNames } from '../../src/model/trust.js';
import type { Role } from '../../src/model/types.js';
import { aModel, type ModelParts, PROVIDER } from '../support/a-model.js';

const ARN = `arn:aws:iam::111122223333:oidc-provider/${PROVIDER}`;

const irsaTrust = (role: Role, provider: ProviderNames) => buildTrust(role, [{ name: 'demo', provider }], '');

const podIdentityTrust = (role: Role) => buildTrust(role, [{ name: 'demo' }], '111122223333');

function onlyRole(parts: ModelParts): Role {
  const { roles } = aModel(parts);
  expect(roles).toHaveLength(1);
  return roles[0] as Role;
}

describe('the trust policy for IRSA', () => {
  test('one service account: one statement, exact audience, exact subject', () => {
    const trust = irsaTrust(onlyRole({}), { provider: PROVIDER, arn: ARN });
    expect(trustDocument(trust)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: ARN },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              [`${PROVIDER}:aud`]: 'sts.amazonaws.com',
              [`${PROVIDER}:sub`]: 'system:serviceaccount:default:app',
            },
          },
        },
      ],
    });
  });

  test('several service accounts: still one statement, their subjects listed in order', () => {
    const role = onlyRole({
      workloads: [
        { namespace: 'b', roleName: 'shared' },
        { namespace: 'a', roleName: 'shared' },
        { namespace: 'a', serviceAccount: 'app2', roleName: 'shared' },
      ],
    });
    const trust = irsaTrust(role, { provider: PROVIDER, arn: ARN });
    expect(trust).toHaveLength(1);
    expect(trust[0]?.conditions['StringEquals']?.[`${PROVIDER}:sub`]).toEqual([
      'system:serviceaccount:a:app2',
      'system:serviceaccount:b:app',
    ]);
  });

  test('the audience is the same word in China', () => {
    const role = onlyRole({ cluster: { region: 'cn-north-1' } });
    const names = {
      provider: 'oidc.eks.cn-north-1.amazonaws.com.cn/id/A',
      arn: 'arn:aws-cn:iam::1:oidc-provider/A',
    };
    const [statement] = irsaTrust(role, names);
    expect(statement?.conditions).toEqual({
      StringEquals: {
        'oidc.eks.cn-north-1.amazonaws.com.cn/id/A:aud': ['sts.amazonaws.com'],
        'oidc.eks.cn-north-1.amazonaws.com.cn/id/A:sub': ['system:serviceaccount:default:app'],
      },
    });
  });
});

describe('the trust policy for Pod Identity', () => {
  const identity = { mechanism: 'pod-identity' } as const;

  test('one service account: the service may assume and tag, for this cluster, account and subject alone', () => {
    const trust = podIdentityTrust(onlyRole({ identity }));
    expect(trustDocument(trust)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'pods.eks.amazonaws.com' },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
          Condition: {
            StringEquals: {
              'aws:RequestTag/eks-cluster-name': 'demo',
              'aws:RequestTag/kubernetes-namespace': 'default',
              'aws:RequestTag/kubernetes-service-account': 'app',
              'aws:SourceAccount': '111122223333',
            },
          },
        },
      ],
    });
  });

  test('several service accounts: a statement for each, so that namespaces and names do not mix', () => {
    const role = onlyRole({
      identity,
      workloads: [
        { namespace: 'a', serviceAccount: 'x', roleName: 'shared' },
        { namespace: 'b', serviceAccount: 'y', roleName: 'shared' },
      ],
    });
    const pairs = podIdentityTrust(role).map(({ conditions }) => [
      conditions['StringEquals']?.['aws:RequestTag/kubernetes-namespace'],
      conditions['StringEquals']?.['aws:RequestTag/kubernetes-service-account'],
    ]);
    expect(pairs).toEqual([
      [['a'], ['x']],
      [['b'], ['y']],
    ]);
  });
});

describe('the trust policy for several clusters', () => {
  const GREEN = 'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';
  const clusters = [
    { name: 'blue', provider: { provider: PROVIDER, arn: ARN } },
    { name: 'green', provider: { provider: GREEN, arn: `arn:aws:iam::111122223333:oidc-provider/${GREEN}` } },
  ];

  test('IRSA: a statement for each issuer, which names that issuer alone', () => {
    const trust = buildTrust(onlyRole({}), clusters, '111122223333');
    expect(trust.map(({ principal, conditions }) => [principal.identifier, conditions])).toEqual(
      clusters.map(({ provider: { provider, arn } }) => [
        arn,
        {
          StringEquals: {
            [`${provider}:aud`]: ['sts.amazonaws.com'],
            [`${provider}:sub`]: ['system:serviceaccount:default:app'],
          },
        },
      ]),
    );
  });

  test('Pod Identity: one statement, which lists the names of the clusters', () => {
    const role = onlyRole({ identity: { mechanism: 'pod-identity' } });
    const trust = buildTrust(role, clusters, '111122223333');
    expect(
      trust.map(({ conditions }) => conditions['StringEquals']?.['aws:RequestTag/eks-cluster-name']),
    ).toEqual([['blue', 'green']]);
  });
});
