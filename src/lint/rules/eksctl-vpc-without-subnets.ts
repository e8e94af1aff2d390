import { fieldOf } from '../../readers/index.js';
import { clusterConfigs, given } from '../eksctl.js';
import { cluster, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const id = 'vpc-0a1b2c3d4e5f67890';
const subnets = { private: { a: { id: 'subnet-0aaaaaaaaaaaaaaa1' }, b: { id: 'subnet-0aaaaaaaaaaaaaaa2' } } };

export const eksctlVpcWithoutSubnets: Rule = {
  id: 'IRSA106',
  name: 'eksctl-vpc-without-subnets',
  severity: 'error',
  family: 'eksctl',
  summary: 'A ClusterConfig with vpc.id names the subnets.',
  why: 'eksctl does not look the subnets of a VPC up: without vpc.subnets it sends none, and EKS refuses the cluster.',
  error: 'InvalidParameterException: Subnet Id is required',
  fix: 'List at least two subnets under vpc.subnets.',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/vpc-configuration.html',
  examples: {
    bad: [yamlFile('cluster.yaml', cluster({ vpc: { id } }))],
    good: [yamlFile('cluster.yaml', cluster({ vpc: { id, subnets } }))],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      const vpc = fieldOf(root, 'vpc');
      const named = given(vpc, 'id');
      if (named !== undefined && vpc?.kind === 'map' && given(vpc, 'subnets') === undefined)
        yield { place: named.place, message: 'vpc.id without vpc.subnets', help: 'list the subnets' };
    }
  },
};
