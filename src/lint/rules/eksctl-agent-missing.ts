import { fieldOf, type Node, nodeAt } from '../../readers/index.js';
import {
  addonAssociations,
  addonEntries,
  associationEntries,
  clusterConfigs,
  given,
  isTrue,
  mayBeAutoMode,
  textAt,
} from '../eksctl.js';
import { cluster, POLICY, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const AGENT = 'eks-pod-identity-agent';
const DEFAULT = 'useDefaultPodIdentityAssociations';
const IAM = {
  podIdentityAssociations: [
    { namespace: 'default', serviceAccountName: 'sa-app', permissionPolicyARNs: [POLICY] },
  ],
};

export const eksctlAgentMissing: Rule = {
  id: 'IRSA101',
  name: 'eksctl-agent-missing',
  severity: 'error',
  family: 'eksctl',
  summary:
    'A ClusterConfig with Pod Identity associations, its own or of add-ons, has the add-on eks-pod-identity-agent.',
  why: 'The agent on each node hands out the credentials; without it eksctl refuses the file. Auto Mode brings it along.',
  error:
    'Error: the "eks-pod-identity-agent" addon must be installed to create pod identity associations; please add "eks-pod-identity-agent" to the config file',
  fix: 'Add { name: eks-pod-identity-agent } under addons.',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/pod-identity-associations.html',
  examples: {
    bad: [yamlFile('cluster.yaml', cluster({ iam: IAM }))],
    good: [yamlFile('cluster.yaml', cluster({ iam: IAM, addons: [{ name: AGENT }] }))],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      const needs = needing(root);
      if (needs === undefined || mayBeAutoMode(root) || fieldOf(root, 'addons')?.kind === 'unknown') continue;
      if (addonEntries(root).some((addon) => [AGENT, undefined].includes(nameOf(addon)))) continue;
      yield {
        place: needs.place,
        message: `podIdentityAssociations needs the add-on ${AGENT}`,
        help: `add { name: ${AGENT} } under addons`,
      };
    }
  },
};

/** The first thing that makes eksctl ask for the agent. */
function needing(root: Node): Node | undefined {
  const automatic = nodeAt(root, ['addonsConfig', 'autoApplyPodIdentityAssociations']);
  return [
    ...associationEntries(root),
    ...addonAssociations(root),
    ...addonEntries(root)
      .flatMap((addon) => given(addon, DEFAULT) ?? [])
      .filter(isTrue),
    ...(automatic !== undefined && isTrue(automatic) && addonEntries(root).length > 0 ? [automatic] : []),
  ][0];
}

/** Undefined for a name that is not known; an add-on without any is not the agent. */
function nameOf(addon: Node): string | undefined {
  return given(addon, 'name') === undefined && addon.kind === 'map' ? '' : textAt(addon, 'name');
}
