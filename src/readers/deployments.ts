import { onceFor } from '../collections.js';
import type { ClusterFact, Fact, PodIdentityAssociationFact } from './facts.js';
import type { Inventory } from './inventory.js';
import { ifKnown } from './node.js';
import { homeOf, type Nearness, nearness } from './together.js';

/** Which facts of an inventory are deployed together, and into which cluster. */
export class Deployments {
  private readonly clusters = new Map<string, ClusterFact>();

  constructor(private readonly inventory: Inventory) {
    for (const cluster of inventory.clusters) {
      if (cluster.tool === 'eksctl') this.clusters.set(cluster.scope, cluster);
    }
  }

  /** How near two facts are; `apart` also when they are certainly of different clusters. */
  nearness(a: Fact, b: Fact): Nearness {
    if (this.clustersDiffer(a, b)) return 'apart';
    return a.scope === b.scope ? 'together' : nearness(homeOf(a), homeOf(b));
  }

  /** Whether nothing keeps two facts apart. */
  mayBeTogether(a: Fact, b: Fact): boolean {
    return this.nearness(a, b) !== 'apart';
  }

  /** Whether two facts are of one project, and not of different clusters. */
  areTogether(a: Fact, b: Fact): boolean {
    return this.nearness(a, b) === 'together';
  }

  /** The clusters that a fact may be deployed into, each once. */
  clustersNear(fact: Fact): readonly ClusterFact[] {
    const own = this.clusters.get(fact.scope);
    if (own !== undefined && fact.tool === 'eksctl') return [own];
    const near = this.inventory.clusters.filter((cluster) => this.mayBeTogether(cluster, fact));
    return near.filter(
      (cluster, at) => near.findIndex((other) => isSame(nameOf(other), nameOf(cluster))) === at,
    );
  }

  /** Whether two facts are of one project in which there is one cluster, as far as the files tell. */
  areInOneCluster(a: Fact, b: Fact): boolean {
    if (!this.areTogether(a, b)) return false;
    const names = [a, b].flatMap((fact) =>
      [this.clusterOf(fact) ?? [], this.clustersNear(fact).map(nameOf)].flat(),
    );
    return names.every((name) => names.every((other) => isSame(name, other)));
  }

  /** Whether two facts name clusters, and not the same. */
  clustersDiffer(a: Fact, b: Fact): boolean {
    const [left, right] = [this.clusterOf(a), this.clusterOf(b)];
    return left !== undefined && right !== undefined && !isSame(left, right);
  }

  /** The cluster that a fact certainly belongs to. */
  private clusterOf(fact: Fact): ClusterName | undefined {
    const own = this.clusters.get(fact.scope);
    if (own !== undefined && fact.tool === 'eksctl') return nameOf(own);
    const link = 'cluster' in fact ? (fact as PodIdentityAssociationFact).cluster : undefined;
    return link?.value.known === true ? { name: link.value.value } : undefined;
  }
}

interface ClusterName {
  readonly name: string | undefined;
  readonly region?: string | undefined;
}

const nameOf = ({ name, region }: ClusterFact): ClusterName => ({
  name: ifKnown(name),
  region: ifKnown(region),
});

/** Whether two names may be of one cluster: what is unknown may be anything. */
function isSame(a: ClusterName, b: ClusterName): boolean {
  const mayEqual = (x: string | undefined, y: string | undefined) =>
    x === undefined || y === undefined || x === y;
  return mayEqual(a.name, b.name) && mayEqual(a.region, b.region);
}

/** The deployments of an inventory; made once. */
export const deploymentsOf = onceFor((inventory: Inventory) => new Deployments(inventory));
