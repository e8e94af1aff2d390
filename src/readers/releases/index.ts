import type { Inventory, KubernetesObjectFact, MutableInventory } from '../inventory.js';
import { releasesOfArgo } from './argo.js';
import { releasesOfFiles } from './declared.js';
import { releasesOfFlux, releasesOfHelmController } from './flux.js';
import { type Release, readRelease } from './release.js';
import { Repository } from './repository.js';

type ReadReleases = (
  fact: KubernetesObjectFact,
  repository: Repository,
  objects: readonly KubernetesObjectFact[],
) => readonly Release[];

/** By group of the API and kind: custom resources from which a controller makes releases of charts. */
const CUSTOM: readonly (readonly [group: RegExp, kind: RegExp, read: ReadReleases])[] = [
  [/^argoproj\.io$/, /^Application(?:Set)?$/, releasesOfArgo],
  [/^helm\.toolkit\.fluxcd\.io$/, /^HelmRelease$/, releasesOfFlux],
  [/^helm\.cattle\.io$/, /^HelmChart$/, (fact, _, objects) => releasesOfHelmController(fact, objects)],
];

/**
 * Turns the releases of charts that objects and files ask for into facts; returns the files of values that they use.
 */
export function readReleases(
  inventory: MutableInventory,
  objects: Inventory['kubernetesObjects'],
): ReadonlySet<string> {
  const repository = new Repository(inventory);
  for (const fact of objects) {
    const [group] = (fact.apiVersion.known ? fact.apiVersion.value : '').split('/');
    const kind = fact.objectKind.known ? fact.objectKind.value : '';
    const read = CUSTOM.find(([groups, kinds]) => groups.test(group ?? '') && kinds.test(kind))?.[2];
    for (const release of read?.(fact, repository, objects) ?? []) readRelease(release, inventory);
  }
  for (const release of releasesOfFiles(inventory, repository)) readRelease(release, inventory);
  return repository.used;
}
