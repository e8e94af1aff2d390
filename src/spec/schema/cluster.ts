import * as v from 'valibot';
import { checkSubnetId, checkVpcId, SUBNET_ID, VPC_ID } from '../../aws/ec2.js';
import { CLUSTER_NAME, checkClusterName } from '../../aws/eks-clusters.js';
import { checkKubernetesVersion } from '../../aws/eks-versions.js';
import { checkOidcIssuer } from '../../aws/oidc-issuers.js';
import { flag, list, object, text } from '../../schema/field.js';
import { CLUSTER_DEFAULTS } from '../built-in.js';
import { availabilityZone, nodeGroupSchema } from './node-group.js';
import { accountField, regionField } from './place.js';

const subnet = object('A subnet of the VPC.', {
  id: text({
    description: 'The id of the subnet.',
    examples: ['subnet-0a1b2c3d4e5f67890'],
    noun: 'a subnet id',
    check: checkSubnetId,
    pattern: SUBNET_ID,
  }),
  availabilityZone,
});

const vpc = object('An existing VPC; absent: eksctl makes one.', {
  id: text({
    description: 'The id of the VPC.',
    examples: ['vpc-0a1b2c3d4e5f67890'],
    noun: 'a VPC id',
    check: checkVpcId,
    pattern: VPC_ID,
  }),
  privateSubnets: v.optional(
    list(subnet, { description: 'Subnets without a route to an internet gateway.' }),
  ),
  publicSubnets: v.optional(list(subnet, { description: 'Subnets with a route to an internet gateway.' })),
});

/** The schema of `cluster`. */
export const clusterSchema = object('The EKS cluster.', {
  name: text({
    description: 'The name of the cluster.',
    examples: ['demo-k8s'],
    noun: 'an EKS cluster name',
    check: checkClusterName,
    pattern: CLUSTER_NAME,
  }),
  region: regionField('The AWS region; it gives the partition.'),
  accountId: accountField('The AWS account, a string of 12 digits.'),
  provision: v.optional(
    flag({ description: 'Whether eksctl creates the cluster; false: it exists.' }),
    CLUSTER_DEFAULTS.provision,
  ),
  kubernetesVersion: v.optional(
    text({
      description: 'The Kubernetes version, major and minor, in quotes.',
      examples: ['1.35'],
      noun: 'a Kubernetes version of EKS',
      check: checkKubernetesVersion,
      pattern: /^1\.[1-9]\d$/,
    }),
    CLUSTER_DEFAULTS.kubernetesVersion,
  ),
  oidcIssuer: v.optional(
    text({
      description: "The cluster's OIDC issuer URL, once it is known; absent: Terraform looks it up.",
      examples: ['https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE'],
      noun: "an EKS cluster's OIDC issuer",
      check: checkOidcIssuer,
      pattern: /^https:\/\/oidc\.eks\.[a-z0-9-]+\.[a-z0-9.-]+\/id\/[A-Z0-9]{32}$/,
    }),
  ),
  availabilityZones: v.optional(
    list(availabilityZone, {
      description: 'Zones of the VPC that eksctl makes; not together with vpc.',
      atMost: 8,
    }),
  ),
  vpc: v.optional(vpc),
  nodeGroups: v.optional(
    list(nodeGroupSchema, {
      description: 'The node groups; default when eksctl creates the cluster: a managed one of two nodes.',
    }),
  ),
});
