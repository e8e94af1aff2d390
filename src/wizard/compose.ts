import type { FieldPath } from '../diagnostics.js';
import { valueAt } from '../plain-data.js';
import { type Ask, fieldOf, ownedBy, type Resolution } from './graph.js';
import { type Draftable, setAt, unsetAt } from './paths.js';
import type { State } from './state.js';

/** The spec that the answers make, with every default spelled out. */
export function composeSpec(state: State, resolution: Resolution): Draftable {
  const spec = structuredClone(state.base);
  if (!Object.hasOwn(spec, 'version')) spec['version'] = 1;
  for (const ask of resolution.skipped) {
    if (state.initial.has(ask.key)) remove(spec, ownedBy(ask));
  }
  for (const entry of resolution.entries) {
    const path = fieldOf(entry);
    if (path === undefined || entry.value === undefined) continue;
    if (entry.value !== null) setAt(spec, path, structuredClone(entry.value));
  }
  // From the end, so that no index changes before its turn.
  for (const entry of [...resolution.entries].reverse()) {
    if (entry.value === null) remove(spec, ownedBy(entry));
    if (entry.question.key.endsWith('.@more') && entry.value === false) cut(spec, entry);
  }
  return spec;
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
