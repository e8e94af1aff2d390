import { Failure, type FieldPath, formatPath } from '../diagnostics.js';
import { isMap, own } from '../plain-data.js';
import { isNamedList, nameOf } from '../spec/extends.js';
import { type Draftable, sameValue } from './paths.js';

/** A spec that lies over another one: what its own file says, and what that other one gives. */
export interface Overlay {
  readonly own: Draftable;
  readonly base: Draftable;
  /** The file of the other one, as messages name it. */
  readonly file: string;
}

/** What the file of an overlay has to say so that the whole is what is wanted; what it says already stays where it can. */
export function overlayOf({ own: before, base, file }: Overlay, wanted: Draftable): Draftable {
  const { extends: ref, ...said } = before;
  const part = difference(base, said, wanted, [], file);
  return { extends: ref, ...(isMap(part) ? part : {}) };
}

/** What lies over a value of the base to make another one of it; undefined for nothing. */
function difference(base: unknown, said: unknown, wanted: unknown, path: FieldPath, file: string): unknown {
  if (isMap(wanted) && isMap(base) && (said === undefined || isMap(said))) {
    const keys = [...new Set([said ?? {}, base, wanted].flatMap((map) => Object.keys(map)))];
    const parts = keys.flatMap((key) => {
      const part = difference(own(base, key), own(said, key), own(wanted, key), [...path, key], file);
      return part === undefined ? [] : [[key, part] as const];
    });
    return parts.length === 0 && said === undefined ? undefined : Object.fromEntries(parts);
  }
  if (isNamedList(wanted, path) && isNamedList(base, path) && (said === undefined || isNamedList(said, path)))
    return listDifference(base, said ?? [], wanted, path, file);
  if (wanted === undefined) return base === undefined && said !== null ? undefined : null;
  if (said !== undefined && sameValue(said, wanted)) return said;
  return sameValue(base, wanted) ? undefined : wanted;
}

function listDifference(
  base: readonly unknown[],
  said: readonly unknown[],
  wanted: readonly unknown[],
  path: FieldPath,
  file: string,
): unknown {
  const named = (list: readonly unknown[], item: unknown) =>
    list.find((other) => nameOf(other) === nameOf(item));
  const gone = base.find((item) => named(wanted, item) === undefined);
  if (gone !== undefined) {
    const what = `${formatPath(path)}: ${nameOf(gone)} comes from ${file}`;
    throw new Failure('overlay-list', 'user', `${what}, and what lies over it cannot take it away`, {
      help: `take it out there, and give it to those that need it`,
    });
  }
  const parts = wanted.flatMap((item, index) => {
    const below = named(base, item);
    const above = named(said, item);
    if (below === undefined) return [item];
    const part = difference(below, above, item, [...path, index], file);
    return isMap(part) ? [{ ...identity(item), ...part }] : [];
  });
  return parts.length === 0 && said.length === 0 ? undefined : parts;
}

/** By what an element of a list is known. */
function identity(item: unknown): Draftable {
  const key = ['name', 'arn', 'uses'].find((field) => own(item, field) !== undefined) ?? 'name';
  return { [key]: own(item, key) };
}
