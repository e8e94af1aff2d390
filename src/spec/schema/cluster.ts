import * as v from 'valibot';
import { checkPublicNetwork } from '../../aws/cidr.js';
import { checkSubnetId, checkVpcId, SUBNET_ID, VPC_ID } from '../../aws/ec2.js';
import { CONTROL_PLANE_LOGS } from '../../aws/eks-clusters.js';
import { checkKubernetesVersion } from '../../aws/eks-versions.js';
import { choice, flag, list, object, text } from '../../schema/field.js';
import { only } from '../../schema/need.js';
import { CLUSTER_DEFAULTS, ENDPOINT_DEFAULTS } from '../built-in.js';
import { BESIDE_A_PRIVATE_API, OF_IRSA, ofNewCluster, WITHOUT_VPC, WITHOUT_ZONES } from './needs.js';
import { availabilityZone, nodeGroupSchema } from './node-group.js';
import { accountField, clusterNameField, issuerField, regionField } from './place.js';

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

const endpointAccess = object(
  "Where the cluster's API can be reached from; without private, nodes go through the internet to it.",
  {
    private: v.optional(
      flag({ description: 'Whether it is reached inside the VPC, as by the nodes.' }),
      ENDPOINT_DEFAULTS.private,
    ),
    public: v.optional(
      flag({ description: 'Whether it is reached from the internet.' }),
      ENDPOINT_DEFAULTS.public,
    ),
    publicCidrs: only(
      BESIDE_A_PRIVATE_API,
      v.optional(
        list(
          text({
            description: 'A network.',
            examples: ['203.0.113.0/24'],
            noun: 'a network',
            check: checkPublicNetwork,
          }),
          { description: 'The networks of the internet that reach it; absent: all.', atMost: 40 },
        ),
      ),
    ),
  },
);

/** The schema of `cluster`. */
export const clusterSchema = object('The EKS cluster.', {
  name: clusterNameField('The name of the cluster.', 'demo-k8s'),
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
  oidcIssuer: only(
    [OF_IRSA],
    v.optional(
      issuerField("The cluster's OIDC issuer URL, once it is known; absent: Terraform looks it up."),
    ),
  ),
  availabilityZones: only(
    [ofNewCluster('availabilityZones'), WITHOUT_VPC],
    v.optional(
      list(availabilityZone, {
        description: 'Zones of the VPC that eksctl makes; not together with vpc.',
        atMost: 8,
      }),
    ),
  ),
  vpc: only([ofNewCluster('vpc'), WITHOUT_ZONES], v.optional(vpc)),
  nodeGroups: only(
    [ofNewCluster('nodeGroups')],
    v.optional(
      list(nodeGroupSchema, {
        description: 'The node groups; default when eksctl creates the cluster: a managed one of two nodes.',
      }),
    ),
  ),
  podImds: only(
    [ofNewCluster('podImds')],
    v.optional(
      flag({
        description:
          "Whether pods of the new nodes reach the instance metadata service, and by it the nodes' role; false: hop limit 1.",
      }),
      CLUSTER_DEFAULTS.podImds,
    ),
  ),
  logging: only(
    [ofNewCluster('logging')],
    v.optional(
      list(choice(CONTROL_PLANE_LOGS, { description: 'A log.' }), {
        description: 'Logs of the new control plane that go to CloudWatch, which charges for them.',
      }),
    ),
  ),
  endpointAccess: only([ofNewCluster('endpointAccess')], v.optional(endpointAccess)),
  networkPolicy: only(
    [ofNewCluster('networkPolicy')],
    v.optional(
      flag({
        description:
          'Whether the VPC CNI of the new cluster enforces NetworkPolicies; default: where a workload has one.',
      }),
    ),
  ),
});
