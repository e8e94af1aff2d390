import { clusterConfigs, given, serviceAccountEntries } from '../eksctl.js';
import { clusterWith, names, ROLE, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const eksctlRoleOnlyAttached: Rule = {
  id: 'IRSA109',
  name: 'eksctl-role-only-attached',
  severity: 'warning',
  family: 'eksctl',
  summary: 'An entry has not both roleOnly: true and attachRoleARN.',
  why: 'roleOnly makes no service account, attachRoleARN makes no role: together eksctl does nothing at all.',
  error: 'None: eksctl reports success, and there is no annotation.',
  fix: 'Leave roleOnly out, or attachRoleARN.',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/iamserviceaccounts.html',
  examples: {
    bad: [yamlFile('cluster.yaml', clusterWith({ ...names(), attachRoleARN: ROLE, roleOnly: true }))],
    good: [yamlFile('cluster.yaml', clusterWith({ ...names(), attachRoleARN: ROLE }))],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      for (const entry of serviceAccountEntries(root)) {
        const only = given(entry, 'roleOnly');
        if (only?.kind === 'scalar' && only.value === true && given(entry, 'attachRoleARN') !== undefined)
          yield {
            place: only.place,
            message: 'roleOnly together with attachRoleARN does nothing',
            help: 'leave one of the two away',
          };
      }
    }
  },
};
