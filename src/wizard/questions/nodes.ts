import { NODE_GROUP_DEFAULTS } from '../../spec/built-in.js';
import { NUMBER, type Question, type Scope } from '../question.js';

const topic = ({ indexes: [index = 0] }: Scope) => (index === 0 ? 'Nodes' : `Nodes ${index + 1}`);

/** What is asked about a node group of a new cluster. */
export const NODES: readonly Question[] = [
  {
    key: 'cluster.nodeGroups[].name',
    kind: 'text',
    topic,
    label: 'Node group',
    message: 'Name of the node group',
    help: 'It names the EC2 instances and the stack that makes them.',
    example: 'linux-node',
    asked: 'customise',
    owns: 'cluster.nodeGroups',
    fallback: () => ({ value: NODE_GROUP_DEFAULTS.name }),
  },
  {
    key: 'cluster.nodeGroups[].instanceType',
    kind: 'text',
    topic,
    label: 'Instance type',
    message: 'Instance type of the nodes',
    help: 'It limits how many pods fit on a node, and is most of what the cluster costs.',
    example: 't3.medium',
    asked: 'customise',
    fallback: () => ({ value: NODE_GROUP_DEFAULTS.instanceType }),
  },
  {
    key: 'cluster.nodeGroups[].desiredCapacity',
    kind: 'text',
    form: NUMBER,
    topic,
    label: 'Nodes',
    message: 'How many nodes?',
    help: 'Two nodes let a Deployment survive the loss of one.',
    example: '2',
    asked: 'customise',
    fallback: capacity,
  },
  {
    key: 'cluster.nodeGroups[].minSize',
    kind: 'text',
    form: NUMBER,
    topic,
    label: 'At least',
    message: 'The fewest nodes',
    help: 'The lower bound for an autoscaler; without one it is the number of nodes.',
    example: '1',
    asked: 'review',
    optional: true,
  },
  {
    key: 'cluster.nodeGroups[].maxSize',
    kind: 'text',
    form: NUMBER,
    topic,
    label: 'At most',
    message: 'The most nodes',
    help: 'The upper bound for an autoscaler; without one it is the number of nodes.',
    example: '4',
    asked: 'review',
    optional: true,
  },
  {
    key: 'cluster.nodeGroups[].volumeSize',
    kind: 'text',
    form: NUMBER,
    topic,
    label: 'Disk (GiB)',
    message: "Size of each node's disk in GiB",
    help: "Images and logs share it; empty takes eksctl's default, and under 20 GiB fill up soon.",
    example: '80',
    asked: 'customise',
    optional: true,
  },
  {
    key: 'cluster.nodeGroups[].privateNetworking',
    kind: 'confirm',
    topic,
    label: 'Private nodes',
    message: 'Should the nodes be in private subnets?',
    help: 'Private nodes have no public address and reach the internet through NAT.',
    asked: 'customise',
    fallback: (scope) => ({
      value: scope.get('@network') !== 'existing' || scope.get('cluster.vpc.privateSubnets') !== null,
    }),
  },
  {
    key: 'cluster.nodeGroups[].sshPublicKeyName',
    kind: 'text',
    topic,
    label: 'SSH key pair',
    message: 'EC2 key pair for SSH to the nodes',
    help: 'Leave it empty unless you need SSH: Session Manager works without open ports.',
    example: 'my-key',
    asked: 'review',
    optional: true,
  },
];

/** As the spec's own default: two, within the bounds. */
function capacity(scope: Scope) {
  const least = Number(scope.get('cluster.nodeGroups[].minSize') ?? 0);
  const most = Number(scope.get('cluster.nodeGroups[].maxSize') ?? Number.POSITIVE_INFINITY);
  const value = Math.min(Math.max(NODE_GROUP_DEFAULTS.desiredCapacity, least), most);
  return { value: Number.isFinite(value) ? value : NODE_GROUP_DEFAULTS.desiredCapacity };
}
