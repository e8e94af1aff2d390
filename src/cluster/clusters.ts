import {
  fieldOf,
  type Inventory,
  type Known,
  knownString,
  type Link,
  type PodIdentityAssociationFact,
  type TerraformObjectFact,
} from '../readers/index.js';

/** Whether two values name one cluster: `maybe` where one of them is not known. */
export type SameCluster = 'yes' | 'no' | 'maybe';

/** Whether two facts belong to one cluster: those of a ClusterConfig belong to no other. */
export function sameCluster({ clusters }: Inventory, a: Link, b: Link): SameCluster {
  const [one, other] = [a, b].map(({ fact }) =>
    clusters.find(({ id, tool }) => id === fact && tool === 'eksctl'),
  );
  if (one !== undefined && other !== undefined) return one.id === other.id ? 'yes' : 'no';
  return sameName(a.value, b.value);
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
