import { clusterConfigs, given, serviceAccountEntries } from '../eksctl.js';
import { clusterWith, names, POLICY, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const SOURCES = ['attachPolicyARNs', 'attachPolicy', 'wellKnownPolicies', 'attachRoleARN'];

export const eksctlRoleWithoutPolicy: Rule = {
  id: 'IRSA097',
  name: 'eksctl-role-without-policy',
  severity: 'error',
  family: 'eksctl',
  summary: 'An entry of iam.serviceAccounts has policies, or attachRoleARN.',
  why: 'eksctl refuses an entry that would make a role that may do nothing.',
  error:
    'Error: iam.serviceAccounts[0].wellKnownPolicies, iam.serviceAccounts[0].attachPolicyARNs, iam.serviceAccounts[0].attachRoleARN or iam.serviceAccounts[0].attachPolicy must be set',
  fix: 'Add attachPolicyARNs, attachPolicy, wellKnownPolicies or attachRoleARN.',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/iamserviceaccounts.html',
  examples: {
    bad: [yamlFile('cluster.yaml', clusterWith(names()))],
    good: [yamlFile('cluster.yaml', clusterWith({ ...names(), attachPolicyARNs: [POLICY] }))],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      for (const entry of serviceAccountEntries(root)) {
        if (entry.kind !== 'map' || SOURCES.some((name) => !isEmpty(given(entry, name)))) continue;
        yield {
          place: entry.place,
          message: 'the entry has no policy and no attachRoleARN',
          help: `add one of ${SOURCES.join(', ')}`,
        };
      }
    }
  },
};

function isEmpty(value: ReturnType<typeof given>): boolean {
  if (value === undefined) return true;
  return value.kind === 'list' && value.items.length === 0 && value.rest.length === 0;
}
