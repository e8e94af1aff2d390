import { isMap, itemsOf, type Node } from '../../readers/index.js';
import { nearest } from '../../spec/nearest.js';
import { eksctlFields } from '../data/eksctl-fields.js';
import { clusterConfigs } from '../eksctl.js';
import { clusterWith, names, POLICY, yamlFile } from '../identity-examples.js';
import type { Report, Rule } from '../rule.js';
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
    for (const { root } of clusterConfigs(inventory)) yield* unknownFields(root, 'ClusterConfig');
  },
};

function* unknownFields(node: Node, kind: string): Iterable<Report> {
  const fields = eksctlFields(kind);
  if (fields === undefined || !isMap(node)) return;
  const known = [...fields.keys()];
  for (const { key, keyNode, value } of node.entries) {
    if (key === undefined) continue;
    // Another case passes eksctl's check: that is IRSA095's.
    const field = known.find((name) => name.toLowerCase() === key.toLowerCase());
    if (field === undefined) {
      const guess = nearest(key, known);
      const instead = Object.hasOwn(INSTEAD, key) ? INSTEAD[key] : undefined;
      yield {
        place: keyNode.place,
        message: `eksctl knows no field ${quoted(key)} here`,
        help:
          instead ??
          (guess === undefined
            ? 'leave it out, unless your eksctl is newer than 0.231 and has it'
            : `did you mean ${guess}?`),
        // eksctl gets new fields a few times a year.
        ...(instead === undefined && guess === undefined ? { severity: 'warning' as const } : {}),
      };
      continue;
    }
    const inside = fields.get(field);
    if (inside !== undefined) for (const item of itemsOf(value)) yield* unknownFields(item, inside);
  }
}
