import { isMap, type MapNode } from '../../readers/index.js';
import { addonAssociations, associationEntries, clusterConfigs, given, textAt } from '../eksctl.js';
import { cluster, POLICY, ROLE, yamlFile } from '../identity-examples.js';
import type { Report, Rule } from '../rule.js';
import { quoted } from '../text.js';

const POLICIES = ['permissionPolicy', 'permissionPolicyARNs', 'wellKnownPolicies'];
const addons = [{ name: 'eks-pod-identity-agent' }];
const entry = (more: Parameters<typeof cluster>[0]) => ({
  ...{
    addons,
    iam: { podIdentityAssociations: [{ namespace: 'default', serviceAccountName: 'sa-app', ...more }] },
  },
});

export const eksctlAssociationPolicies: Rule = {
  id: 'IRSA102',
  name: 'eksctl-association-policies',
  severity: 'error',
  family: 'eksctl',
  summary: 'An association has either roleARN or policies, and a name for a policy that it has.',
  why: 'With roleARN the role exists and eksctl adds no policies to it; with neither there is no role. eksctl refuses both.',
  error:
    'Error: podIdentityAssociations[0].permissionPolicyARNs cannot be specified when podIdentityAssociations[0].roleARN is set',
  fix: 'Write roleARN alone, or permissionPolicy, permissionPolicyARNs or wellKnownPolicies.',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/pod-identity-associations.html',
  examples: {
    bad: [yamlFile('cluster.yaml', cluster(entry({ roleARN: ROLE, permissionPolicyARNs: [POLICY] })))],
    good: [yamlFile('cluster.yaml', cluster(entry({ permissionPolicyARNs: [POLICY] })))],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      for (const item of [...associationEntries(root), ...addonAssociations(root)])
        if (isMap(item)) yield* problems(item);
    }
  },
};

function* problems(item: MapNode): Iterable<Report> {
  const policies = POLICIES.filter((name) => given(item, name) !== undefined);
  const role = given(item, 'roleARN') !== undefined;
  if (role && policies.length > 0)
    yield {
      place: item.place,
      message: `the association has roleARN and ${policies.join(', ')}`,
      help: 'leave one of the two away',
    };
  if (!role && policies.length === 0)
    yield {
      place: item.place,
      message: 'the association has neither roleARN nor a policy',
      help: `add roleARN or one of ${POLICIES.join(', ')}`,
    };
  yield* policyName(item);
}

function* policyName(item: MapNode): Iterable<Report> {
  const node = given(item, 'permissionPolicyName');
  const name = textAt(item, 'permissionPolicyName');
  if (node === undefined || name === undefined || name === '') return;
  if (given(item, 'permissionPolicy') === undefined)
    yield {
      place: node.place,
      message: 'permissionPolicyName without permissionPolicy',
      help: 'leave it out: only permissionPolicy gets a name',
    };
  else if (!/[A-Za-z0-9]/.test(name))
    yield {
      place: node.place,
      message: `permissionPolicyName ${quoted(name)} has neither a letter nor a digit`,
      help: 'use letters and digits',
    };
}
