import {
  type AddonFact,
  type ClusterFact,
  fieldOf,
  type Inventory,
  isAnswered,
  isListed,
  isMap,
  isString,
  type Node,
  nodeAt,
  type PodFact,
  type PodIdentityAssociationFact,
  type Span,
  type TerraformObjectFact,
} from '../readers/index.js';
import { isOfModule, sameCluster } from './clusters.js';
import { AGENT, agentReadiness, nodeAgentObstacles } from './node-agent.js';
import type { Obstacle } from './obstacle.js';

/** Whether the agent of EKS Pod Identity runs in the cluster of an association. */
export type AgentState =
  | {
      readonly state: 'installed';
      readonly how: string;
      readonly place: Span;
      /** Whether what brings it may be of another cluster: it stands elsewhere, and a name is not known. */
      readonly open?: true;
      /** What keeps pods that run from the agent of their node. */
      readonly obstacles: readonly Obstacle[];
    }
  | { readonly state: 'missing'; readonly obstacle: Obstacle }
  /** No file says what is installed in the cluster. */
  | { readonly state: 'unsaid' };

/**
 * Looks for the agent: as an add-on, a chart, a DaemonSet, or as a part of Auto Mode.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html (2026-11)
 */
export function agentOf(
  inventory: Inventory,
  association: PodIdentityAssociationFact,
  pods: readonly PodFact[] = [],
): AgentState {
  const of = ({ cluster }: AddonFact) => sameCluster(inventory, association.cluster, cluster);
  const addons = inventory.addons.filter((addon) => of(addon) !== 'no');
  const clusters = inventory.clusters.filter((cluster) => isCluster(inventory, association, cluster));
  const hasAutoMode = clusters.some(
    ({ autoMode }) => autoMode !== undefined && !(autoMode.known && !autoMode.value),
  );
  const idle = hasAutoMode ? undefined : idleAgent(inventory);
  if (idle !== undefined) return { state: 'missing', obstacle: idle };
  const brought = addons.filter(({ name }) => name.known && name.value === AGENT);
  const own = brought.filter((addon) => of(addon) === 'yes' || addon.scope === association.scope);
  const found: Found | undefined = [
    ...own.map(({ place }) => ({ how: `add-on ${AGENT}`, place })),
    ...clusters.flatMap(({ autoMode, place }) =>
      autoMode?.known && autoMode.value ? [{ how: 'Auto Mode', place }] : [],
    ),
    ...inventory.terraformObjects.flatMap((object) => inTerraform(association, object)),
    ...inventory.pods.flatMap(({ name, kind, place }) =>
      kind === 'DaemonSet' && name.known && name.value === AGENT
        ? [{ how: `DaemonSet ${AGENT}`, place }]
        : [],
    ),
    ...brought.map(({ place }) => ({ how: `add-on ${AGENT}`, place, open: true as const })),
  ][0];
  if (found !== undefined)
    return {
      ...{ state: 'installed', ...found, how: `${found.how}${partly(inventory)}` },
      obstacles: nodeAgentObstacles(inventory, pods, hasAutoMode),
    };
  const declared = clusters.find(({ ownership }) => ownership === 'declared');
  if (isListed(inventory, 'daemonsets') && isAnswered(inventory, 'eks list-addons', undefined))
    return { state: 'missing', obstacle: absent(inventory, declared, association) };
  const managed = declared ?? addons.find((addon) => of(addon) === 'yes');
  const open =
    addons.some(({ name }) => !name.known) ||
    clusters.some(({ autoMode }) => autoMode?.known === false) ||
    (association.tool === 'terraform' && mentionsAgent(inventory)) ||
    inventory.terraformObjects.some(mayInstall);
  if (managed === undefined || open) return { state: 'unsaid' };
  return { state: 'missing', obstacle: missing(inventory, declared, association, managed.place) };
}

function isCluster(
  inventory: Inventory,
  association: PodIdentityAssociationFact,
  { id, name }: ClusterFact,
): boolean {
  return sameCluster(inventory, association.cluster, { fact: id, value: name }) === 'yes';
}

type Found = { readonly how: string; readonly place: Span; readonly open?: true };

function inTerraform(association: PodIdentityAssociationFact, object: TerraformObjectFact): readonly Found[] {
  const { node, kind, mode, place, address } = object;
  if (kind === 'helm_release' && is(fieldOf(node, 'chart'), AGENT)) return [{ how: address, place }];
  if (mode !== 'module' || isOfModule(association, object) === 'no') return [];
  const auto = ['compute_config', 'cluster_compute_config'].map((name) =>
    nodeAt(object.inputs, [name, 'enabled']),
  );
  const brings =
    addonsOf(object).some((addons) => fieldOf(addons, AGENT) !== undefined) ||
    auto.some((enabled) => is(enabled, true));
  return brings ? [{ how: address, place }] : [];
}

/** The maps of add-ons that a call of a module for clusters or add-ons hands over. */
function addonsOf({ inputs }: TerraformObjectFact): readonly Node[] {
  return ['addons', 'cluster_addons', 'eks_addons'].flatMap((name) => fieldOf(inputs, name) ?? []);
}

/** Charts and values in any file may install it; an add-on of another cluster does not. */
function mentionsAgent({ files, addons }: Inventory): boolean {
  const elsewhere = new Set(
    addons.flatMap(({ name, place }) => (name.known && name.value === AGENT ? [place.file] : [])),
  );
  return files.some(({ path, source }) => !elsewhere.has(path) && source.text.includes(AGENT));
}

/** Modules whose add-ons are not known, and modules that are not among the files and may install whatever clusters need. */
function mayInstall(object: TerraformObjectFact): boolean {
  if (object.mode !== 'module') return false;
  if (addonsOf(object).some((item) => !isMap(item) || item.rest.length > 0)) return true;
  const { node, inputs } = object;
  if (node.kind === 'map' && node.rest.length === 0) return false;
  const source = fieldOf(inputs, 'source');
  return !isString(source) || /eks|add-?on|cluster|kube|k8s|platform|blueprint/i.test(source.value);
}

/** An agent that is there, and runs on no node. */
function idleAgent(inventory: Inventory): Obstacle | undefined {
  const { wanted = 0, ready, place } = agentReadiness(inventory) ?? {};
  if (wanted === 0 || ready !== 0 || place === undefined) return undefined;
  return {
    ...{ cause: 'agent', certain: true, place },
    reason: `DaemonSet ${AGENT} is ready on none of ${wanted} nodes, so nothing hands out credentials`,
    fix: `look at its pods: kubectl get pods -n kube-system -l app.kubernetes.io/name=${AGENT}`,
  };
}

function partly(inventory: Inventory): string {
  const { wanted = 0, ready = 0 } = agentReadiness(inventory) ?? {};
  return ready < wanted ? `, which is ready on ${ready} of ${wanted} nodes,` : '';
}

/** A cluster that is known in full runs none; that its nodes are not those of Auto Mode is certain where they run what EKS needs. */
function absent(
  { pods }: Inventory,
  cluster: ClusterFact | undefined,
  { place }: PodIdentityAssociationFact,
): Obstacle {
  const certain = pods.some(
    ({ kind, name }) => kind === 'DaemonSet' && name.known && /^(?:aws-node|kube-proxy)$/.test(name.value),
  );
  const name = cluster?.name.known ? `cluster ${cluster.name.value}` : 'the cluster';
  return {
    ...{ cause: 'agent', certain, place: cluster?.place ?? place },
    reason: `${name} has neither the add-on nor a DaemonSet ${AGENT}, nor Auto Mode${certain ? '' : ' as far as it tells'}, so nothing on its nodes hands out credentials`,
    fix: `add the add-on ${AGENT}, or turn Auto Mode on`,
  };
}

function missing(
  { fargateProfiles, documents }: Inventory,
  cluster: ClusterFact | undefined,
  { tool, kind }: PodIdentityAssociationFact,
  place: Span,
): Obstacle {
  const refused =
    cluster?.tool === 'eksctl' &&
    tool === 'eksctl' &&
    kind === 'iam.podIdentityAssociations' &&
    (fargateProfiles.some(({ scope }) => scope === cluster.scope) ||
      documents.some((item) => hasNodes(item.root, place)));
  const name = cluster?.name.known ? `cluster ${cluster.name.value}` : 'the cluster';
  const why = `${name} has neither the add-on ${AGENT} nor Auto Mode in these files, so nothing on its nodes hands out credentials`;
  return {
    ...{ cause: 'agent', certain: refused, place, fix: `add the add-on ${AGENT}, or turn Auto Mode on` },
    reason: refused ? `${why}; eksctl refuses such a file` : `${why}, unless it is installed by other means`,
  };
}

/** A ClusterConfig with nodes is one to create the cluster with, which eksctl then checks. */
function hasNodes(root: Node, { file, start }: Span): boolean {
  const here = root.place.file === file && root.place.start === start;
  return here && ['nodeGroups', 'managedNodeGroups'].some((field) => fieldOf(root, field) !== undefined);
}

const is = (node: Node | undefined, value: string | boolean) =>
  node?.kind === 'scalar' && node.value === value;
