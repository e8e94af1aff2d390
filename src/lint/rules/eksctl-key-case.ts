import { quote } from '../../text/quote.js';
import { clusterConfigs } from '../eksctl.js';
import { writtenFields } from '../eksctl-written.js';
import { replaceValue } from '../fixes.js';
import { clusterWith, names, POLICY, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const eksctlKeyCase: Rule = {
  id: 'IRSA095',
  name: 'eksctl-key-case',
  severity: 'error',
  family: 'eksctl',
  summary: 'Fields of a ClusterConfig are spelt with the capitals that eksctl has.',
  why: 'eksctl checks names without regard to case and then reads them with regard to it: a field such as withOidc passes the check and is dropped without a word.',
  error: 'None from eksctl: it acts as if the field were not there.',
  fix: 'Write the field as eksctl does: withOIDC, attachPolicyARNs, attachRoleARN.',
  reference: 'https://schema.eksctl.io/',
  examples: {
    bad: [
      yamlFile(
        'cluster.yaml',
        clusterWith({
          ...names(),
          attachPolicyArns: [POLICY],
          roleName: 'photos',
          wellKnownPolicies: { certManager: true },
        }),
      ),
    ],
    good: [yamlFile('cluster.yaml', clusterWith({ ...names(), attachPolicyARNs: [POLICY] }))],
  },
  *check(context) {
    for (const { root } of clusterConfigs(context.inventory)) {
      for (const { key, keyNode, right } of writtenFields(root)) {
        if (right === undefined || right === key) continue;
        yield {
          place: keyNode.place,
          message: `eksctl drops ${quote(key)} without a word`,
          help: `write ${right}`,
          fix: replaceValue(context, keyNode, right, `write ${right}`),
        };
      }
    }
  },
};
