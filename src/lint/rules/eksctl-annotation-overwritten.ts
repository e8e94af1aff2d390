import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { entryOf, nodeAt } from '../../readers/index.js';
import { clusterConfigs, serviceAccountEntries } from '../eksctl.js';
import { clusterWith, names, POLICY, ROLE, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const eksctlAnnotationOverwritten: Rule = {
  id: 'IRSA110',
  name: 'eksctl-annotation-overwritten',
  severity: 'warning',
  family: 'eksctl',
  summary: 'An entry of iam.serviceAccounts does not write the role annotation itself.',
  why: 'eksctl always overwrites it with the role that it makes or attaches.',
  error: 'None: the pod gets another role than the file seems to say.',
  fix: 'Write attachRoleARN for a role that exists.',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/iamserviceaccounts.html',
  examples: {
    bad: [
      yamlFile(
        'cluster.yaml',
        clusterWith({
          metadata: { name: 'sa-app', namespace: 'default', annotations: { [ROLE_ARN]: ROLE } },
          attachPolicyARNs: [POLICY],
        }),
      ),
    ],
    good: [yamlFile('cluster.yaml', clusterWith({ ...names(), attachRoleARN: ROLE }))],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      for (const entry of serviceAccountEntries(root)) {
        const found = entryOf(nodeAt(entry, ['metadata', 'annotations']), ROLE_ARN);
        if (found !== undefined)
          yield {
            place: found.keyNode.place,
            message: `eksctl overwrites ${ROLE_ARN}`,
            help: 'use attachRoleARN for a role that exists',
          };
      }
    }
  },
};
