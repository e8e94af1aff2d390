import { partitionOf } from '../aws/partitions.js';
import { groupBy } from '../collections.js';
import type { YamlValue } from '../emit/yaml.js';
import { FURTHER_KINDS, KINDS } from './calls.js';

/** The least that a snapshot of a cluster may do in AWS, as a policy; `*` stands for an account that is not known. */
export function leastPolicy(cluster: string, region: string, account = '*') {
  const partition = partitionOf(region)?.name ?? 'aws';
  const arn = (service: string, place: string, resource: string) =>
    `arn:${partition}:${service}:${place}:${resource}`;
  const eks = (resource: string) => arn('eks', `${region}:${account}`, resource);
  const iam = (resource: string) => arn('iam', `:${account}`, resource);
  const allow = (sid: string, actions: readonly string[], resources: readonly string[]) => ({
    ...{ Sid: sid, Effect: 'Allow', Action: actions, Resource: resources },
  });
  return {
    Version: '2012-10-17',
    Statement: [
      allow(
        'Cluster',
        [
          ...['eks:DescribeCluster', 'eks:ListAddons', 'eks:DescribeAddon'],
          ...['eks:ListPodIdentityAssociations', 'eks:DescribePodIdentityAssociation'],
        ],
        [eks(`cluster/${cluster}`), eks(`addon/${cluster}/*/*`), eks(`podidentityassociation/${cluster}/*`)],
      ),
      allow(
        'Account',
        ['eks:ListClusters', 'iam:ListOpenIDConnectProviders', 'iam:GetAccountAuthorizationDetails'],
        ['*'],
      ),
      allow('Providers', ['iam:GetOpenIDConnectProvider'], [iam('oidc-provider/*')]),
      allow(
        'RoleByRole',
        ['iam:GetRole', 'iam:ListRolePolicies', 'iam:GetRolePolicy', 'iam:ListAttachedRolePolicies'],
        [iam('role/*')],
      ),
      allow(
        'PolicyByPolicy',
        ['iam:GetPolicy', 'iam:GetPolicyVersion'],
        [iam('policy/*'), arn('iam', ':aws', 'policy/*')],
      ),
      allow('Buckets', ['s3:GetBucketPolicy', 's3:GetEncryptionConfiguration'], [`arn:${partition}:s3:::*`]),
      allow('Keys', ['kms:GetKeyPolicy'], [arn('kms', `*:${account}`, 'key/*')]),
    ],
  };
}

/** The group that the printed role is bound to. */
const READERS = 'irsa-forge-readers';

/** The least that it may do in the cluster: a role, and its binding to a group. */
export function leastRbac(): readonly YamlValue[] {
  const name = READERS;
  const groups = groupBy([...KINDS, ...FURTHER_KINDS], ({ resource }) =>
    resource.split('.').slice(1).join('.'),
  );
  const rules = [...groups].map(([group, kinds]) => ({
    apiGroups: [group],
    resources: kinds.map(({ resource }) => resource.split('.')[0] ?? resource),
    verbs: ['list'],
  }));
  const apiGroup = 'rbac.authorization.k8s.io';
  const head = (kind: string) => ({ apiVersion: `${apiGroup}/v1`, kind, metadata: { name } });
  return [
    {
      ...head('ClusterRole'),
      rules: [...rules, { nonResourceURLs: ['/.well-known/openid-configuration'], verbs: ['get'] }],
    },
    {
      ...head('ClusterRoleBinding'),
      roleRef: { apiGroup, kind: 'ClusterRole', name },
      subjects: [{ apiGroup, kind: 'Group', name }],
    },
  ];
}
