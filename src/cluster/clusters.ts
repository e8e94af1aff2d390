import {
  type ClusterFact,
  type Fact,
  fieldOf,
  type Inventory,
  type Known,
  knownString,
  type Link,
  type Node,
  type PodIdentityAssociationFact,
  type TerraformObjectFact,
} from '../readers/index.js';

/** Whether two values name one cluster: `maybe` where one of them is not known. */
export type SameCluster = 'yes' | 'no' | 'maybe';

/** A ClusterConfig with the cluster that it makes. */
export interface ClusterConfig {
  readonly root: Node;
  readonly cluster: ClusterFact;
}

/** The ClusterConfigs among the files. */
export function clusterConfigs({ documents, clusters }: Inventory): readonly ClusterConfig[] {
  return documents.flatMap(({ kind, file, index, root }) => {
    if (kind !== 'eksctl') return [];
    const scope = index === 0 ? file : `${file}#${index}`;
    const cluster = clusters.find((item) => item.tool === 'eksctl' && item.scope === scope);
    return cluster === undefined ? [] : [{ root, cluster }];
  });
}

/** Whether an association belongs to the cluster of a ClusterConfig: one of a ClusterConfig belongs to no other. */
export function isOfConfig(association: PodIdentityAssociationFact, config: ClusterConfig): SameCluster {
  if (association.tool === 'eksctl') return association.scope === config.cluster.scope ? 'yes' : 'no';
  return sameName(association.cluster.value, config.cluster.name);
}

/** Whether an association belongs to the cluster that a Terraform resource names under an argument. */
export function isOfResource(
  association: PodIdentityAssociationFact,
  { node }: TerraformObjectFact,
  argument = 'cluster_name',
): SameCluster {
  const name = knownString(fieldOf(node, argument));
  return name === undefined ? 'maybe' : sameName(association.cluster.value, name);
}

/** Whether an association belongs to the cluster that another fact names. */
export function isOfSameCluster(
  association: PodIdentityAssociationFact,
  fact: Fact & { readonly cluster: Link },
): SameCluster {
  if (association.tool === 'eksctl' && fact.tool === 'eksctl')
    return association.scope === fact.scope ? 'yes' : 'no';
  return sameName(association.cluster.value, fact.cluster.value);
}

/** Whether an association belongs to the cluster that a call of a module for clusters makes. */
export function isOfModule(
  { cluster: { value } }: PodIdentityAssociationFact,
  { inputs, address }: TerraformObjectFact,
): SameCluster {
  if (!value.known && value.symbol?.startsWith(`${address}.`)) return 'yes';
  const name = knownString(fieldOf(inputs, 'cluster_name') ?? fieldOf(inputs, 'name'));
  return name === undefined ? 'maybe' : sameName(value, name);
}

/** Unknown names are the same when they stand for one expression. */
function sameName(a: Known<string>, b: Known<string>): SameCluster {
  if (a.known && b.known) return a.value === b.value ? 'yes' : 'no';
  const symbol = a.known ? undefined : a.symbol;
  return !b.known && symbol !== undefined && symbol === b.symbol ? 'yes' : 'maybe';
}
