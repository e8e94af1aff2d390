import type { ArtifactGroup } from '../artifacts/groups.js';
import type { Result } from '../diagnostics.js';
import type { SpecStandard } from '../load-model.js';
import type { AccessModel } from '../model/types.js';
import type { RenderedFile } from '../rendered-file.js';
import { specStandard } from './amend.js';
import { withChecks } from './for-specs.js';
import { loadStandard, type StandardReference } from './load.js';
import { renderUnder } from './templates/render.js';

/** A standard as the library hands it out: what `loadModel` takes, and a `render` that uses its templates. */
export interface LoadedStandard extends SpecStandard {
  readonly name: string;
  readonly version: string;
  /** SHA-256 in hex. */
  readonly hash: string;
  /** The files of a model; with own templates they should be compared with it by `verifyFiles`. */
  render(model: AccessModel, groups?: readonly ArtifactGroup[]): Promise<readonly RenderedFile[]>;
}

/** Loads a standard with its bases and templates; what it refuses are diagnostics. */
export function loadForLibrary(reference: StandardReference): Result<LoadedStandard> {
  const loaded = withChecks(loadStandard(reference));
  if (!loaded.ok) return loaded;
  const { value: standard, diagnostics } = loaded;
  const { name, version, hash } = standard;
  const render: LoadedStandard['render'] = (model, groups) => renderUnder(standard, model, groups);
  return { ok: true, value: { name, version, hash, render, ...specStandard(standard) }, diagnostics };
}
