import type { FieldPath } from '../diagnostics.js';
import { GRANT_KINDS } from '../grants/index.js';
import { valueAt } from '../plain-data.js';
import { type Ask, type Entry, ownedBy, resolve } from './graph.js';
import { isOfOtherCluster, OWN_OF_CLUSTER } from './own-of-cluster.js';
import { type Draftable, parsePath, setAt, unsetAt } from './paths.js';
import { usedFields } from './questions/uses.js';
import { oncePerState, type Said } from './state.js';

/** The spec that the answers make, with every default spelled out; nobody may change it. */
export const composeSpec = oncePerState(composeAnew);

function composeAnew(state: Said): Readonly<Draftable> {
  const resolution = resolve(state);
  const spec = structuredClone(state.base);
  if (!Object.hasOwn(spec, 'version')) spec['version'] = 1;
  for (const key of OWN_OF_CLUSTER) {
    if (isOfOtherCluster(state, key, (other) => resolution.byKey.get(other)?.value))
      remove(spec, parsePath(key));
  }
  for (const ask of resolution.skipped) {
    if (state.initial.has(ask.key)) remove(spec, ownedBy(ask));
  }
  for (const entry of resolution.entries) {
    const { path, value } = entry;
    if (path === undefined || value === undefined || value === null) continue;
    setAt(spec, path, typeof value === 'object' ? structuredClone(value) : value);
  }
  // From the end, so that no index changes before its turn.
  for (const entry of [...resolution.entries].reverse()) {
    if (entry.value === null) remove(spec, ownedBy(entry));
    if (entry.question.key.endsWith('.@more') && entry.value === false) cut(spec, holderOf(entry));
    if (entry.question.key.endsWith('.@uses')) dropUnused(spec, entry);
  }
  return spec;
}

function remove(spec: Draftable, path: FieldPath | undefined): void {
  if (path !== undefined && valueAt(spec, path) !== undefined) unsetAt(spec, path);
}

/** The list element that a question with a name of our own is about. */
function holderOf({ key }: Ask): FieldPath {
  return parsePath(key.slice(0, key.lastIndexOf('.@'))) ?? [];
}

/** `Another one? No.` ends the list with this element. */
function cut(spec: Draftable, element: FieldPath): void {
  const list = valueAt(spec, element.slice(0, -1));
  const length = Number(element.at(-1)) + 1;
  if (Array.isArray(list) && list.length > length) list.length = length;
}

/** What is not used is not granted. */
function dropUnused(spec: Draftable, entry: Entry): void {
  if (entry.value === undefined) return;
  const used = usedFields(entry.value);
  const holder = holderOf(entry);
  for (const { field } of GRANT_KINDS) {
    const path = [...holder, field];
    const list = valueAt(spec, path);
    if (!used.includes(field) && Array.isArray(list) && list.length > 0) unsetAt(spec, path);
  }
}
