import {
  fieldOf,
  type Inventory,
  isComplete,
  isMap,
  isNull,
  itemsOf,
  type Node,
  nodeAt,
  type PodIdentityAssociationFact,
  type Span,
  type TerraformObjectFact,
} from '../readers/index.js';
import { type ClusterConfig, clusterConfigs, isOfConfig, isOfResource } from './clusters.js';
import type { Obstacle } from './obstacle.js';

/** The add-on's name, and that of its chart and DaemonSet. */
export const AGENT = 'eks-pod-identity-agent';

/** Whether the agent of EKS Pod Identity runs in the cluster of an association. */
export type AgentState =
  | { readonly state: 'installed'; readonly how: string; readonly place: Span }
  | { readonly state: 'missing'; readonly obstacle: Obstacle }
  /** No file says what is installed in the cluster. */
  | { readonly state: 'unsaid' };

/**
 * Looks for the agent: as an add-on, a chart, a DaemonSet, or as a part of Auto Mode.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html (2026-11)
 */
export function agentOf(inventory: Inventory, association: PodIdentityAssociationFact): AgentState {
  const configs = clusterConfigs(inventory).filter((config) => isOfConfig(association, config) === 'yes');
  const found = [
    ...configs.flatMap(({ root }) => inConfig(root)),
    ...inventory.terraformObjects.flatMap((object) => inTerraform(association, object)),
    ...inventory.pods.flatMap(({ name, kind, place }) =>
      kind === 'DaemonSet' && name.known && name.value === AGENT
        ? [{ how: `DaemonSet ${AGENT}`, place }]
        : [],
    ),
  ][0];
  if (found !== undefined) return { state: 'installed', ...found };
  const closed = configs.find(({ root }) => !isOpen(root));
  if (closed !== undefined) return { state: 'missing', obstacle: missingInConfig(closed, association) };
  const managed = inventory.terraformObjects.find((object) => managesAddons(association, object));
  if (managed === undefined || inventory.terraformObjects.some(mayInstall)) return { state: 'unsaid' };
  return { state: 'missing', obstacle: missingInTerraform(managed) };
}

type Found = { readonly how: string; readonly place: Span };

function inConfig(root: Node): readonly Found[] {
  const addon = itemsOf(fieldOf(root, 'addons')).find((item) => is(fieldOf(item, 'name'), AGENT));
  if (addon !== undefined) return [{ how: `add-on ${AGENT}`, place: addon.place }];
  const auto = nodeAt(root, ['autoModeConfig', 'enabled']);
  return is(auto, true) ? [{ how: 'Auto Mode', place: (auto as Node).place }] : [];
}

/** Whether a ClusterConfig may bring the agent although it does not show it. */
function isOpen(root: Node): boolean {
  const addons = fieldOf(root, 'addons');
  const auto = nodeAt(root, ['autoModeConfig', 'enabled']);
  return (
    !isComplete(addons) ||
    itemsOf(addons).some((addon) => fieldOf(addon, 'name')?.kind !== 'scalar') ||
    (auto !== undefined && !is(auto, false) && !isNull(auto))
  );
}

function inTerraform(association: PodIdentityAssociationFact, object: TerraformObjectFact): readonly Found[] {
  const { node, kind, mode, place, address } = object;
  if (kind === 'aws_eks_addon' && is(fieldOf(node, 'addon_name'), AGENT))
    return isOfResource(association, object) === 'no' ? [] : [{ how: address, place }];
  if (
    kind === 'aws_eks_cluster' &&
    mode === 'resource' &&
    is(nodeAt(node, ['compute_config', 0, 'enabled']), true)
  )
    return isOfResource(association, object, 'name') === 'no' ? [] : [{ how: 'Auto Mode', place }];
  if (kind === 'helm_release' && is(fieldOf(node, 'chart'), AGENT)) return [{ how: address, place }];
  if (mode !== 'module') return [];
  const addons = ['addons', 'cluster_addons', 'eks_addons'].map((name) => fieldOf(object.inputs, name));
  const auto = ['compute_config', 'cluster_compute_config'].map((name) =>
    nodeAt(object.inputs, [name, 'enabled']),
  );
  const brings =
    addons.some((node) => fieldOf(node, AGENT) !== undefined) || auto.some((node) => is(node, true));
  return brings ? [{ how: address, place }] : [];
}

/** Whether files that do so would show the agent if it were an add-on. */
function managesAddons(association: PodIdentityAssociationFact, object: TerraformObjectFact): boolean {
  const { kind, mode } = object;
  if (mode !== 'resource') return false;
  if (kind === 'aws_eks_addon') return isOfResource(association, object) === 'yes';
  return kind === 'aws_eks_cluster' && isOfResource(association, object, 'name') === 'yes';
}

/** Add-ons of unknown names, and modules whose add-ons are not known. */
function mayInstall({ kind, mode, node, inputs }: TerraformObjectFact): boolean {
  if (kind === 'aws_eks_addon') return fieldOf(node, 'addon_name')?.kind !== 'scalar';
  if (kind === 'aws_eks_cluster') {
    const enabled = nodeAt(node, ['compute_config', 0, 'enabled']) ?? fieldOf(node, 'compute_config');
    return mode === 'resource' && enabled?.kind === 'unknown';
  }
  if (mode !== 'module') return false;
  const addons = ['addons', 'cluster_addons', 'eks_addons'].map((name) => fieldOf(inputs, name));
  return addons.some((item) => item !== undefined && (!isMap(item) || item.rest.length > 0));
}

const FIX = `add the add-on ${AGENT}, or turn Auto Mode on`;

function missingInConfig(
  { root, cluster }: ClusterConfig,
  { tool, kind, place }: PodIdentityAssociationFact,
): Obstacle {
  const creates = ['nodeGroups', 'managedNodeGroups', 'fargateProfiles'].some(
    (field) => itemsOf(fieldOf(root, field)).length > 0,
  );
  const refused = tool === 'eksctl' && kind === 'iam.podIdentityAssociations' && creates;
  const name = cluster.name.known ? `cluster ${cluster.name.value}` : 'the cluster';
  return {
    ...{ cause: 'agent', certain: refused, place, fix: FIX },
    reason: `${name} has no add-on ${AGENT} and no Auto Mode, so nothing on the nodes hands out credentials${refused ? '; eksctl refuses such a file' : ', unless it is installed by other means'}`,
  };
}

function missingInTerraform({ place }: TerraformObjectFact): Obstacle {
  return {
    ...{ cause: 'agent', certain: false, place, fix: FIX },
    reason: `the files manage the cluster or its add-ons, and none of them installs ${AGENT} or turns Auto Mode on: without it nothing on the nodes hands out credentials, unless it is installed by other means`,
  };
}

const is = (node: Node | undefined, value: string | boolean) =>
  node?.kind === 'scalar' && node.value === value;
