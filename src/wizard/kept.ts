import { type FieldPath, formatPath } from '../diagnostics.js';
import { fieldsAt } from '../spec/schema-tree.js';
import type { Resolution } from './graph.js';

/** A field that no question is about, such as `workloads[0].pod.env`. */
export interface KeptField {
  readonly path: string;
  readonly value: string;
}

/** What a file or `--set` says beyond the questions: it stays as it is. */
export function keptFields(spec: unknown, { byKey }: Resolution): readonly KeptField[] {
  const found: KeptField[] = [];
  const asked = new Set([...byKey.keys()].flatMap(mapsAbove));
  visit(spec, []);
  return found;

  function visit(value: unknown, path: FieldPath): void {
    const key = formatPath(path);
    if (key === 'version' || byKey.has(key)) return;
    const isList = Array.isArray(value) && fieldsAt([...path, 0]).length > 0;
    if (
      typeof value === 'object' &&
      value !== null &&
      (isList || asked.has(key) || fieldsAt(path).length > 0)
    ) {
      for (const [name, child] of Object.entries(value))
        visit(child, [...path, isList ? Number(name) : name]);
    } else
      found.push({ path: key, value: typeof value === 'object' ? JSON.stringify(value) : String(value) });
  }
}

/** The maps that a key goes through, as paths: `cluster` and `cluster.vpc` of `cluster.vpc.id`. */
function mapsAbove(key: string): readonly string[] {
  return [...key.matchAll(/\./g)].map(({ index }) => key.slice(0, index));
}
