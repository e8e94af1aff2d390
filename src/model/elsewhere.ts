import { madeUpRegion, partitionOf } from '../aws/partitions.js';
import { isMap, own } from '../plain-data.js';
import { fillDefaults } from '../spec/defaults.js';
import { fillPlaceholders } from '../spec/placeholders.js';
import { withProgramNames } from '../spec/programs.js';
import type { SpecInput } from '../spec/schema.js';
import { buildModel } from './build.js';
import type { AccessModel, Elsewhere, Whereabouts } from './types.js';

/**
 * Derives the model of a valid spec for a made-up cluster of the same partition. The spec is given as a value for a
 * cluster, so that a standard has its say again.
 */
export function modelElsewhere(
  { spec: { cluster } }: AccessModel,
  specFor: (cluster: Whereabouts) => unknown,
): Elsewhere {
  const text = JSON.stringify(specFor(cluster));
  const there: Whereabouts = {
    name: firstUnused(names(cluster.name.length), text) ?? cluster.name,
    region: firstUnused(regionsBeside(cluster.region), text) ?? cluster.region,
    accountId: firstUnused(ACCOUNTS, text) ?? cluster.accountId,
  };
  const value = withProgramNames(fillPlaceholders(specFor(there)).value);
  return { model: buildModel(fillDefaults(value as SpecInput)), cluster: there };
}

/** A spec's value for another cluster. */
export function withCluster(value: unknown, cluster: Whereabouts): unknown {
  const { name, region, accountId } = cluster;
  const was = own(value, 'cluster');
  return { ...(value as object), cluster: { ...(isMap(was) ? was : {}), name, region, accountId } };
}

function firstUnused(candidates: readonly string[], text: string): string | undefined {
  return candidates.find((candidate) => !text.includes(candidate));
}

const ACCOUNTS: readonly string[] = Array.from({ length: 50 }, (_, index) => String(900_000_000_017 + index));

/** Of the same length where that is possible, since long names are cut. */
function names(length: number): readonly string[] {
  return ['zq', 'xj', 'qv', 'jz'].map((part) => part.repeat(50).slice(0, Math.max(length, 8)));
}

/** Last one that AWS does not have: some partitions have two regions, and a spec may name both. */
function regionsBeside(region: string): readonly string[] {
  const partition = partitionOf(region);
  if (partition === undefined) return [];
  const others = partition.regions.map(({ code }) => code).filter((code) => code !== region);
  return [...others, madeUpRegion(partition)];
}
