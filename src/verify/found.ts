import { groupBy } from '../collections.js';
import type { Place } from '../diagnostics.js';
import { fieldOf, type Inventory } from '../readers/index.js';
import type { RenderedFile } from '../rendered-file.js';
import { valueText } from './canonical.js';
import type { Difference } from './differences.js';

/** One side of the comparison: files, and what they say. */
export interface Said {
  readonly files: readonly RenderedFile[];
  readonly inventory: Inventory;
}

/** What one side says and the other does not, or says otherwise. */
export interface Found {
  readonly of: string;
  /** Undefined for what is named otherwise already. */
  readonly what?: string | undefined;
  readonly refused?: readonly string[];
  readonly place: Place;
}

/** A difference in the words of additions. */
export function wordsFor({ how, path, node }: Difference): string {
  const image = how === 'added' && /ontainers\[[^\]]*\]$/.test(path) ? fieldOf(node, 'image') : undefined;
  const shown = image === undefined ? path : `${path} with the image ${valueText(image)}`;
  return how === 'added' ? shown : `${shown} (${how})`;
}

/** What the built-in templates say and the standard's do not. */
export function leftOut(gone: readonly (readonly [string, { readonly place: Place }])[]): readonly Found[] {
  return gone.map(([name, { place }]) => ({ of: '', what: `${name} (removed)`, place }));
}

/** Everything of one side beside what the other one has of the same key, the first with the first; and what it alone has. */
export function matched<T>(
  own: readonly T[],
  others: readonly T[],
  keyOf: (item: T) => string,
): { readonly pairs: readonly (readonly [T, T | undefined])[]; readonly gone: readonly T[] } {
  const left = groupBy(others, keyOf);
  const pairs = own.map((item) => [item, left.get(keyOf(item))?.shift()] as const);
  return { pairs, gone: [...left.values()].flat() };
}
