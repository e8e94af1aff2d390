import { describe, expect, test } from '@jest/globals';
import { fieldOf, itemsOf, readClusterConfig } from '../../src/readers/index.js';
import { at, plain, value } from './support.js';

const HEAD = `apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: cn-north-1, version: "1.35"}
`;
const read = (body: string) => readClusterConfig({ path: 'eksctl/cluster.yaml', content: HEAD + body });
const HOST = 'issuer-host(eksctl:eksctl/cluster.yaml:)';
const ACCOUNT = 'account(eksctl:eksctl/cluster.yaml:)';

describe('ClusterConfig', () => {
  test('the cluster and the provider that withOIDC makes', () => {
    const { clusters, oidcProviders } = read('iam: {withOIDC: true}\n');
    const [cluster] = clusters;
    expect([cluster?.name, cluster?.region, cluster?.version, cluster?.withOidc].map(value)).toEqual([
      'demo',
      'cn-north-1',
      '1.35',
      true,
    ]);
    expect(oidcProviders.map((each) => [value(each.url), each.cluster?.fact, at(each.place)])).toEqual([
      [`?https://\${${HOST}}`, 'eksctl:eksctl/cluster.yaml:', '4:17'],
    ]);
    expect(read('iam: {withOIDC: false}\n').oidcProviders).toEqual([]);
  });

  test('what CloudFormation fills into a policy is unknown', () => {
    const { policies } = read(`iam:
  serviceAccounts:
    - metadata: {name: app, namespace: web}
      attachPolicy:
        Statement: [{Effect: Allow, Action: "s3:*", Resource: [{"Fn::Sub": "arn:x"}, "*", {Ref: Bucket}]}]
`);
    const [statement] = itemsOf(fieldOf(policies[0]?.document, 'Statement'));
    expect(
      itemsOf(fieldOf(statement, 'Resource')).map((item) => ('reason' in item ? item.reason : plain(item))),
    ).toEqual(['CloudFormation fills in Fn::Sub', '*', 'CloudFormation fills in Ref']);
  });

  test('a service account with a role that eksctl makes', () => {
    const { serviceAccounts, roles, policies, attachments } = read(`iam:
  serviceAccounts:
    - metadata: {name: app, namespace: web}
      roleName: App
      attachPolicyARNs: [arn:aws-cn:iam::aws:policy/A]
      attachPolicy:
        Version: 2012-10-17
        Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}]
      wellKnownPolicies: {autoScaler: true, certManager: false}
      permissionsBoundary: arn:aws-cn:iam::111122223333:policy/b
`);
    const [role] = roles;
    expect([value(role?.name), value(role?.permissionsBoundary?.value), at(role?.place)]).toEqual([
      'App',
      'arn:aws-cn:iam::111122223333:policy/b',
      '6:7',
    ]);
    expect(plain(role?.trust)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['sts:AssumeRoleWithWebIdentity'],
          Principal: { Federated: `?arn:aws-cn:iam::\${${ACCOUNT}}:oidc-provider/\${${HOST}}` },
          Condition: {
            StringEquals: {
              [`?\${${HOST}}:sub`]: 'system:serviceaccount:web:app',
              [`?\${${HOST}}:aud`]: 'sts.amazonaws.com',
            },
          },
        },
      ],
    });
    expect(serviceAccounts[0]?.role?.fact).toBe(role?.id);
    expect(value(serviceAccounts[0]?.created)).toBe(true);
    expect(policies.map((each) => plain(each.document))).toEqual([
      { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] },
      {
        Version: '2012-10-17',
        Statement: expect.arrayContaining([
          expect.objectContaining({ Action: expect.arrayContaining(['autoscaling:SetDesiredCapacity']) }),
        ]),
      },
    ]);
    expect(policies.map(({ brought }) => brought?.by)).toEqual([
      undefined,
      expect.stringMatching(/^eksctl \d/),
    ]);
    expect(attachments.map((each) => [each.role.fact === role?.id, value(each.policy.value)])).toEqual([
      [true, 'arn:aws-cn:iam::aws:policy/A'],
      [true, '?CloudFormation makes up the name'],
      [true, 'autoScaler'],
    ]);
  });

  test('attachRoleARN, roleOnly and subjectPattern', () => {
    const { serviceAccounts, roles } = read(`iam:
  serviceAccounts:
    - metadata: {name: a}
      attachRoleARN: arn:aws-cn:iam::111122223333:role/x
    - metadata: {name: b, namespace: web}
      roleOnly: true
      subjectPattern: b-*
`);
    expect(
      serviceAccounts.map((each) => [value(each.namespace), each.namespaceStated, value(each.created)]),
    ).toEqual([
      ['default', false, true],
      ['web', true, false],
    ]);
    expect(value(serviceAccounts[0]?.role?.value)).toBe('arn:aws-cn:iam::111122223333:role/x');
    expect(roles.map((each) => value(each.name))).toEqual(['?CloudFormation makes up the name']);
    expect(plain(roles[0]?.trust)).toMatchObject({
      Statement: [{ Condition: { StringLike: { [`?\${${HOST}}:sub`]: 'system:serviceaccount:web:b-*' } } }],
    });
  });

  test('Pod Identity associations, of the cluster and of add-ons', () => {
    const { podIdentityAssociations, roles } = read(`iam:
  podIdentityAssociations:
    - namespace: web
      serviceAccountName: app
      createServiceAccount: true
      permissionPolicyARNs: [arn:aws-cn:iam::aws:policy/A]
addons:
  - name: vpc-cni
    podIdentityAssociations:
      - namespace: kube-system
        serviceAccountName: aws-node
        roleARN: arn:aws-cn:iam::111122223333:role/cni
`);
    expect(
      podIdentityAssociations.map((each) => [
        value(each.cluster.value),
        value(each.namespace),
        value(each.serviceAccount),
        each.role.fact ?? value(each.role.value),
      ]),
    ).toEqual([
      ['demo', 'web', 'app', roles[0]?.id],
      ['demo', 'kube-system', 'aws-node', 'arn:aws-cn:iam::111122223333:role/cni'],
    ]);
    expect(plain(roles[0]?.trust)).toMatchObject({
      Statement: [
        { Principal: { Service: 'pods.eks.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:TagSession'] },
      ],
    });
  });

  test('shapes that make no sense are read without failing', () => {
    for (const body of [
      'iam: []\n',
      'iam: {serviceAccounts: {a: b}}\n',
      'iam: {serviceAccounts: [null, 1, [x]]}\n',
      'addons: x\n',
    ]) {
      expect(read(body).clusters).toHaveLength(1);
    }
  });
});
