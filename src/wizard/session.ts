import { resolve } from './graph.js';
import { layersWithout } from './remove.js';
import { joinLayers } from './set-values.js';
import type { Answer, Layer, State } from './state.js';
import type { Surroundings } from './surroundings.js';

/** What a state is made of. */
export interface StateParts {
  readonly surroundings: Surroundings;
  readonly layers: readonly Layer[];
  /** Answers of an interrupted run. */
  readonly answers?: ReadonlyMap<string, Answer>;
  /** List elements that it took away from the layers. */
  readonly removed?: readonly string[];
  readonly standard?: State['standard'] | undefined;
  readonly overlay?: State['overlay'] | undefined;
}

/** The state before the first question. */
export function createState(parts: StateParts): State {
  const { surroundings, removed = [], standard, overlay } = parts;
  const layers = removed.reduce(layersWithout, parts.layers);
  const fresh: State = {
    surroundings,
    layers,
    base: joinLayers(layers),
    fromFile: layers.some(({ source }) => source === 'file'),
    answers: new Map(),
    reopened: new Set(),
    initial: new Set(),
    removed,
    ...(standard === undefined ? {} : { standard }),
    ...(overlay === undefined ? {} : { overlay }),
  };
  // Whatever applies now is initial: with those keys the path is the same, and it is not walked again.
  const everything: ReadonlySet<string> = Object.assign(new Set<string>(), { has: () => true });
  const initial = new Set(resolve({ ...fresh, initial: everything }).entries.map(({ key }) => key));
  return { ...fresh, initial, answers: parts.answers ?? fresh.answers };
}
