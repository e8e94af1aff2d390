import { type FieldPath, formatPath } from '../diagnostics.js';
import { isMap, valueAt } from '../plain-data.js';
import { fillDefaults, fillSettings } from '../spec/defaults.js';
import { withProgramNames } from '../spec/programs.js';
import type { SpecInput } from '../spec/schema.js';
import { type Draftable, omitAt, sameValue } from './paths.js';
import type { HouseRules } from './state.js';

/** Spelled out in every new spec, so that neither a later release nor a later change makes another cluster or loses the state. */
const ALWAYS = ['version', 'cluster.kubernetesVersion'];

/** So that it does not go with the first workload, unless a standard says how states are called. */
const STATE_KEY = ['terraform', 'backend', 'config', 'key'];

/** The spec without what says no more than the defaults and the standard do; fields that the file had stay. */
export function pruneSpec(spec: Draftable, had: unknown, standard: HouseRules | undefined): Draftable {
  const isOwnKey = standard?.advise(omitAt(spec, STATE_KEY)).at(STATE_KEY) === undefined;
  const always = new Set([...ALWAYS, ...(isOwnKey ? [formatPath(STATE_KEY)] : [])]);
  const stays = (path: FieldPath) =>
    had === undefined ? always.has(formatPath(path)) : valueAt(had, path) !== undefined;
  const { workloads, ...rest } = spec;
  const whole = (part: Draftable) => meaningOf(part, standard, fillDefaults);
  const meaning = whole(spec);
  if (meaning === undefined || !Array.isArray(workloads)) return spec;
  const settings = (part: Draftable) => meaningOf(part, standard, fillSettings);
  const head = without(spec, candidates(rest, [], stays), settings);
  // What is written in one workload says nothing of another one: with each by itself, long lists take no longer for each.
  const pruned = {
    ...head,
    workloads: workloads.map((workload, index) => {
      const staysHere = (field: FieldPath) => stays(['workloads', index, ...field]);
      const alone = (part: Draftable) => whole({ ...head, workloads: [part] })?.workloads[0];
      return without(workload, candidates(workload, [], staysHere), alone, meaning.workloads[index]);
    }),
  };
  // Unless a standard's condition makes it so.
  return sameValue(whole(pruned), meaning)
    ? pruned
    : without(spec, candidates(spec, [], stays), whole, meaning);
}

/** A spec or a part of it without those fields that change nothing of its meaning. */
function without(
  part: Draftable,
  fields: readonly FieldPath[],
  meaningOf: (part: Draftable) => unknown,
  meaning = meaningOf(part),
): Draftable {
  const drop = (from: Draftable, paths: readonly FieldPath[]): Draftable => {
    const shorter = paths.reduce<Draftable>(omitAt, from);
    if (shorter === from || sameValue(meaningOf(shorter), meaning)) return shorter;
    if (paths.length === 1) return from;
    const middle = Math.ceil(paths.length / 2);
    return drop(drop(from, paths.slice(0, middle)), paths.slice(middle));
  };
  return drop(part, fields);
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
    const own = Array.isArray(value) || holds(child, below, stays) ? [] : [below];
    return [...own, ...candidates(child, below, stays)];
  });
}

/** Whether a field stays, or one within it does. */
function holds(value: unknown, path: FieldPath, stays: (path: FieldPath) => boolean): boolean {
  return (
    stays(path) ||
    (isMap(value) && Object.entries(value).some(([key, child]) => holds(child, [...path, key], stays)))
  );
}

/** What a spec means with everything filled in; undefined for one that is not complete. */
function meaningOf<T>(
  spec: Draftable,
  standard: HouseRules | undefined,
  fill: (input: SpecInput) => T,
): T | undefined {
  try {
    return fill(withProgramNames(standard?.advise(spec).filled ?? spec) as SpecInput);
  } catch {
    return undefined;
  }
}
