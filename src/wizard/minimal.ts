import { type FieldPath, formatPath } from '../diagnostics.js';
import { valueAt } from '../plain-data.js';
import { fillDefaults } from '../spec/defaults.js';
import { withProgramNames } from '../spec/programs.js';
import type { SpecInput } from '../spec/schema.js';
import { type Draftable, sameValue, unsetAt } from './paths.js';
import type { HouseRules } from './state.js';

/** Spelled out in every new spec, so that neither a later release nor a later change makes another cluster or loses the state. */
const ALWAYS = new Set(['version', 'cluster.kubernetesVersion', 'terraform.backend.config.key']);

/** The spec without what says no more than the defaults and the standard do; fields that the file had stay. */
export function pruneSpec(spec: Draftable, had: unknown, standard: HouseRules | undefined): Draftable {
  const pruned = structuredClone(spec);
  const meaning = meaningOf(pruned, standard);
  if (meaning === undefined) return pruned;
  for (const path of candidates(pruned, [])) {
    if (had === undefined ? ALWAYS.has(formatPath(path)) : valueAt(had, path) !== undefined) continue;
    if (valueAt(pruned, path) === undefined) continue;
    const without = structuredClone(pruned);
    unsetAt(without, path);
    if (!sameValue(meaningOf(without, standard), meaning)) continue;
    unsetAt(pruned, path);
  }
  return pruned;
}

/** Whole maps before their fields; list elements never, since others would move up. */
function candidates(value: unknown, path: FieldPath): readonly FieldPath[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    if (Array.isArray(value)) return candidates(child, [...path, Number(key)]);
    const own = [...path, key];
    return [own, ...candidates(child, own)];
  });
}

/** What a spec means with everything filled in; undefined for one that is not complete. */
function meaningOf(spec: Draftable, standard: HouseRules | undefined): unknown {
  try {
    return fillDefaults(withProgramNames(standard?.advise(spec).filled ?? spec) as SpecInput);
  } catch {
    return undefined;
  }
}
