import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Inventory, loadHclParser, readClusterConfig, readTerraform } from '../../src/readers/index.js';
import { plain, value } from './support.js';

const shown = ({ addons, fargateProfiles, podIdentityAssociations, clusters }: Inventory) => ({
  addons: addons.map(({ name, namespace, serviceAccountRole, cluster }) => [
    value(cluster.value),
    value(name),
    value(namespace),
    serviceAccountRole?.fact ?? value(serviceAccountRole?.value),
  ]),
  fargate: fargateProfiles.map(({ name, selectors }) => [
    value(name),
    selectors.map(({ namespace, labels }) => [value(namespace), plain(labels)]),
  ]),
  associations: podIdentityAssociations.map(({ namespace, serviceAccount, role }) => [
    value(namespace),
    value(serviceAccount),
    role.fact ?? value(role.value),
  ]),
  autoMode: clusters.map(({ autoMode }) => value(autoMode)),
});

describe('add-ons, Fargate profiles and Auto Mode', () => {
  test('of eksctl', () => {
    const inventory = readClusterConfig({
      path: 'c.yaml',
      content: `apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: us-east-1}
autoModeConfig: {enabled: true}
addons:
- name: vpc-cni
  attachPolicyARNs: [arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy]
  permissionsBoundary: arn:aws:iam::111122223333:policy/b
- name: aws-ebs-csi-driver
  namespaceConfig: {namespace: storage}
  serviceAccountRoleARN: arn:aws:iam::111122223333:role/ebs
- name: aws-efs-csi-driver
  wellKnownPolicies: {efsCSIController: true}
- name: coredns
  podIdentityAssociations: [{namespace: kube-system, serviceAccountName: coredns, roleARN: "arn:aws:iam::111122223333:role/dns"}]
fargateProfiles:
- name: fp
  selectors: [{namespace: dev, labels: {env: x}}, {namespace: "a-*"}]
`,
    });
    expect(shown(inventory)).toEqual({
      addons: [
        ['demo', 'vpc-cni', undefined, 'eksctl:c.yaml:addons[0]:role'],
        ['demo', 'aws-ebs-csi-driver', 'storage', 'arn:aws:iam::111122223333:role/ebs'],
        ['demo', 'aws-efs-csi-driver', undefined, 'eksctl:c.yaml:addons[2]:role'],
        ['demo', 'coredns', undefined, undefined],
      ],
      fargate: [
        [
          'fp',
          [
            ['dev', { env: 'x' }],
            ['a-*', undefined],
          ],
        ],
      ],
      associations: [['kube-system', 'coredns', 'arn:aws:iam::111122223333:role/dns']],
      autoMode: [true],
    });
    const conditions = inventory.roles.map(({ trust }) => JSON.stringify(plain(trust)).match(/:sub|:aud/g));
    expect(conditions).toEqual([[':sub', ':aud'], [':aud']]);
    expect(value(inventory.roles[0]?.permissionsBoundary?.value)).toBe('arn:aws:iam::111122223333:policy/b');
    expect(inventory.attachments.length).toBe(2);
  });

  test('the roles of nodes, the cluster and Fargate, where eksctl is told something about them', () => {
    const { roles, attachments } = readClusterConfig({
      path: 'c.yaml',
      content: `apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: us-east-1}
iam: {serviceRolePermissionsBoundary: b1, fargatePodExecutionRolePermissionsBoundary: b2}
autoModeConfig: {enabled: true, permissionsBoundaryARN: b4}
capabilities:
- {name: ack, type: ACK, attachPolicyARNs: [q]}
managedNodeGroups:
- {name: a, iam: {instanceRoleName: nodes, attachPolicyARNs: [p]}}
- {name: b, iam: {instanceRoleARN: given}}
nodeGroups:
- {name: c, iam: {instanceRolePermissionsBoundary: b3}}
`,
    });
    expect(
      roles.map(({ id, name, permissionsBoundary }) => [
        id.replace('eksctl:c.yaml:', ''),
        name.known && name.value,
        value(permissionsBoundary?.value),
      ]),
    ).toEqual([
      ['iam.serviceRole:role', false, 'b1'],
      ['iam.fargatePodExecutionRole:role', false, 'b2'],
      ['autoModeConfig:role', false, 'b4'],
      ['capabilities[0]:role', false, undefined],
      ['nodeGroups[0].iam:role', false, 'b3'],
      ['managedNodeGroups[0].iam:role', 'nodes', undefined],
    ]);
    expect(attachments.map(({ policy }) => value(policy.value))).toEqual(['q', 'p']);
  });

  describe('of Terraform', () => {
    let parser: Awaited<ReturnType<typeof loadHclParser>>;
    beforeAll(async () => {
      parser = await loadHclParser();
    });

    test('resources', () => {
      const inventory = readTerraform(
        [
          {
            path: 'main.tf',
            content: `
resource "aws_eks_cluster" "c" {
  name = "demo"
  compute_config { enabled = true }
}
resource "aws_eks_addon" "a" {
  cluster_name             = aws_eks_cluster.c.name
  addon_name               = "vpc-cni"
  service_account_role_arn = "arn:aws:iam::111122223333:role/cni"
}
resource "aws_eks_addon" "b" {
  cluster_name = "demo"
  addon_name   = "aws-ebs-csi-driver"
  pod_identity_association {
    role_arn        = "arn:aws:iam::111122223333:role/ebs"
    service_account = "ebs-csi-controller-sa"
  }
}
resource "aws_eks_addon" "c" {
  cluster_name = "demo"
  addon_name   = "somebodys-own"
  pod_identity_association {
    role_arn        = "arn:aws:iam::111122223333:role/x"
    service_account = "x"
  }
}
resource "aws_eks_fargate_profile" "f" {
  cluster_name         = "demo"
  fargate_profile_name = "fp"
  selector {
    namespace = "shop"
    labels    = { a = "b" }
  }
  selector { namespace = "web" }
}
`,
          },
        ],
        parser,
      );
      expect(shown(inventory)).toEqual({
        addons: [
          ['demo', 'vpc-cni', undefined, 'arn:aws:iam::111122223333:role/cni'],
          ['demo', 'aws-ebs-csi-driver', undefined, undefined],
          ['demo', 'somebodys-own', undefined, undefined],
        ],
        fargate: [
          [
            'fp',
            [
              ['shop', { a: 'b' }],
              ['web', undefined],
            ],
          ],
        ],
        associations: [
          ['kube-system', 'ebs-csi-controller-sa', 'arn:aws:iam::111122223333:role/ebs'],
          ['?the namespace of the add-on is not known', 'x', 'arn:aws:iam::111122223333:role/x'],
        ],
        autoMode: [true],
      });
    });
  });
});
