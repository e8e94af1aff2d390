import { type FieldPath, formatPath } from '../diagnostics.js';
import { type Conflict, mergeStandard, nearestAt } from './merge.js';
import { selectValues } from './spec-pattern.js';
import type { Standard } from './types.js';

/** What a standard gives a field. */
export interface Advice {
  readonly value: unknown;
  /** The name of the standard. */
  readonly standard: string;
  /** Whether nobody may give it another value. */
  readonly locked: boolean;
}

/** What a standard says about a spec that is still being written. */
export interface StandardAdvice {
  /** The spec with all that it gives. */
  readonly filled: unknown;
  /** What it gives to a field; undefined when nothing. */
  at(path: FieldPath): Advice | undefined;
  /** What is written against its locks. */
  readonly conflicts: readonly Conflict[];
}

/** Fills a spec as far as it is written, and says what came of it. */
export function adviseOn(spec: unknown, standard: Standard): StandardAdvice {
  const { value, sources, locks, conflicts } = mergeStandard(spec, standard);
  const at: StandardAdvice['at'] = (path) => {
    const text = formatPath(path);
    const conflict = conflicts.find((known) => formatPath(known.path) === text);
    if (conflict !== undefined) {
      const { lock } = conflict;
      return { value: lock.value, standard: lock.standard, locked: true };
    }
    const [found] = selectValues(value, path);
    const lock = nearestAt(locks, path);
    const giver = lock ?? nearestAt(sources, path) ?? within(sources, text);
    if (found === undefined || giver === undefined) return undefined;
    return { value: found.value, standard: giver.standard, locked: lock !== undefined };
  };
  return { filled: value, at, conflicts };
}

/** What is given to something inside a map, such as one of its tags. */
function within<T>(given: ReadonlyMap<string, T>, map: string): T | undefined {
  for (const [path, value] of given)
    if (path.startsWith(`${map}.`) || path.startsWith(`${map}[`)) return value;
  return undefined;
}
