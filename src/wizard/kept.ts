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
  visit(spec, []);
  return found;

  function visit(value: unknown, path: FieldPath): void {
    const key = formatPath(path);
    if (key === 'version' || byKey.has(key)) return;
    const isAsked = [...byKey.keys()].some((asked) => asked.startsWith(`${key}.`));
    const isList = Array.isArray(value) && fieldsAt([...path, 0]).length > 0;
    if (typeof value === 'object' && value !== null && (isList || isAsked || fieldsAt(path).length > 0)) {
      for (const [name, child] of Object.entries(value))
        visit(child, [...path, isList ? Number(name) : name]);
    } else
      found.push({ path: key, value: typeof value === 'object' ? JSON.stringify(value) : String(value) });
  }
}
