import * as v from 'valibot';
import {
  AVAILABILITY_ZONE,
  checkAvailabilityZone,
  checkInstanceType,
  checkKeyPairName,
  INSTANCE_TYPE,
} from '../../aws/ec2.js';
import { checkNodeGroupName, NODE_GROUP_NAME } from '../../aws/eks-clusters.js';
import { flag, later, list, object, text, whole } from '../../schema/field.js';
import { NODE_GROUP_DEFAULTS } from '../built-in.js';

/** An availability zone; its region is checked against the cluster's. */
export const availabilityZone = text({
  description: 'An availability zone by name.',
  examples: ['us-east-1a'],
  noun: 'an availability zone',
  check: checkAvailabilityZone,
  pattern: AVAILABILITY_ZONE,
});

const capacity = (description: string) => whole(0, 5000, { description, unit: 'nodes' });

/** The schema of one element of `cluster.nodeGroups`. */
export const nodeGroupSchema = later(() =>
  object('A group of nodes that eksctl makes.', {
    name: text({
      description: 'The name of the node group, unique in the cluster.',
      examples: ['linux-node'],
      noun: 'a node group name',
      check: checkNodeGroupName,
      pattern: NODE_GROUP_NAME,
    }),
    managed: v.optional(
      flag({ description: 'Whether EKS manages the nodes; false: a self-managed group.' }),
      NODE_GROUP_DEFAULTS.managed,
    ),
    instanceType: v.optional(
      text({
        description: 'The EC2 instance type of the nodes.',
        examples: ['t3.medium'],
        noun: 'an instance type',
        check: checkInstanceType,
        pattern: INSTANCE_TYPE,
      }),
      NODE_GROUP_DEFAULTS.instanceType,
    ),
    desiredCapacity: v.optional(
      capacity('How many nodes to begin with; default 2, within minSize and maxSize.'),
    ),
    minSize: v.optional(capacity('The fewest nodes.')),
    maxSize: v.optional(whole(1, 5000, { description: 'The most nodes.', unit: 'nodes' })),
    volumeSize: v.optional(
      whole(1, 16384, {
        description: "Size of each node's disk in GiB; absent: eksctl's default.",
        unit: 'GiB',
      }),
    ),
    privateNetworking: v.optional(
      flag({
        description:
          'Whether the nodes are in private subnets; default: true wherever there are any for their zones.',
      }),
    ),
    availabilityZones: v.optional(
      list(availabilityZone, { description: 'Zones of the nodes; absent: all of the cluster.' }),
    ),
    sshPublicKeyName: v.optional(
      text({
        description: 'An EC2 key pair for SSH access; absent: no SSH access.',
        examples: ['my-key'],
        noun: 'a key pair name',
        check: checkKeyPairName,
      }),
    ),
  }),
);
