import type { FieldPath } from '../diagnostics.js';
import { valueAt } from '../plain-data.js';
import type { LookUp, Need } from '../schema/need.js';
import { needsAlong } from './schema-tree.js';

const NEEDS = new Map<string, readonly Need[]>();

/** Whether a field has a meaning, with everything around it, and what it needs has one too. */
export function applies(field: string, get: LookUp): boolean {
  return allNeedsOf(field).every(
    (need) =>
      need.met(get) &&
      need.of.every(
        (other) => allNeedsOf(other).length === 0 || get(other) === undefined || applies(other, get),
      ),
  );
}

/** How many fields in a row decide whether a field applies: 0 for one that every spec may have. */
export function depthOf(field: string): number {
  // Of two fields without each other, the one that is refused is the later one.
  const decisive = allNeedsOf(field).filter(({ refuse }) => refuse !== undefined);
  return Math.max(0, ...decisive.flatMap(({ of }) => of).map((other) => depthOf(other) + 1));
}

/** What a field and the maps that it stands in need; none for one that every spec may have. The same few fields are asked for all the time. */
export function allNeedsOf(field: string): readonly Need[] {
  const known = NEEDS.get(field);
  if (known !== undefined) return known;
  const needs = needsAlong(partsOf(field));
  NEEDS.set(field, needs);
  return needs;
}

/** Looks fields up in a spec, those of list elements in the elements that a path goes through. */
export function lookUpIn(spec: unknown, at: FieldPath): LookUp {
  return (field) => valueAt(spec, placeOf(field, at));
}

/** The path of a field in the list elements that another path goes through. */
function placeOf(field: string, at: FieldPath): FieldPath {
  const indexes = at.filter((part) => typeof part === 'number');
  let position = 0;
  return partsOf(field).map((part) => (part === ANY ? (indexes[position++] ?? 0) : part));
}

/** Stands for the index of a list element. */
const ANY = -1;

const PARTS = new Map<string, FieldPath>();

function partsOf(field: string): FieldPath {
  const known = PARTS.get(field);
  if (known !== undefined) return known;
  const parts = field.split('.').flatMap((part) => (part.endsWith('[]') ? [part.slice(0, -2), ANY] : [part]));
  PARTS.set(field, parts);
  return parts;
}
