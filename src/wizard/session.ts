import { resolve } from './graph.js';
import { joinLayers } from './set-values.js';
import type { Answer, Layer, State } from './state.js';
import type { Surroundings } from './surroundings.js';

/** What a state is made of. */
export interface StateParts {
  readonly surroundings: Surroundings;
  readonly layers: readonly Layer[];
  /** Answers of an interrupted run. */
  readonly answers?: ReadonlyMap<string, Answer>;
  readonly standard?: State['standard'] | undefined;
}

/** The state before the first question. */
export function createState(parts: StateParts): State {
  const { surroundings, layers, answers = new Map(), standard } = parts;
  const fresh: State = {
    surroundings,
    layers,
    base: joinLayers(layers),
    fromFile: layers.some(({ source }) => source === 'file'),
    answers: new Map(),
    reopened: new Set(),
    initial: new Set(),
    ...(standard === undefined ? {} : { standard }),
  };
  const everything: ReadonlySet<string> = Object.assign(new Set<string>(), { has: () => true });
  const initial = new Set(resolve({ ...fresh, initial: everything }).entries.map(({ key }) => key));
  return { ...fresh, initial, answers };
}
