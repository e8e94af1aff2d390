import { isMap, nodeAt } from '../../readers/index.js';
import { clusterConfigs, given } from '../eksctl.js';
import { cluster, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const eksctlTooFewZones: Rule = {
  id: 'IRSA107',
  name: 'eksctl-too-few-zones',
  severity: 'error',
  family: 'eksctl',
  summary: 'A cluster has at least two availability zones, and of each kind of subnet none or at least two.',
  why: 'EKS puts the control plane into two zones or more, and eksctl refuses a single zone or subnet.',
  error: 'Error: only 1 zone(s) specified [us-east-1a], 2 are required (can be non-unique)',
  fix: 'Add a second zone, or a second subnet in another zone.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html',
  examples: {
    bad: [yamlFile('cluster.yaml', cluster({ availabilityZones: ['us-east-1a'] }))],
    good: [yamlFile('cluster.yaml', cluster({ availabilityZones: ['us-east-1a', 'us-east-1b'] }))],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      // On an Outpost the control plane is in one rack, and so in one zone.
      if (given(root, 'outpost') !== undefined) continue;
      const zones = given(root, 'availabilityZones');
      if (zones?.kind === 'list' && zones.items.length === 1 && zones.rest.length === 0)
        yield { place: zones.place, message: 'availabilityZones has one zone', help: 'add a second one' };
      for (const kind of ['private', 'public']) {
        const subnets = nodeAt(root, ['vpc', 'subnets', kind]);
        if (isMap(subnets) && subnets.entries.length === 1 && subnets.rest.length === 0)
          yield {
            place: subnets.place,
            message: `vpc.subnets.${kind} has one subnet`,
            help: 'add a second one, in another zone',
          };
      }
    }
  },
};
