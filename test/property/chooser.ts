import fc, { type GeneratorValue } from 'fast-check';

/** Draws one value after the other, so that what comes later can depend on what came before. */
export interface Chooser {
  /** One of a few values. */
  of<T>(...values: readonly T[]): T;
  /** A whole number from 0 to `most`. */
  upTo(most: number): number;
  /** True so often. */
  odds(chance: number): boolean;
  /** Some fields, so often. */
  maybe<T extends object>(chance: number, fields: () => T): T | Record<never, never>;
  /** A list of 0 to `most` elements. */
  list<T>(most: number, element: (index: number) => T): T[];
  /** A record of 0 to `most` entries. */
  record<T>(keys: fc.Arbitrary<string>, values: fc.Arbitrary<T>, most: number): Record<string, T>;
  from<T>(arbitrary: fc.Arbitrary<T>): T;
}

/** A chooser over a generator of fast-check. */
export function chooserOf(gen: GeneratorValue): Chooser {
  const upTo = (most: number) => gen(fc.nat, { max: most });
  const odds = (chance: number) => upTo(99) < chance * 100;
  const list = <T>(most: number, element: (index: number) => T) =>
    Array.from({ length: upTo(most) }, (_, index) => element(index));
  const from = <T>(arbitrary: fc.Arbitrary<T>) => gen(() => arbitrary);
  return {
    of: (...values) => values[upTo(values.length - 1)] as (typeof values)[number],
    upTo,
    odds,
    maybe: (chance, fields) => (odds(chance) ? fields() : {}),
    list,
    record: (keys, values, most) => Object.fromEntries(list(most, () => [from(keys), from(values)])),
    from,
  };
}
