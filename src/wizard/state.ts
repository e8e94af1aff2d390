import type { SpecStandard } from '../load-model.js';
import { valueAt } from '../plain-data.js';
import type { StandardAdvice } from '../standard/advice.js';
import type { Overlay } from './overlay.js';
import { type Draftable, parsePath, type Value } from './paths.js';
import type { Surroundings } from './surroundings.js';

/** Where a value comes from. */
export type Source = 'typed' | 'default' | 'file' | 'env' | 'set';

/** What the user said; one that only took the default follows that default when it changes. */
export interface Answer {
  readonly value: Value;
  readonly source: 'typed' | 'default';
  /** The field beside it whose answer said it as well, as an ARN says the region. */
  readonly saidBy?: string;
}

/** Values that were there before the first question, weakest first. */
export interface Layer {
  readonly source: 'file' | 'env' | 'set';
  readonly value: Draftable;
  /** Fields that it takes away, as `--set path=null` does. */
  readonly removed?: readonly string[];
}

/** How much is asked; `given` asks only for what a file lacks. */
export type Detail = 'recommended' | 'customise' | 'given';

/** Everything that the wizard knows; never changed, only replaced, so that going back is taking an older one. */
export interface State {
  readonly surroundings: Surroundings;
  readonly layers: readonly Layer[];
  /** All layers in one. */
  readonly base: Draftable;
  readonly fromFile: boolean;
  readonly answers: ReadonlyMap<string, Answer>;
  /** Questions to be asked again although they have an answer. */
  readonly reopened: ReadonlySet<string>;
  /** What was there, or applied, before the first answer. */
  readonly initial: ReadonlySet<string>;
  /** List elements that were taken away, in that order; everything else here is without them. */
  readonly removed: readonly string[];
  readonly standard?: HouseRules;
  /** Set where the file extends another one. */
  readonly overlay?: Overlay;
}

/** The standard that a spec names, as far as it matters while the spec is being written. */
export interface HouseRules {
  /** What it says about a spec, as far as that is written. */
  advise(spec: unknown): StandardAdvice;
  /** Its checks and its values, as `loadModel` takes them. */
  readonly rules: SpecStandard;
}

/** What is known in a state, whatever is to be asked again. */
export type Said = Omit<State, 'reopened'>;

/** The same function, called once for what is known in a state: that never changes. */
export function oncePerState<T>(compute: (said: Said) => T): (said: Said) => T {
  const known = new WeakMap<State['answers'], { readonly said: Said; readonly result: T }>();
  return (said) => {
    const found = known.get(said.answers);
    if (found !== undefined && isSame(found.said, said)) return found.result;
    const result = compute(said);
    known.set(said.answers, { said, result });
    return result;
  };
}

/** Beside the answers; everything else follows from these. */
function isSame(a: Said, b: Said): boolean {
  const keys: readonly (keyof Said)[] = ['surroundings', 'layers', 'standard'];
  return keys.every((key) => a[key] === b[key]);
}

/** The state with an answer; a reopened question is settled by it. */
export function withAnswer(state: State, key: string, answer: Answer): State {
  const reopened = new Set(state.reopened);
  reopened.delete(key);
  return { ...state, reopened, answers: new Map(state.answers).set(key, answer) };
}

/** The state with what an answer said of fields beside its own, in place of what the last one said of them. */
export function withSaid(state: State, key: string, said: Readonly<Record<string, Value>>): State {
  const [parent, saidBy] = besides(key);
  const others = [...state.answers].filter(
    ([other, answer]) => answer.saidBy !== saidBy || besides(other)[0] !== parent,
  );
  // What is known of a state is lost with it.
  if (Object.keys(said).length === 0 && others.length === state.answers.size) return state;
  return Object.entries(said).reduce<State>(
    (after, [other, value]) => withAnswer(after, other, { value, source: 'typed', saidBy }),
    { ...state, answers: new Map(others) },
  );
}

/** A key as what it stands in and its own name. */
function besides(key: string): readonly [parent: string, name: string] {
  const dot = key.lastIndexOf('.');
  return [key.slice(0, dot), key.slice(dot + 1)];
}

/** The state in which a question is asked again, its answer kept as the default. */
export function withReopened(state: State, key: string): State {
  return { ...state, reopened: new Set(state.reopened).add(key) };
}

/** What the layers say about a field; null when one of them takes it away. */
export function givenAt(state: Said, key: string, path = parsePath(key)): Value | undefined {
  if (path === undefined) return undefined;
  const value = valueAt(state.base, path) as Value | undefined;
  return value === undefined && state.layers.some(({ removed }) => removed?.includes(key)) ? null : value;
}

/** The strongest layer that says something about a field. */
export function sourceOf(state: Said, key: string, path = parsePath(key) ?? []): Source {
  const layer = state.layers.findLast(
    ({ value, removed }) => valueAt(value, path) !== undefined || removed?.includes(key),
  );
  return layer?.source ?? 'default';
}
