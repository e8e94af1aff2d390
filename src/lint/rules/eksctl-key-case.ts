import { isMap, type Node } from '../../readers/index.js';
import { clusterConfigs } from '../eksctl.js';
import { replaceValue } from '../fixes.js';
import { clusterWith, names, POLICY, yamlFile } from '../identity-examples.js';
import type { Report, Rule, RuleContext } from '../rule.js';

const KEYS = [
  ...['withOIDC', 'attachPolicyARNs', 'attachPolicy', 'attachRoleARN', 'roleARN', 'roleName', 'roleOnly'],
  ...[
    'serviceRoleARN',
    'permissionPolicyARNs',
    'permissionPolicy',
    'permissionsBoundary',
    'permissionsBoundaryARN',
  ],
  ...[
    'serviceRolePermissionsBoundary',
    'instanceRolePermissionsBoundary',
    'instanceRoleARN',
    'targetRoleARN',
  ],
  ...[
    'serviceAccounts',
    'podIdentityAssociations',
    'serviceAccountName',
    'createServiceAccount',
    'wellKnownPolicies',
  ],
  ...['serviceAccountRoleARN', 'managedNodeGroups', 'nodeGroups', 'availabilityZones'],
  ...[
    'privateNetworking',
    'instanceType',
    'desiredCapacity',
    'minSize',
    'maxSize',
    'volumeSize',
    'volumeType',
  ],
  ...[
    'clusterEndpoints',
    'publicAccessCIDRs',
    'autoModeConfig',
    'externalDNS',
    'ebsCSIController',
    'efsCSIController',
  ],
  ...[
    'awsLoadBalancerController',
    'autoScaler',
    'imageBuilder',
    'certManager',
    'subjectPattern',
    'disableSessionTags',
    'ipv6Cidr',
    'keyARN',
    'principalARN',
    'policyARN',
  ],
];
const BY_LOWER = new Map(KEYS.map((key) => [key.toLowerCase(), key]));

/** Free text of the user: keys in there are theirs. */
const FREE = new Set([
  'tags',
  'labels',
  'annotations',
  'attachPolicy',
  'permissionPolicy',
  'kubeletExtraConfig',
  'configurationValues',
  'subnets',
]);

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
    for (const { root } of clusterConfigs(context.inventory)) yield* misCased(root, context, 0);
  },
};

function* misCased(node: Node, context: RuleContext, depth: number): Iterable<Report> {
  if (node.kind === 'list') for (const item of node.items) yield* misCased(item, context, depth);
  if (!isMap(node) || depth > 8) return;
  for (const { key, keyNode, value } of node.entries) {
    if (key === undefined) continue;
    const right = BY_LOWER.get(key.toLowerCase());
    if (right !== undefined && right !== key) {
      const fix = replaceValue(context, keyNode, right, `write ${right}`);
      yield {
        place: keyNode.place,
        message: `eksctl drops ${JSON.stringify(key)} without a word`,
        help: `write ${right}`,
        fix,
      };
    }
    if (!FREE.has(key)) yield* misCased(value, context, depth + 1);
  }
}
