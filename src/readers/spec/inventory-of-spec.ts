import { type Diagnostic, type FieldPath, formatPath, type Place } from '../../diagnostics.js';
import { isMap } from '../../plain-data.js';
import type { Extent, Source } from '../../spec/source-file.js';
import { emptyInventory, type Inventory } from '../inventory.js';
import { entry, list, map, type Node, type ScalarNode, scalar, unknown } from '../node.js';
import { SourceText, type Span } from '../text/source-text.js';
import { readSpecDocument } from './read-spec.js';

/** What a spec says in IAM's own terms, values of its standard included; what is refused already is unknown. */
export function inventoryOfSpec(source: Source, found: readonly Diagnostic[]): Inventory {
  const inventory = emptyInventory();
  for (const { file, text } of [source, ...source.bases])
    inventory.files.push({ path: file, source: new SourceText(file, text, 'yaml') });
  const errors = found.filter(({ severity }) => severity === 'error');
  const refused = new Set(errors.map(({ path }) => path));
  readSpecDocument(nodeOf(source.value, [], { source, refused }), source.file, inventory);
  return inventory;
}

interface Reading {
  readonly source: Source;
  readonly refused: ReadonlySet<string | undefined>;
}

/** Fields of a workload that are about the whole of it leave its own fields as they are. */
const WORKLOAD_DEPTH = 2;

function nodeOf(value: unknown, path: FieldPath, reading: Reading): Node {
  const { source, refused } = reading;
  const extent = source.extent(path);
  const span = (place: Place, [start, end]: Extent = [0, 0]): Span => ({ ...place, start, end });
  const place = span(source.locate(path), extent?.value);
  const isRefused = (at: FieldPath) => at.length > WORKLOAD_DEPTH && refused.has(formatPath(at));
  if (value === undefined || isRefused(path)) return unknown('is refused', place);
  if (Array.isArray(value))
    return list(
      value.map((item, index) => nodeOf(item, [...path, index], reading)),
      place,
    );
  if (!isMap(value)) return scalar(value as ScalarNode['value'], place, extent !== undefined);
  const entries = Object.entries(value).map(([key, child]) => {
    const own = [...path, key];
    const keyPlace = span(source.locateKey(own), source.extent(own)?.key);
    const node = nodeOf(child, own, reading);
    // Operators and condition keys are refused by name.
    if (isRefused(own) && path.includes('conditions'))
      return { key: undefined, keyNode: unknown('is refused', keyPlace), value: node };
    return entry(key, keyPlace, node, true);
  });
  return map(entries, place);
}
