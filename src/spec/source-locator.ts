import { isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import type { FieldPath, Place } from '../diagnostics.js';
import type { Extent, PlaceOf, SourceLocator } from './source-file.js';
import type { ReadValue } from './source-value.js';

/** Finds fields in a document; an alias counts as where it is used, what is in it as where it was written. */
export function locatorOf(root: Node, targets: ReadValue['targets'], placeOf: PlaceOf): SourceLocator {
  const at = (node: unknown): Place => placeOf((node as Node | null)?.range?.[0] ?? 0);
  const indexes = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  const pairsOf = (map: YAMLMap) => {
    const index = indexes.get(map) ?? indexPairs(map);
    indexes.set(map, index);
    return index;
  };
  const walk = (path: FieldPath) => {
    let node: unknown = root;
    let place = at(root);
    let keyPlace = place;
    let key: unknown = root;
    for (const part of path) {
      const pair = isMap(node) ? pairsOf(node).get(String(part)) : undefined;
      const item = isSeq(node) && typeof part === 'number' ? node.items[part] : undefined;
      if (pair === undefined && item === undefined) return { place, keyPlace: place };
      const found = pair === undefined ? item : pair.value;
      key = pair?.key ?? item;
      keyPlace = at(key);
      node = targets.get(found) ?? found;
      place = isBlock(found) && pair !== undefined ? keyPlace : at(found);
    }
    return { place, keyPlace, node, key };
  };
  return {
    locate: (path) => walk(path).place,
    locateKey: (path) => walk(path).keyPlace,
    spelling: (path) => {
      const { node } = walk(path);
      return isScalar(node) ? node.source : undefined;
    },
    extent: (path) => {
      const { node, key } = walk(path);
      const [named, value] = [extentOf(key), extentOf(node)];
      return named && value && { key: named, value };
    },
  };
}

/** The pairs of a map by key; of a key that is there twice, the first. */
function indexPairs(map: YAMLMap): ReadonlyMap<string, Pair> {
  const scalars = map.items.filter(({ key }) => isScalar(key));
  return new Map(scalars.reverse().map((pair) => [String((pair.key as Scalar).value), pair]));
}

function extentOf(node: unknown): Extent | undefined {
  const range = (node as Node | null | undefined)?.range;
  return range ? [range[0], range[1]] : undefined;
}

/** Whether a value begins on a line of its own, so that its key says better where it is. */
function isBlock(node: unknown): boolean {
  return (isMap(node) || isSeq(node)) && node.flow !== true;
}
