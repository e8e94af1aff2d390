import { formatPath } from '../diagnostics.js';
import { own, valueAt } from '../plain-data.js';
import { parsePath } from './paths.js';
import { joinLayers } from './set-values.js';
import type { Layer, State } from './state.js';

/** The state without an element of a list: later ones move up, with all that was said about them. */
export function withoutElement(state: State, element: string): State {
  const layers = layersWithout(state.layers, element);
  const answers = [...state.answers].flatMap(([key, answer]) =>
    movedUp(key, element).map((moved) => [moved, answer] as const),
  );
  const moved = (keys: ReadonlySet<string>) => new Set([...keys].flatMap((key) => movedUp(key, element)));
  return {
    ...state,
    layers,
    base: joinLayers(layers),
    answers: new Map(answers),
    reopened: moved(state.reopened),
    initial: moved(state.initial),
    removed: [...state.removed, element],
  };
}

/** The layers without an element, at whose index all of them mean the same one. */
export function layersWithout(layers: readonly Layer[], element: string): readonly Layer[] {
  return layers.map((layer) => {
    const value = structuredClone(layer.value);
    const path = parsePath(element) ?? [];
    const [holder, field, index] = [valueAt(value, path.slice(0, -2)), path.at(-2), Number(path.at(-1))];
    const list = field === undefined ? undefined : own(holder, field);
    if (Array.isArray(list)) {
      list.splice(index, 1);
      if (list.length === 0) delete (holder as Record<string, unknown>)[String(field)];
    }
    const { removed } = layer;
    return removed === undefined
      ? { ...layer, value }
      : { ...layer, value, removed: removed.flatMap((key) => movedUp(key, element)) };
  });
}

/** The key of the same thing once an element is gone; none for what went with it. */
function movedUp(key: string, element: string): readonly string[] {
  const path = parsePath(element) ?? [];
  const list = `${formatPath(path.slice(0, -1))}[`;
  const [, index = '', rest = ''] =
    (key.startsWith(list) && /^(\d+)(\].*)$/.exec(key.slice(list.length))) || [];
  if (index === '' || Number(index) < Number(path.at(-1))) return [key];
  return Number(index) === Number(path.at(-1)) ? [] : [`${list}${Number(index) - 1}${rest}`];
}
