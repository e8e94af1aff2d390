/** Orders by UTF-16 code units: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The distinct items in a fixed order. */
export function sortedUnique(items: Iterable<string>): readonly string[] {
  return [...new Set(items)].sort(compareText);
}

/** Items by key; groups and their members keep the order of first sight, and no group is empty. */
export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, [T, ...T[]]> {
  const groups = new Map<K, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** The record with its keys in a fixed order and each value mapped. */
export function mapSorted<T, U>(
  record: Readonly<Record<string, T>>,
  map: (value: T, key: string) => U,
): Record<string, U> {
  const entries = Object.entries(record).sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(entries.map(([key, value]) => [key, map(value, key)]));
}

/** A function that makes something of an object once, and keeps it for as long as the object is there. */
export function onceFor<T extends object, U>(make: (of: T) => U): (of: T) => U {
  const made = new WeakMap<T, { readonly result: U }>();
  return (of) => {
    const found = made.get(of) ?? { result: make(of) };
    made.set(of, found);
    return found.result;
  };
}

/** What a generator yields, each item mapped; it returns the same. */
export function* mapped<T, U, R>(items: Generator<T, R>, map: (item: T) => U): Generator<U, R> {
  for (;;) {
    const step = items.next();
    if (step.done === true) return step.value;
    yield map(step.value);
  }
}
