import { fieldOf, nodeAt } from '../../readers/index.js';
import { clusterConfigs, given } from '../eksctl.js';
import { cluster, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const subnets = { private: { a: { id: 'subnet-0aaaaaaaaaaaaaaa1' }, b: { id: 'subnet-0aaaaaaaaaaaaaaa2' } } };

export const eksctlZonesAndSubnets: Rule = {
  id: 'IRSA105',
  name: 'eksctl-zones-and-subnets',
  severity: 'error',
  family: 'eksctl',
  summary: 'A ClusterConfig has either availabilityZones or vpc.subnets.',
  why: 'Subnets tell their zones. eksctl refuses both together, although its own --dry-run prints both.',
  error: 'Error: vpc.subnets and availabilityZones cannot be set at the same time',
  fix: 'Leave availabilityZones out when the subnets exist.',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/vpc-configuration.html',
  examples: {
    bad: [
      yamlFile(
        'cluster.yaml',
        cluster({ availabilityZones: ['us-east-1a', 'us-east-1b'], vpc: { subnets } }),
      ),
    ],
    good: [yamlFile('cluster.yaml', cluster({ vpc: { subnets } }))],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      const zones = given(root, 'availabilityZones');
      const subnet = given(fieldOf(root, 'vpc'), 'subnets');
      if (zones === undefined || subnet === undefined || (zones.kind === 'list' && zones.items.length === 0))
        continue;
      yield {
        place: zones.place,
        message: 'availabilityZones and vpc.subnets stand together',
        help: 'leave availabilityZones out',
        related: [{ place: nodeAt(root, ['vpc', 'subnets'])?.place ?? subnet.place, message: 'the subnets' }],
      };
    }
  },
};
