import { nodeAt } from '../../readers/index.js';
import { clusterConfigs, given, serviceAccountEntries, textAt } from '../eksctl.js';
import { clusterWith, names, POLICY, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const MAX = 128;
const LONG = 'a-service-account-with-a-name-that-goes-on-and-on-until-no-stack-may-have-it-any-more-at-all';

export const eksctlStackNameLength: Rule = {
  id: 'IRSA099',
  name: 'eksctl-stack-name-length',
  severity: 'error',
  family: 'eksctl',
  summary: 'Cluster, namespace and service account together fit into the name of a stack, 128 characters.',
  why: 'eksctl names the stack eksctl-<cluster>-addon-iamserviceaccount-<namespace>-<name>, and CloudFormation takes 128 characters.',
  error:
    "ValidationError: … at 'stackName' failed to satisfy constraint: Member must have length less than or equal to 128",
  fix: 'Use shorter names, or let Terraform make the role and write attachRoleARN.',
  reference: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html',
  examples: {
    bad: [yamlFile('cluster.yaml', clusterWith({ ...names(LONG), attachPolicyARNs: [POLICY] }))],
    good: [yamlFile('cluster.yaml', clusterWith({ ...names(), attachPolicyARNs: [POLICY] }))],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      const cluster = textAt(root, 'metadata', 'name');
      for (const entry of serviceAccountEntries(root)) {
        const name = textAt(entry, 'metadata', 'name');
        const stated = nodeAt(entry, ['metadata', 'namespace']);
        const namespace = stated === undefined ? 'default' : textAt(entry, 'metadata', 'namespace');
        if (
          cluster === undefined ||
          name === undefined ||
          namespace === undefined ||
          given(entry, 'attachRoleARN') !== undefined
        )
          continue;
        const stack = `eksctl-${cluster}-addon-iamserviceaccount-${namespace}-${name}`;
        if (stack.length <= MAX) continue;
        yield {
          place: nodeAt(entry, ['metadata', 'name'])?.place ?? entry.place,
          message: `the stack ${stack} has ${stack.length} characters, and ${MAX} is the most`,
          help: 'use shorter names',
        };
      }
    }
  },
};
