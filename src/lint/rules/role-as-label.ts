import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { entriesOf } from '../identities.js';
import { account, ROLE, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const roleAsLabel: Rule = {
  id: 'IRSA064',
  name: 'role-as-label',
  severity: 'error',
  family: 'service-account',
  summary: 'The role of a service account is an annotation, not a label.',
  why: 'EKS reads annotations, and the value of a label may hold neither colons nor slashes.',
  error:
    'The ServiceAccount "sa-app" is invalid: metadata.labels: Invalid value: "arn:aws:iam::…": a valid label must be an empty string or consist of alphanumeric characters, "-", "_" or "."',
  fix: 'Move it from labels to annotations.',
  reference:
    'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set',
  examples: {
    bad: [yamlFile('service-account.yaml', account({}, { labels: { [ROLE_ARN]: ROLE } }))],
    good: [yamlFile('service-account.yaml', account())],
  },
  *check({ inventory }) {
    for (const { labels } of inventory.serviceAccounts) {
      for (const { key, keyNode } of entriesOf(labels)) {
        if (key === ROLE_ARN)
          yield {
            place: keyNode.place,
            message: `${key} stands under labels`,
            help: 'put it under annotations',
          };
      }
    }
  },
};
