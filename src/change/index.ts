import type { AccessModel } from '../model/types.js';
import { type Change, compareModels } from './compare.js';
import { describeChange } from './describe.js';
import { buildSteps, type Steps } from './steps.js';

/** What a change of a spec means for what was made by it, beyond the files. */
export interface Meaning extends Steps {
  /** Each with its sentence; empty where nothing outside of the folder is concerned. */
  readonly changes: readonly (Change & { readonly text: string })[];
}

/** What leads from one model to another; pure, so that whoever asks decides what was there before. */
export function meaningOf(before: AccessModel, after: AccessModel): Meaning {
  const comparison = compareModels(before, after);
  const changes = comparison.changes.map((change) => ({ ...change, text: describeChange(change) }));
  return { changes, ...buildSteps(comparison) };
}
