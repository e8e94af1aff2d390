import { clusterConfigs, given, serviceAccountEntries } from '../eksctl.js';
import { clusterWith, names, POLICY, ROLE, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const IGNORED = [
  'attachPolicyARNs',
  'attachPolicy',
  'wellKnownPolicies',
  'roleName',
  'permissionsBoundary',
  'subjectPattern',
];

export const eksctlAttachRoleAlone: Rule = {
  id: 'IRSA096',
  name: 'eksctl-attach-role-alone',
  severity: 'error',
  family: 'eksctl',
  summary: 'An entry with attachRoleARN has no policies, role name or boundary.',
  why: 'With attachRoleARN eksctl makes no role, so it ignores everything that describes one, without a word.',
  error: 'AccessDenied: … is not authorized to perform: s3:GetObject, because the policy was never attached.',
  fix: 'Attach the policies where the role is made, or leave attachRoleARN out.',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/iamserviceaccounts.html',
  examples: {
    bad: [
      yamlFile('cluster.yaml', clusterWith({ ...names(), attachRoleARN: ROLE, attachPolicyARNs: [POLICY] })),
    ],
    good: [yamlFile('cluster.yaml', clusterWith({ ...names(), attachRoleARN: ROLE }))],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      for (const entry of serviceAccountEntries(root)) {
        if (given(entry, 'attachRoleARN') === undefined) continue;
        for (const name of IGNORED) {
          const value = given(entry, name);
          if (value !== undefined)
            yield {
              place: value.place,
              message: `eksctl ignores ${name} beside attachRoleARN`,
              help: 'leave one of the two away',
            };
        }
      }
    }
  },
};
