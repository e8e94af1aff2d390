import { instanceSize } from '../../aws/instance-types.js';
import { parseQuantity } from '../../kubernetes/quantities.js';
import { quote } from '../../text/quote.js';
import { forEach, whileReadable } from '../readable.js';
import type { Cluster, Pod, Workload } from '../types.js';
import type { Rule } from './rule.js';

/** Pods on every node: aws-node and kube-proxy. */
const PODS_PER_NODE = 2;

/** Pods of every cluster besides: two each of coredns and metrics-server. */
const PODS_PER_CLUSTER = 4;

/** Pods for which the nodes have room beside the system's; undefined when some type is not known. */
function roomIn(cluster: Cluster): number | undefined {
  let room = -PODS_PER_CLUSTER;
  for (const { instanceType, desiredCapacity } of cluster.nodeGroups) {
    const size = instanceSize(instanceType);
    if (size === undefined) return undefined;
    room += (size.maxPods - PODS_PER_NODE) * desiredCapacity;
  }
  return room;
}

const roomForPods: Rule = ({ spec: { cluster, workloads }, report }) => {
  const room = roomIn(cluster);
  if (cluster.nodeGroups.length === 0 || room === undefined) return;
  const nodes = cluster.nodeGroups.reduce((sum, { desiredCapacity }) => sum + desiredCapacity, 0);
  const wanted = Math.max(
    1,
    workloads.reduce((sum, { pod }) => sum + (pod?.kind === 'DaemonSet' ? nodes : (pod?.replicas ?? 0)), 0),
  );
  if (wanted <= room) return;
  forEach(cluster.nodeGroups, ({ instanceType, desiredCapacity }, index) => {
    const most = instanceSize(instanceType)?.maxPods ?? 0;
    report.warning(
      'spec/small-instance-type',
      ['cluster', 'nodeGroups', index, 'instanceType'],
      `${quote(instanceType)} runs ${most} pods a node: too few on ${desiredCapacity} nodes for ${wanted} beside the system's`,
      'use a larger instance type, such as t3.medium with 17 pods a node, or more nodes',
    );
  });
};

function fitsSomewhere(cluster: Cluster, pod: Pod): boolean {
  const { cpu = '0', memory = '0' } = pod.resources.requests;
  return cluster.nodeGroups.some(({ instanceType }) => {
    const size = instanceSize(instanceType);
    if (size === undefined) return true;
    return (parseQuantity(cpu) ?? 0) < size.vcpus && (parseQuantity(memory) ?? 0) < size.memoryMib * 2 ** 20;
  });
}

const roomForRequests: Rule = ({ spec: { cluster, workloads }, report }) => {
  if (cluster.nodeGroups.length === 0) return;
  forEach(workloads, ({ pod }: Workload, index) => {
    if (pod === undefined || whileReadable(() => fitsSomewhere(cluster, pod)) !== false) return;
    report.warning(
      'spec/small-instance-type',
      ['workloads', index, 'pod', 'resources', 'requests'],
      'asks for more than any node of the cluster has',
      'ask for less, or use a larger instance type in cluster.nodeGroups',
    );
  });
};

/** Whether the nodes have room for the pods, as far as the instance types are known. */
export const capacityRules: readonly Rule[] = [roomForPods, roomForRequests];
