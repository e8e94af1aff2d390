/**
 * The library: from the text of a spec to its files, without touching the disk.
 *
 * ```ts
 * const loaded = loadModel(text, 'irsa.yaml');
 * if (loaded.ok) for (const { path, content } of await render(loaded.value)) …
 * ```
 *
 * A spec that names a standard needs it: `loadStandard` reads it from disk, `loadModel` takes it, and its own
 * `render` uses its templates.
 */
import type { Diagnostic, Result } from './diagnostics.js';
import type { PolicyJudge } from './load-model.js';
import type { AccessModel } from './model/types.js';
import type { RenderedFile } from './rendered-file.js';
import type { LoadedStandard } from './standard/library.js';
import type { StandardReference } from './standard/load.js';

export { ARTIFACT_GROUPS, type ArtifactGroup, render } from './artifacts/index.js';
export {
  type Diagnostic,
  Failure,
  hasErrors,
  type Place,
  type Result,
  type Severity,
} from './diagnostics.js';
export { loadModel, type PolicyJudge, type SpecStandard } from './load-model.js';
export type {
  AccessModel,
  OidcProvider,
  PermissionsPolicy,
  Role,
  ServiceAccount,
  Subject,
} from './model/types.js';
export type { RenderedFile } from './rendered-file.js';
export type { BaseFile, BaseFiles } from './spec/extends.js';
export { parseSpec } from './spec/parse.js';
export type * from './spec/types.js';
export type { LoadedStandard } from './standard/library.js';
export type { StandardReference } from './standard/load.js';
export { VERSION } from './version.js';

/** Loads a platform team's standard: a folder or a package, seen from the folder of a spec. */
export async function loadStandard(reference: StandardReference): Promise<Result<LoadedStandard>> {
  const { loadForLibrary } = await import('./standard/library.js');
  return loadForLibrary(reference);
}

/**
 * Loads what judges the statements and managed policies of specs by the rules of `lint`, as the commands do; `loadModel`
 * takes it, and checks the rest of a spec without it.
 */
export async function loadPolicyJudge(): Promise<PolicyJudge> {
  const lint = await import('./lint/judge-spec.js');
  return lint.policyJudge();
}

/** Reads rendered files back and compares what they say about access with the model; empty when it is the same. */
export async function verifyFiles(
  files: readonly RenderedFile[],
  model: AccessModel,
): Promise<readonly Diagnostic[]> {
  const verify = await import('./verify/index.js');
  return verify.verifyFiles(files, model);
}
