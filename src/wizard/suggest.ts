import { type Draftable, parsePath, setAt, type Value, valueAt } from './paths.js';
import type { Fallback } from './question.js';
import type { State } from './state.js';

/** Shown as the origin of a value that a standard gives. */
const ORIGIN = 'the standard';

/** States never change, so each is looked at once. */
const SUGGESTED = new WeakMap<State, unknown>();

/** What the platform team's standard gives for a field, with what has been said so far. */
export function suggestionFor(state: State, key: string): Fallback | undefined {
  const path = state.standard === undefined || key.includes('@') ? undefined : parsePath(key);
  if (path === undefined) return undefined;
  if (!SUGGESTED.has(state)) SUGGESTED.set(state, state.standard?.(saidSoFar(state)));
  const value = valueAt(SUGGESTED.get(state), path);
  return value === undefined || value === null ? undefined : { value, origin: ORIGIN };
}

/** Whether a value is the standard's own, which the spec leaves to it. */
export function isSuggestion(fallback: Fallback | undefined): boolean {
  return fallback?.origin === ORIGIN;
}

/** Given and typed values alone; what is a default may come from the standard. */
function saidSoFar(state: State): Draftable {
  const spec: Draftable = structuredClone(state.base);
  if (!Array.isArray(spec['workloads'])) spec['workloads'] = [{}];
  for (const [key, { value, source }] of state.answers) {
    const path = key.includes('@') ? undefined : parsePath(key);
    if (path !== undefined && source === 'typed' && value !== null) setAt(spec, path, value as Value);
  }
  return spec;
}
