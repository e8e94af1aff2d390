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
  const stays = (path: FieldPath) =>
    had === undefined ? ALWAYS.has(formatPath(path)) : valueAt(had, path) !== undefined;
  const { workloads, ...rest } = spec;
  const meaning = meaningOf(spec, standard);
  if (meaning === undefined || !Array.isArray(workloads)) return structuredClone(spec);
  const head = without(spec, candidates(rest, []), stays, standard);
  // What is written in one workload says nothing of another one: with each by itself, long lists take no longer for each.
  const pruned = {
    ...head,
    workloads: workloads.map((workload, index) => {
      const alone = { ...head, workloads: [workload] };
      const fields = candidates(workload, ['workloads', 0]);
      const staysHere = ([, , ...field]: FieldPath) => stays(['workloads', index, ...field]);
      return (without(alone, fields, staysHere, standard)['workloads'] as readonly unknown[])[0];
    }),
  };
  // Unless a standard's condition makes it so.
  return sameValue(meaningOf(pruned, standard), meaning)
    ? pruned
    : without(spec, candidates(spec, []), stays, standard);
}

/** A copy of a spec without those fields that change nothing of its meaning. */
function without(
  spec: Draftable,
  fields: readonly FieldPath[],
  stays: (path: FieldPath) => boolean,
  standard: HouseRules | undefined,
): Draftable {
  const meaning = meaningOf(spec, standard);
  let pruned = structuredClone(spec);
  if (meaning === undefined) return pruned;
  for (const path of fields) {
    if (stays(path) || valueAt(pruned, path) === undefined) continue;
    const shorter = structuredClone(pruned);
    unsetAt(shorter, path);
    if (sameValue(meaningOf(shorter, standard), meaning)) pruned = shorter;
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
