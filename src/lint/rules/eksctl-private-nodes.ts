import { fieldOf, isMap, nodeAt } from '../../readers/index.js';
import { clusterConfigs, given, nodeGroups } from '../eksctl.js';
import { cluster, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const subnets = { private: { a: { id: 'subnet-0aaaaaaaaaaaaaaa1' }, b: { id: 'subnet-0aaaaaaaaaaaaaaa2' } } };
const group = { name: 'workers', instanceType: 't3.medium' };

export const eksctlPrivateNodes: Rule = {
  id: 'IRSA108',
  name: 'eksctl-private-nodes',
  severity: 'error',
  family: 'eksctl',
  summary: 'Where all subnets are private, every node group says privateNetworking: true.',
  why: 'Its default is false: eksctl then looks for public subnets, finds none, and the stack of the node group fails.',
  error: 'CREATE_FAILED: Subnets list is empty',
  fix: 'Write privateNetworking: true in each node group.',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/vpc-configuration.html',
  examples: {
    bad: [yamlFile('cluster.yaml', cluster({ vpc: { subnets }, managedNodeGroups: [group] }))],
    good: [
      yamlFile(
        'cluster.yaml',
        cluster({ vpc: { subnets }, managedNodeGroups: [{ ...group, privateNetworking: true }] }),
      ),
    ],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      const all = nodeAt(root, ['vpc', 'subnets']);
      const open = fieldOf(all, 'public');
      const onlyPrivate =
        isMap(all) &&
        isMap(fieldOf(all, 'private')) &&
        (open === undefined || (isMap(open) && open.entries.length === 0));
      if (!onlyPrivate || all.rest.length > 0) continue;
      for (const node of nodeGroups(root)) {
        const flag = given(node, 'privateNetworking');
        if (
          given(node, 'subnets') !== undefined ||
          node.kind !== 'map' ||
          (flag !== undefined && !(flag.kind === 'scalar' && flag.value === false))
        )
          continue;
        yield {
          place: flag?.place ?? node.place,
          message: 'the node group needs privateNetworking: true, for there are private subnets alone',
          help: 'write privateNetworking: true',
        };
      }
    }
  },
};
