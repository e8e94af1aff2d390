import { openStandard } from '../standard/for-specs.js';
import { mergeStandard } from '../standard/merge.js';
import type { State } from './state.js';

/** How a standard fills a spec; undefined when it cannot be loaded. */
export function standardValues(ref: string, folder: string, cwd: string): State['standard'] {
  const opened = openStandard({ ref, folder, cwd });
  return opened.ok ? (spec) => mergeStandard(spec, opened.value).value : undefined;
}
