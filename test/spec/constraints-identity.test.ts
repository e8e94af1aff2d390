import { expect, test } from '@jest/globals';
import type { SpecInput } from '../../src/spec/schema.js';
import { aWorkload, type Part } from '../support/a-spec.js';
import { findingsOf, type Row } from './support.js';

const ROLE = 'arn:aws:iam::111122223333:role/team/app';
const ISSUER = 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
const OTHER_ISSUER = 'https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';
const BUCKETS = [{ name: 'my-bucket', access: 'get' as const }];

type WorkloadPart = Part<SpecInput['workloads'][number]>;

/** Two workloads that share nothing but what is given. */
function two(
  first: WorkloadPart,
  second: WorkloadPart,
  identity: Part<SpecInput['identity']> = {},
): Part<SpecInput> {
  const other = aWorkload({ name: 'other', serviceAccount: 'sa-other' });
  return { identity, workloads: [aWorkload(first), { ...other, ...second } as typeof other] };
}

/** A workload for service accounts of which only a pattern is known. */
const patterned = (namespace: string, serviceAccount: string) =>
  ({ name: 'app', namespace, serviceAccount, buckets: BUCKETS }) as const;

const rows: readonly Row[] = [
  [
    'eksctl owns everything',
    { given: { identity: { roleOwner: 'eksctl', serviceAccountOwner: 'eksctl' } }, want: [] },
  ],
  ['eksctl owns roles alone', { given: { identity: { roleOwner: 'eksctl' } }, want: [] }],
  [
    'eksctl owns service accounts alone',
    { given: { identity: { serviceAccountOwner: 'eksctl' } }, want: [] },
  ],
  ['service accounts of Helm', { given: { identity: { serviceAccountOwner: 'existing' } }, want: [] }],
  ['pod identity', { given: { identity: { mechanism: 'pod-identity' } }, want: [] }],
  [
    'pod identity by eksctl',
    {
      given: { identity: { mechanism: 'pod-identity', roleOwner: 'eksctl' } },
      want: ['eksctl-open-trust? identity.roleOwner'],
    },
  ],
  [
    'pod identity with service accounts by eksctl alone',
    {
      given: { identity: { mechanism: 'pod-identity', serviceAccountOwner: 'eksctl' } },
      want: ['pod-identity-owners identity.serviceAccountOwner'],
    },
  ],
  [
    'further clusters, whose issuers IRSA needs',
    {
      given: {
        identity: { furtherClusters: [{ name: 'green', oidcIssuer: OTHER_ISSUER }, { name: 'red' }] },
      },
      want: ['missing-issuer identity.furtherClusters[1].oidcIssuer'],
    },
  ],
  [
    'a further cluster with pod identity, of which the name is enough',
    {
      given: { identity: { mechanism: 'pod-identity', furtherClusters: [{ name: 'green' }] } },
      want: [],
    },
  ],
  [
    'further clusters that repeat names and issuers',
    {
      given: {
        cluster: { name: 'blue', oidcIssuer: ISSUER },
        identity: {
          furtherClusters: [
            { name: 'blue', oidcIssuer: OTHER_ISSUER },
            { name: 'green', oidcIssuer: ISSUER },
            { name: 'green', oidcIssuer: OTHER_ISSUER },
          ],
        },
      },
      want: [
        'duplicate-cluster identity.furtherClusters[0].name',
        'duplicate-cluster identity.furtherClusters[2].name',
        'duplicate-issuer identity.furtherClusters[1].oidcIssuer',
        'duplicate-issuer identity.furtherClusters[2].oidcIssuer',
      ],
    },
  ],
  [
    'a further cluster in another partition, and roles of eksctl',
    {
      given: {
        identity: {
          roleOwner: 'eksctl',
          furtherClusters: [
            {
              name: 'green',
              oidcIssuer: 'https://oidc.eks.cn-north-1.amazonaws.com.cn/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
            },
          ],
        },
      },
      want: ['eksctl-cannot identity.roleOwner', 'partition identity.furtherClusters[0].oidcIssuer'],
    },
  ],
  [
    'both mechanisms, with service accounts by eksctl',
    { given: { identity: { mechanism: 'both', serviceAccountOwner: 'eksctl' } }, want: [] },
  ],
  [
    'both mechanisms with roles by eksctl',
    {
      given: { identity: { mechanism: 'both', roleOwner: 'eksctl' } },
      want: ['eksctl-cannot identity.mechanism'],
    },
  ],
  [
    'service accounts by a pattern, in one namespace',
    { given: { workloads: [patterned('crossplane', 'provider-aws-*')] }, want: [] },
  ],
  [
    'every service account of a namespace, of namespaces that begin alike, and of all',
    {
      given: {
        workloads: [
          patterned('pr-17', '*'),
          { ...patterned('pr-*', 'web'), name: 'b' },
          { ...patterned('*', '?*'), name: 'c' },
        ],
      },
      want: [
        'pattern-breadth? workloads[0].serviceAccount',
        'pattern-breadth? workloads[1].namespace',
        'pattern-everything workloads[2].serviceAccount',
      ],
    },
  ],
  [
    'patterns of which something is to be made',
    {
      given: {
        identity: { serviceAccountOwner: 'eksctl' },
        workloads: [
          {
            ...patterned('web', 'a-*'),
            createNamespace: true,
            pod: { kind: 'Deployment' as const, image: 'registry.example/a:1' },
          },
          {
            ...patterned('web', 'b-*'),
            name: 'b',
            identity: { roleOwner: 'eksctl' as const, serviceAccountOwner: 'eksctl' as const },
          },
        ],
      },
      want: [
        'pattern-namespace workloads[0].createNamespace',
        'pattern-pod workloads[0].pod',
        'pattern-role-owner workloads[1].identity.roleOwner',
        'pattern-service-account-owner identity.serviceAccountOwner',
        'pattern-service-account-owner workloads[1].identity.serviceAccountOwner',
      ],
    },
  ],
  [
    'pod identity with a provider',
    {
      given: {
        cluster: { oidcIssuer: ISSUER },
        identity: { mechanism: 'pod-identity', oidcProviderOwner: 'existing' },
      },
      want: ['pod-identity-provider cluster.oidcIssuer', 'pod-identity-provider identity.oidcProviderOwner'],
    },
  ],
  [
    'pod identity for some workloads, with a provider for the others',
    {
      given: {
        ...two({ identity: { mechanism: 'pod-identity' } }, {}, { oidcProviderOwner: 'eksctl' }),
        cluster: { oidcIssuer: ISSUER },
      },
      want: [],
    },
  ],
  [
    'an existing provider of a new cluster',
    {
      given: { identity: { oidcProviderOwner: 'existing' } },
      want: ['provider-cannot-exist identity.oidcProviderOwner'],
    },
  ],
  [
    'an existing provider of an existing cluster',
    { given: { cluster: { provision: false }, identity: { oidcProviderOwner: 'existing' } }, want: [] },
  ],
  ['a provider by Terraform', { given: { identity: { oidcProviderOwner: 'terraform' } }, want: [] }],
  [
    'a provider by Terraform beside service accounts by eksctl',
    {
      given: { identity: { oidcProviderOwner: 'terraform', serviceAccountOwner: 'eksctl' } },
      want: ['two-provider-owners identity.oidcProviderOwner'],
    },
  ],
  [
    'the same on an existing cluster',
    {
      given: {
        cluster: { provision: false },
        identity: { oidcProviderOwner: 'terraform', serviceAccountOwner: 'eksctl' },
      },
      want: [],
    },
  ],
  [
    'eksctl as any owner in the sovereign cloud',
    {
      given: {
        cluster: { region: 'eusc-de-east-1', provision: false },
        identity: { roleOwner: 'eksctl', serviceAccountOwner: 'eksctl', oidcProviderOwner: 'eksctl' },
      },
      want: [
        'eksctl-region identity.oidcProviderOwner',
        'eksctl-region identity.roleOwner',
        'eksctl-region identity.serviceAccountOwner',
      ],
    },
  ],
  [
    'what eksctl does not know about roles',
    {
      given: { identity: { roleOwner: 'eksctl', rolePath: '/a/', maxSessionDuration: 7200 } },
      want: ['eksctl-role-setting identity.maxSessionDuration', 'eksctl-role-setting identity.rolePath'],
    },
  ],
  ['the same by Terraform', { given: { identity: { rolePath: '/a/', maxSessionDuration: 7200 } }, want: [] }],
  [
    'a boundary of another partition',
    {
      given: { identity: { permissionsBoundaryArn: 'arn:aws-cn:iam::111122223333:policy/b' } },
      want: ['partition identity.permissionsBoundaryArn'],
    },
  ],
  [
    'a boundary of another account',
    {
      given: { identity: { permissionsBoundaryArn: 'arn:aws:iam::999922223333:policy/b' } },
      want: ['policy-account identity.permissionsBoundaryArn'],
    },
  ],
  [
    'an existing role',
    { given: two({ identity: { roleOwner: 'existing' }, roleArn: ROLE, buckets: [] }, {}), want: [] },
  ],
  [
    'an existing role without ARN',
    {
      given: two({ identity: { roleOwner: 'existing' } }, {}),
      want: ['missing-role-arn workloads[0].roleArn'],
    },
  ],
  [
    'an existing role with a name and a policy',
    {
      given: two(
        { identity: { roleOwner: 'existing' }, roleArn: ROLE, roleName: 'app', policyName: 'app' },
        {},
      ),
      want: ['ignored-field? workloads[0].policyName', 'role-name-with-existing workloads[0].roleName'],
    },
  ],
  [
    'an ARN of a role to create',
    { given: two({ roleArn: ROLE }, {}), want: ['role-arn-without-existing workloads[0].roleArn'] },
  ],
  [
    'a role of another account, irsa',
    {
      given: two({ identity: { roleOwner: 'existing' }, roleArn: 'arn:aws:iam::999922223333:role/app' }, {}),
      want: ['role-account? workloads[0].roleArn'],
    },
  ],
  [
    'a role of another account, pod identity',
    {
      given: two(
        {
          identity: { roleOwner: 'existing', mechanism: 'pod-identity' },
          roleArn: 'arn:aws:iam::999922223333:role/app',
        },
        {},
      ),
      want: ['role-account workloads[0].roleArn'],
    },
  ],
  [
    'a workload that grants nothing',
    { given: two({ buckets: [] }, {}), want: ['grants-nothing workloads[0]'] },
  ],
  [
    'two roles for one service account',
    {
      given: two({ roleName: 'a' }, { serviceAccount: 'sa-app', roleName: 'b' }),
      want: ['two-roles workloads[1].roleName'],
    },
  ],
  [
    'a named and a derived role for one service account',
    {
      given: two({ roleName: 'a' }, { serviceAccount: 'sa-app' }),
      want: ['two-roles workloads[1].roleName'],
    },
  ],
  ['two workloads on one service account', { given: two({}, { serviceAccount: 'sa-app' }), want: [] }],
  [
    'two identities for one service account',
    {
      given: two({}, { serviceAccount: 'sa-app', identity: { mechanism: 'pod-identity' } }),
      want: ['two-identities workloads[1].identity.mechanism'],
    },
  ],
  ['a role for two service accounts', { given: two({ roleName: 'a' }, { roleName: 'a' }), want: [] }],
  [
    'a role for two service accounts, by eksctl',
    {
      given: two({ roleName: 'a' }, { roleName: 'a' }, { roleOwner: 'eksctl' }),
      want: ['shared-role workloads[1].roleName'],
    },
  ],
  [
    'a role by two mechanisms',
    {
      given: two({ roleName: 'a' }, { roleName: 'a', identity: { mechanism: 'pod-identity' } }),
      want: ['shared-role workloads[1].identity.mechanism'],
    },
  ],
  [
    'role names that differ in case',
    { given: two({ roleName: 'App' }, { roleName: 'app' }), want: ['role-name-case workloads[1].roleName'] },
  ],
  [
    'two policies for one role',
    {
      given: two({ roleName: 'a', policyName: 'p' }, { roleName: 'a', policyName: 'q' }),
      want: ['two-policies workloads[1].policyName'],
    },
  ],
  [
    'one policy for two roles',
    {
      given: two({ roleName: 'a', policyName: 'p' }, { roleName: 'b', policyName: 'P' }),
      want: ['duplicate-policy workloads[1].policyName'],
    },
  ],
  [
    'a service account with a dot, by eksctl',
    {
      given: two({ serviceAccount: 'a.b' }, {}, { roleOwner: 'eksctl' }),
      want: ['stack-name workloads[0].serviceAccount'],
    },
  ],
  [
    'a service account with a dot, attached by eksctl',
    { given: two({ serviceAccount: 'a.b' }, {}, { serviceAccountOwner: 'eksctl' }), want: [] },
  ],
  [
    'stack names that collide',
    {
      given: two(
        { namespace: 'a-b', serviceAccount: 'c' },
        { namespace: 'a', serviceAccount: 'b-c' },
        { roleOwner: 'eksctl' },
      ),
      want: ['stack-name-collision workloads[1].serviceAccount'],
    },
  ],
  [
    'a stack name too long for its inline policy',
    {
      given: two({ serviceAccount: 's'.repeat(77) }, {}, { roleOwner: 'eksctl' }),
      want: ['stack-name-length workloads[0].serviceAccount'],
    },
  ],
  [
    'a stack name too long for an inline policy of statements alone',
    {
      given: two(
        {
          ...{ serviceAccount: 's'.repeat(77), buckets: [] },
          statements: [{ actions: ['s3:ListAllMyBuckets'], resources: ['*'] }],
        },
        {},
        { roleOwner: 'eksctl' },
      ),
      want: ['stack-name-length workloads[0].serviceAccount'],
    },
  ],
  [
    'a stack name too long for the inline policy of a program',
    {
      given: two(
        { serviceAccount: 's'.repeat(77), buckets: [], uses: 'cluster-autoscaler' },
        {},
        { roleOwner: 'eksctl' },
      ),
      want: ['stack-name-length workloads[0].serviceAccount'],
    },
  ],
  [
    'a stack name just short enough',
    { given: two({ serviceAccount: 's'.repeat(76) }, {}, { roleOwner: 'eksctl' }), want: [] },
  ],
  [
    'a cluster that no stack can be named after',
    {
      given: { cluster: { name: 'a_b', provision: false }, identity: { roleOwner: 'eksctl' } },
      want: ['stack-name cluster.name'],
    },
  ],
  [
    'a workload twice',
    { given: two({}, { name: 'photo-site' }), want: ['duplicate-workload workloads[1].name'] },
  ],
  ['a reserved name', { given: two({ name: 'namespaces' }, {}), want: ['reserved-name workloads[0].name'] }],
  [
    'workloads that disagree on a namespace',
    {
      given: two({ createNamespace: false }, {}),
      want: ['namespace-disagreement workloads[1].createNamespace'],
    },
  ],
  [
    'a namespace of Kubernetes',
    {
      given: two({ namespace: 'kube-system', createNamespace: true }, {}),
      want: ['built-in-namespace? workloads[0].createNamespace', 'system-namespace? workloads[0].namespace'],
    },
  ],
  [
    'the default service account',
    {
      given: two({ serviceAccount: 'default' }, {}),
      want: ['default-service-account? workloads[0].serviceAccount'],
    },
  ],
  [
    'a subject that STS does not take',
    {
      given: two({ serviceAccount: 's'.repeat(250) }, {}),
      want: ['subject-length workloads[0].serviceAccount'],
    },
  ],
  [
    'one finding for a setting that all workloads share',
    {
      given: {
        identity: { mechanism: 'pod-identity', roleOwner: 'eksctl' },
        workloads: [aWorkload(), aWorkload({ name: 'b', serviceAccount: 'b', buckets: BUCKETS })],
      },
      want: ['eksctl-open-trust? identity.roleOwner'],
    },
  ],
];

test.each(rows)('%s', (_name, { given, want }) => {
  expect(findingsOf(given)).toEqual(want);
});
