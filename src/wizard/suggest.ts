import type { FieldPath } from '../diagnostics.js';
import { valueAt } from '../plain-data.js';
import { type Draftable, parsePath, setAt, type Value } from './paths.js';
import type { Fallback, Question } from './question.js';
import { startProvisions } from './questions/start.js';
import { oncePerState, type Said } from './state.js';

/** The questions that apply with their values, as the standard needs to know them. */
type Settled = readonly {
  readonly key: string;
  readonly question: Pick<Question, 'key'>;
  readonly value: Value | undefined;
}[];

/** Tells what the platform team's standard gives for a field, with what has been said so far. */
export function suggestions(
  settledIn: (state: Said) => Settled,
): (state: Said, key: string) => Fallback | undefined {
  const adviceFor = oncePerState((state) => state.standard?.advise(saidSoFar(state, settledIn)));
  return (state, key) => {
    const path = state.standard === undefined || key.includes('@') ? undefined : parsePath(key);
    const advice = path && adviceFor(state)?.at(path);
    if (advice === undefined) return undefined;
    const { value, standard, locked } = advice;
    const origin = locked ? `set by your organisation (${standard})` : `the standard ${standard}`;
    return { value: value as Value, origin, standard: { name: standard, locked } };
  };
}

/** Given and typed values; what is a default may come from the standard, but for what decides whether there is a pod. */
function saidSoFar({ standard: _, ...state }: Said, settledIn: (state: Said) => Settled): Draftable {
  const spec: Draftable = structuredClone(state.base);
  const say = (path: FieldPath, value: Value | undefined): void => {
    if (value !== undefined && value !== null) setAt(spec, path, value);
  };
  // There will be both, and a standard gives nothing to what is not there.
  spec['cluster'] ??= {};
  spec['workloads'] ??= [{}];
  const start = state.answers.get('@start');
  const provision = ['cluster', 'provision'];
  if (start?.source === 'typed' && valueAt(spec, provision) === undefined)
    say(provision, startProvisions(start.value));
  for (const [key, { value, source }] of state.answers) {
    const path = key.includes('@') ? undefined : parsePath(key);
    if (path !== undefined && source === 'typed') say(path, value);
  }
  for (const { key, question, value } of settledIn(state)) {
    if (question.key === 'workloads[].pod.kind') say(parsePath(key) ?? [], value);
  }
  return spec;
}
