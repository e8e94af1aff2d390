import { describe, expect, test } from '@jest/globals';
import { readFiles } from '../../src/readers/index.js';
import { at, plain, value } from './support.js';

const read = (content: string) => readFiles([{ path: 'k/a.yaml', content }]);

describe('a custom resource', () => {
  test('of ACK has its own policies, and what it refers to', async () => {
    const inventory = await read(`apiVersion: iam.services.k8s.aws/v1alpha1
kind: Role
metadata: { name: r }
spec:
  name: app
  assumeRolePolicyDocument: |
    {"Statement": [{"Effect": "Allow"}]}
  policyRefs: [{ from: { name: p } }, { from: { name: elsewhere } }]
  inlinePolicies: { own: '{"Statement": []}' }
  permissionsBoundaryRef: { from: { name: p } }
status: { ackResourceMetadata: { arn: "arn:aws:iam::111122223333:role/app" } }
---
apiVersion: iam.services.k8s.aws/v1alpha1
kind: Policy
metadata: { name: p }
spec: { name: base, policyDocument: '{"Statement": []}' }
`);
    const [role] = inventory.roles;
    expect(role).toMatchObject({ tool: 'kubernetes', kind: 'Role', scope: 'k' });
    expect(value(role?.arn)).toBe('arn:aws:iam::111122223333:role/app');
    expect(at(role?.trust?.kind === 'map' ? role.trust.entries[0]?.value.place : undefined)).toBe('7:19');
    expect(role?.permissionsBoundary?.fact).toBe(inventory.policies.find(({ use }) => use === 'managed')?.id);
    expect(inventory.attachments.map((each) => [each.role.fact, value(each.policy.value)])).toEqual([
      [role?.id, '?arn:${provider.partition}:iam::${provider.account}:policy/base'],
      [role?.id, '?no file makes elsewhere, which is referred to'],
      [role?.id, 'own'],
    ]);
  });

  test('of Crossplane is named after its object or an annotation, and leaves open what a selector chooses', async () => {
    const inventory = await read(`apiVersion: iam.aws.upbound.io/v1beta1
kind: Role
metadata: { name: r, annotations: { crossplane.io/external-name: app } }
spec: { forProvider: { assumeRolePolicy: '{"Statement": []}', maxSessionDuration: 7200 } }
---
apiVersion: iam.aws.crossplane.io/v1beta1
kind: Role
metadata: { name: old }
spec: { forProvider: { assumeRolePolicyDocument: '{"Statement": []}' } }
---
apiVersion: eks.aws.upbound.io/v1beta1
kind: PodIdentityAssociation
metadata: { name: a }
spec: { forProvider: { namespace: n, serviceAccount: s, roleArnRef: { name: r }, clusterNameSelector: { matchLabels: { a: b } } } }
`);
    const { roles, podIdentityAssociations } = inventory;
    expect(
      roles.map(({ name, trust, maxSessionDuration }) =>
        [name, maxSessionDuration].map(value).concat(plain(trust)),
      ),
    ).toEqual([
      ['app', 7200, { Statement: [] }],
      ['old', undefined, { Statement: [] }],
    ]);
    expect(podIdentityAssociations[0]?.role.fact).toBe(roles[0]?.id);
    expect(value(podIdentityAssociations[0]?.cluster.value)).toBe('?a selector chooses it in the cluster');
  });

  test('of ACK makes what EKS gives to pods, and where they run', async () => {
    const inventory = await read(
      [
        'PodIdentityAssociation\nspec: { clusterName: c, namespace: n, serviceAccount: s, roleARN: r, targetRoleARN: t, disableSessionTags: true }',
        'Addon\nspec: { clusterName: c, name: vpc-cni, serviceAccountRoleARN: r, configurationValues: "{}" }',
        'FargateProfile\nspec: { clusterName: c, name: f, selectors: [{ namespace: n }] }',
      ]
        .map((rest) => `apiVersion: eks.services.k8s.aws/v1alpha1\nkind: ${rest}\n`)
        .join('---\n'),
    );
    const known = (text: unknown) => ({ known: true, value: text });
    const cluster = { value: known('c') };
    expect(inventory).toMatchObject({
      podIdentityAssociations: [
        {
          ...{ cluster, namespace: known('n'), serviceAccount: known('s') },
          ...{ role: { value: known('r') }, targetRole: { value: known('t') } },
          disableSessionTags: known(true),
        },
      ],
      addons: [{ cluster, name: known('vpc-cni'), serviceAccountRole: { value: known('r') } }],
      fargateProfiles: [{ cluster, name: known('f'), selectors: [{ namespace: known('n') }] }],
    });
  });

  test('of another kind or without fields is an object alone', async () => {
    const inventory = await read(`apiVersion: iam.services.k8s.aws/v1alpha1
kind: Group
metadata: { name: g }
spec: { name: g }
---
apiVersion: iam.services.k8s.aws/v1alpha1
kind: Role
metadata: { name: r }
`);
    expect([inventory.kubernetesObjects.length, inventory.roles.length]).toEqual([2, 0]);
  });
});

describe('a configuration of the pods that Crossplane makes', () => {
  const ANNOTATED = 'annotations: { eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/r" }';

  test.each([
    [
      'DeploymentRuntimeConfig',
      `spec: { serviceAccountTemplate: { metadata: { name: aws, ${ANNOTATED} } } }`,
      { known: true, value: 'aws' },
    ],
    [
      'DeploymentRuntimeConfig',
      `spec: { serviceAccountTemplate: { metadata: { ${ANNOTATED} } } }`,
      { known: false },
    ],
    ['ControllerConfig', `metadata: { ${ANNOTATED} }\nspec: { serviceAccountName: own }`, { value: 'own' }],
  ])('makes a service account: %s', async (kind, rest, name) => {
    const { serviceAccounts } = await read(`apiVersion: pkg.crossplane.io/v1beta1\nkind: ${kind}\n${rest}\n`);
    expect(serviceAccounts).toMatchObject([{ name, kind, namespace: { known: false } }]);
    expect(plain(serviceAccounts[0]?.annotations)).toEqual({
      'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/r',
    });
  });
});
