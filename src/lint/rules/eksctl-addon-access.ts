import { isMap, itemsOf, type MapNode, type Node } from '../../readers/index.js';
import { addonEntries, clusterConfigs, given, isTrue, textAt } from '../eksctl.js';
import { cluster, POLICY, ROLE, yamlFile } from '../identity-examples.js';
import type { Report, Rule } from '../rule.js';

const AGENT = 'eks-pod-identity-agent';
const BY_TOKEN = ['serviceAccountRoleARN', 'attachPolicyARNs', 'attachPolicy', 'wellKnownPolicies'];
const PODS = 'podIdentityAssociations';
const DEFAULT = 'useDefaultPodIdentityAssociations';

const addons = (...list: readonly Parameters<typeof cluster>[0][]) =>
  yamlFile('cluster.yaml', cluster({ iam: { withOIDC: true }, addons: list as never }));

export const eksctlAddonAccess: Rule = {
  id: 'IRSA215',
  name: 'eksctl-addon-access',
  severity: 'error',
  family: 'eksctl',
  summary: 'An add-on of a ClusterConfig gets its access in one way.',
  why: 'eksctl takes a role, or policies for one, or associations, or the associations that EKS recommends, and refuses two of them together. Associations of an add-on have neither tags nor wellKnownPolicies, and the agent itself has none.',
  error:
    'Error: invalid configuration for "vpc-cni" addon: cannot set IRSA config (`addon.ServiceAccountRoleARN`, `addon.AttachPolicyARNs`, `addon.AttachPolicy`, `addon.WellKnownPolicies`) and pod identity associations at the same time',
  fix: 'Leave all ways but one out.',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/addons.html',
  examples: {
    bad: [addons({ name: 'vpc-cni', serviceAccountRoleARN: ROLE, attachPolicyARNs: [POLICY] })],
    good: [addons({ name: 'vpc-cni', attachPolicyARNs: [POLICY] })],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory))
      for (const addon of addonEntries(root)) if (isMap(addon)) yield* problems(addon);
  },
};

function* problems(addon: MapNode): Iterable<Report> {
  const set = [...BY_TOKEN, PODS].filter((name) => isSet(addon, name));
  const ways = isTrue(given(addon, DEFAULT)) ? [...set, DEFAULT] : set;
  if (ways.length > 1)
    yield {
      place: given(addon, ways[1] ?? '')?.place ?? addon.place,
      message: `the add-on has ${ways.join(' and ')}`,
      help: 'leave all but one out',
    };
  const associations = given(addon, PODS);
  if (associations === undefined) return;
  if (textAt(addon, 'name')?.toLowerCase() === AGENT && isSet(addon, PODS))
    yield { place: associations.place, message: `${AGENT} cannot have associations`, help: 'leave them out' };
  for (const item of itemsOf(associations)) yield* unsupported(item);
}

function* unsupported(association: Node): Iterable<Report> {
  const tags = given(association, 'tags');
  if (tags !== undefined)
    yield { place: tags.place, message: 'the association of an add-on has tags', help: 'leave tags out' };
  const policies = given(association, 'wellKnownPolicies');
  if (isSet(association, 'wellKnownPolicies') && policies !== undefined)
    yield {
      place: policies.place,
      message: 'the association of an add-on has wellKnownPolicies',
      help: `use permissionPolicyARNs, or ${DEFAULT}: true on the add-on`,
    };
}

/** Whether a field has content: an empty list, and wellKnownPolicies without a true, count as absent for eksctl. */
function isSet(node: Node, name: string): boolean {
  const value = given(node, name);
  if (value === undefined) return false;
  if (value.kind === 'scalar') return value.value !== '' && value.value !== false;
  if (value.kind === 'list') return value.items.length > 0;
  return (
    value.kind === 'map' && (name !== 'wellKnownPolicies' || value.entries.some((item) => isTrue(item.value)))
  );
}
