import { nodeAt } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { associationEntries, clusterConfigs, serviceAccountEntries, textAt } from '../eksctl.js';
import { clusterWith, names, POLICY, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const eksctlServiceAccountName: Rule = {
  id: 'IRSA098',
  name: 'eksctl-service-account-name',
  severity: 'error',
  family: 'eksctl',
  summary: 'A service account for which eksctl makes a role has a name without dots.',
  why: 'The name becomes part of a CloudFormation stack name, which takes letters, digits and hyphens alone.',
  error:
    "ValidationError: 1 validation error detected: Value 'eksctl-demo-addon-iamserviceaccount-default-sa.app' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*",
  fix: 'Use a name of letters, digits and hyphens, or let Terraform make the role and write attachRoleARN.',
  reference: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html',
  examples: {
    bad: [yamlFile('cluster.yaml', clusterWith({ ...names('sa.app'), attachPolicyARNs: [POLICY] }))],
    good: [yamlFile('cluster.yaml', clusterWith({ ...names(), attachPolicyARNs: [POLICY] }))],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      const entries = [
        ...serviceAccountEntries(root).map(
          (entry) => [entry, ['metadata', 'name'], 'attachRoleARN'] as const,
        ),
        ...associationEntries(root).map((entry) => [entry, ['serviceAccountName'], 'roleARN'] as const),
      ];
      for (const [entry, path, own] of entries) {
        const name = textAt(entry, ...path);
        const place = nodeAt(entry, path)?.place;
        if (
          name === undefined ||
          place === undefined ||
          nodeAt(entry, [own]) !== undefined ||
          /^[A-Za-z0-9-]+$/.test(name)
        )
          continue;
        yield {
          place,
          message: `${quote(name)} cannot be part of a stack's name`,
          help: 'use letters, digits and hyphens',
        };
      }
    }
  },
};
