/**
 * Fields that were refused stay unreadable instead of getting some stand-in value, and whatever is
 * computed from them is unreadable too. A rule that reads one ends silently, since its fault is reported
 * already; all other rules still run. A spec without errors holds no unreadable field.
 */
class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

const UNREADABLE = new Unreadable('this field was refused');

/** Makes a field of a map or list throw when it is read. */
export function makeUnreadable(holder: object, key: string | number): void {
  Object.defineProperty(holder, key, {
    configurable: true,
    enumerable: true,
    get: () => {
      throw UNREADABLE;
    },
  });
}

/** Runs something that reads fields, up to the first unreadable one. */
export function whileReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

/** Computes something when it is first asked for; unreadable every time when what it reads is. */
export function once<T extends object>(compute: () => T): () => T {
  let value: T | undefined;
  return () => {
    value ??= compute();
    return value;
  };
}

/** How each field of an object is computed; undefined leaves an optional field out. */
export type Fields<T> = { readonly [K in keyof Required<T>]: () => T[K] | undefined };

/** Builds an object field by field; what reads an unreadable field becomes one. */
export function build<T extends object>(fields: Fields<T>): T {
  const target: Record<string, unknown> = {};
  for (const [key, compute] of Object.entries<() => unknown>(fields)) {
    fill(target, key, compute, (value) => value !== undefined);
  }
  return target as T;
}

/** Maps a list; what reads an unreadable field becomes an unreadable element. */
export function mapEach<A, B>(list: readonly A[], compute: (element: A, index: number) => B): readonly B[] {
  const target: B[] = [];
  for (let index = 0; index < list.length; index += 1) {
    fill(
      target,
      index,
      () => compute(list[index] as A, index),
      () => true,
    );
  }
  return target;
}

/** Calls back for each element, skipping what cannot be read. */
export function forEach<T>(list: readonly T[], visit: (element: T, index: number) => void): void {
  for (let index = 0; index < list.length; index += 1) {
    whileReadable(() => {
      visit(list[index] as T, index);
    });
  }
}

/** Calls back for each entry of a map, skipping what cannot be read. */
export function forEachEntry<T>(
  map: Readonly<Record<string, T>>,
  visit: (key: string, value: T) => void,
): void {
  for (const key of Object.keys(map)) {
    whileReadable(() => {
      visit(key, map[key] as T);
    });
  }
}

function fill(
  target: object,
  key: string | number,
  compute: () => unknown,
  keep: (value: unknown) => boolean,
): void {
  try {
    const value = compute();
    if (keep(value)) (target as Record<string | number, unknown>)[key] = value;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    makeUnreadable(target, key);
  }
}
