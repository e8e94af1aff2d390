import { type FieldPath, formatPath } from '../diagnostics.js';
import { valueAt } from '../plain-data.js';
import { fillDefaults } from '../spec/defaults.js';
import { withProgramNames } from '../spec/programs.js';
import type { SpecInput } from '../spec/schema.js';
import { type Draftable, omitAt, sameValue } from './paths.js';
import type { HouseRules } from './state.js';

/** Spelled out in every new spec, so that neither a later release nor a later change makes another cluster or loses the state. */
const ALWAYS = new Set(['version', 'cluster.kubernetesVersion', 'terraform.backend.config.key']);

/** The spec without what says no more than the defaults and the standard do; fields that the file had stay. */
export function pruneSpec(spec: Draftable, had: unknown, standard: HouseRules | undefined): Draftable {
  const stays = (path: FieldPath) =>
    had === undefined ? ALWAYS.has(formatPath(path)) : valueAt(had, path) !== undefined;
  const { workloads, ...rest } = spec;
  const meaning = meaningOf(spec, standard);
  if (meaning === undefined || !Array.isArray(workloads)) return spec;
  const head = without(spec, candidates(rest, [], stays), standard);
  // What is written in one workload says nothing of another one: with each by itself, long lists take no longer for each.
  const pruned = {
    ...head,
    workloads: workloads.map((workload, index) => {
      const alone = { ...head, workloads: [workload] };
      const staysHere = ([, , ...field]: FieldPath) => stays(['workloads', index, ...field]);
      const fields = candidates(workload, ['workloads', 0], staysHere);
      return (without(alone, fields, standard)['workloads'] as readonly unknown[])[0];
    }),
  };
  // Unless a standard's condition makes it so.
  return sameValue(meaningOf(pruned, standard), meaning)
    ? pruned
    : without(spec, candidates(spec, [], stays), standard);
}

/** A spec without those fields that change nothing of its meaning. */
function without(spec: Draftable, fields: readonly FieldPath[], standard: HouseRules | undefined): Draftable {
  const meaning = meaningOf(spec, standard);
  const drop = (from: Draftable, paths: readonly FieldPath[]): Draftable => {
    const shorter = paths.reduce<Draftable>(omitAt, from);
    if (shorter === from || sameValue(meaningOf(shorter, standard), meaning)) return shorter;
    if (paths.length === 1) return from;
    const middle = Math.ceil(paths.length / 2);
    return drop(drop(from, paths.slice(0, middle)), paths.slice(middle));
  };
  return meaning === undefined ? spec : drop(spec, fields);
}

/** What may go: whole maps before their fields; list elements never, since others would move up. */
function candidates(
  value: unknown,
  path: FieldPath,
  stays: (path: FieldPath) => boolean,
): readonly FieldPath[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const below = [...path, Array.isArray(value) ? Number(key) : key];
    const own = Array.isArray(value) || stays(below) ? [] : [below];
    return [...own, ...candidates(child, below, stays)];
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
