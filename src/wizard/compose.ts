import type { FieldPath } from '../diagnostics.js';
import { type Ask, type Entry, fieldOf, ownedBy, type Resolution } from './graph.js';
import { type Draftable, setAt, unsetAt, valueAt } from './paths.js';
import type { State } from './state.js';
import { isSuggestion } from './suggest.js';

/** Which values are in the spec: all, or those that a standard does not give anyway. */
export type Extent = 'whole' | 'own';

/** The spec that the answers make, with every default spelled out. */
export function composeSpec(state: State, resolution: Resolution, extent: Extent): Draftable {
  const spec = structuredClone(state.base);
  if (!Object.hasOwn(spec, 'version')) spec['version'] = 1;
  for (const ask of resolution.skipped) {
    if (state.initial.has(ask.key)) remove(spec, ownedBy(ask));
  }
  for (const entry of resolution.entries) {
    const path = fieldOf(entry);
    if (path === undefined || entry.value === undefined) continue;
    if (extent === 'own' && isLeftOut(entry, state)) continue;
    if (entry.value !== null) setAt(spec, path, structuredClone(entry.value));
  }
  // From the end, so that no index changes before its turn.
  for (const entry of [...resolution.entries].reverse()) {
    if (entry.value === null) remove(spec, ownedBy(entry));
    if (entry.question.key.endsWith('.@more') && entry.value === false) cut(spec, entry);
  }
  return spec;
}

/** What the standard gives stays with it; but a new spec names its Kubernetes version. */
function isLeftOut({ key, source, fallback }: Entry, { fromFile }: State): boolean {
  if (source !== 'default' || !isSuggestion(fallback)) return false;
  return fromFile || key !== 'cluster.kubernetesVersion';
}

function remove(spec: Draftable, path: FieldPath | undefined): void {
  if (path !== undefined && valueAt(spec, path) !== undefined) unsetAt(spec, path);
}

/** `Another one? No.` ends the list here. */
function cut(spec: Draftable, { scope }: Ask): void {
  const [workload = 0, bucket] = scope.indexes;
  const list = valueAt(spec, bucket === undefined ? ['workloads'] : ['workloads', workload, 'buckets']);
  const length = (bucket ?? workload) + 1;
  if (Array.isArray(list) && list.length > length) list.length = length;
}
