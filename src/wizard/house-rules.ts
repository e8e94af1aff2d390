import type { Result } from '../diagnostics.js';
import { adviseOn } from '../standard/advice.js';
import { specStandard } from '../standard/amend.js';
import { openStandardFrom } from '../standard/for-specs.js';
import type { HouseRules } from './state.js';

/** Loads the standard that a spec names, for the questions. */
export function openHouseRules(
  ref: string,
  {
    folder,
    cwd,
    today,
  }: { readonly folder: string; readonly cwd: string; readonly today?: string | undefined },
): Result<HouseRules> {
  const opened = openStandardFrom({ ref, folder, cwd, today });
  if (!opened.ok) return opened;
  const { value: standard, diagnostics } = opened;
  const rules: HouseRules = { advise: (spec) => adviseOn(spec, standard), rules: specStandard(standard) };
  return { ok: true, value: rules, diagnostics };
}
