import { nearest } from '../../text/nearest.js';
import { clusterConfigs } from '../eksctl.js';
import { writtenFields } from '../eksctl-written.js';
import { clusterWith, names, POLICY, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

/** What people write who know the other tools, and what to do instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  rolePath:
    'leave it out: eksctl makes roles with the path /; let Terraform make the role and write attachRoleARN',
};

export const eksctlKeyUnknown: Rule = {
  id: 'IRSA217',
  name: 'eksctl-key-unknown',
  severity: 'error',
  family: 'eksctl',
  summary: 'A ClusterConfig has the fields that eksctl knows.',
  why: 'eksctl refuses a file with any other field.',
  error:
    'Error: loading config file "cluster.yaml": error unmarshaling JSON: while decoding JSON: json: unknown field "rolePath"',
  fix: 'Use the field that eksctl has, or leave it out.',
  reference: 'https://schema.eksctl.io/',
  examples: {
    bad: [
      yamlFile('cluster.yaml', clusterWith({ ...names(), rolePath: '/eks/', attachPolicyARNs: [POLICY] })),
    ],
    good: [yamlFile('cluster.yaml', clusterWith({ ...names(), attachPolicyARNs: [POLICY] }))],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      for (const { key, keyNode, right, known } of writtenFields(root)) {
        if (right !== undefined) continue;
        const guess = nearest(key, known);
        const instead =
          (Object.hasOwn(INSTEAD, key) ? INSTEAD[key] : undefined) ??
          (guess === undefined ? undefined : `did you mean ${guess}?`);
        yield {
          place: keyNode.place,
          message: `eksctl knows no field ${quoted(key)} here`,
          help: instead ?? 'leave it out, unless your eksctl is newer than 0.231 and has it',
          // eksctl gets new fields a few times a year.
          ...(instead === undefined ? { severity: 'warning' as const } : {}),
        };
      }
    }
  },
};
