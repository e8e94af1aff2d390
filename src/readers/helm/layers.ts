import { withValue } from '../kubernetes/edit.js';
import { type MapEntry, map, type Node } from '../node.js';
import { entryOf, isMap, isNull } from '../node-access.js';
import type { Span } from '../text/source-text.js';

/** Values of a chart as Helm lays them over each other: maps are merged, all else is replaced, null takes away. */
export function layered(layers: readonly Node[], place: Span): Node {
  return layers.reduce(over, map([], place));
}

function over(below: Node, above: Node): Node {
  if (below.kind !== 'map') return above;
  if (above.kind === 'unknown') return map(below.entries, below.place, [...below.rest, above]);
  if (above.kind !== 'map') return above;
  const kept = below.entries.flatMap((item): readonly MapEntry[] => {
    const change = item.key === undefined ? undefined : entryOf(above, item.key);
    if (change === undefined) return [item];
    if (isNull(change.value)) return [];
    const value = isMap(item.value) ? over(item.value, change.value) : change.value;
    return [{ ...change, value }];
  });
  const added = above.entries.filter(
    ({ key, value }) => !isNull(value) && (key === undefined || entryOf(below, key) === undefined),
  );
  const place = above.entries.length === 0 ? below.place : above.place;
  return map([...kept, ...added], place, [...below.rest, ...above.rest]);
}

/**
 * The values with one more, set by a path as `helm --set` takes it: dots within a key have a backslash before them. Those
 * of a well-known annotation are taken as meant without.
 */
export function withSetting(values: Node, path: string, value: Node): Node {
  const meant = path.replace(/(?<!\\)\b(eks)\.(amazonaws)\.(com\/)/g, '$1\\.$2\\.$3');
  const keys = meant.split(/(?<!\\)\./).map((key) => key.replaceAll('\\', ''));
  return withValue(values, keys, value);
}
