/**
 * The library: from the text of a spec to its files, without touching the disk.
 *
 * ```ts
 * const loaded = loadModel(text, 'irsa.yaml');
 * if (loaded.ok) for (const { path, content } of await render(loaded.value)) …
 * ```
 */
export { ARTIFACT_GROUPS, type ArtifactGroup, render } from './artifacts/index.js';
export {
  type Diagnostic,
  Failure,
  hasErrors,
  type Place,
  type Result,
  type Severity,
} from './diagnostics.js';
export { loadModel } from './load-model.js';
export type {
  AccessModel,
  OidcProvider,
  PermissionsPolicy,
  Role,
  ServiceAccount,
  Subject,
} from './model/types.js';
export type { RenderedFile } from './rendered-file.js';
export { parseSpec } from './spec/parse.js';
export type * from './spec/types.js';
export { VERSION } from './version.js';
