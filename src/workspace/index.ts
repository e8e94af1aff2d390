/**
 * Makes an output folder hold what was rendered, without ever losing an edit.
 *
 * ```ts
 * const request = { folder: 'generated', rendered, tool: '0.1.0', spec: written };
 *
 * const plan = await planFolder(request);          // --dry-run, --diff, --check: reads, never writes
 * if (hasChanges(plan)) …                          // --check: exit 1
 * if (hasConflicts(plan)) …                        // exit 2, with the diffs and summarisePlan(plan).waysOut
 *
 * const { plan: done, written } = await writeFolder({ ...request, resolve: 'merge', only: (path) => … });
 * if (hasConflicts(done)) …                        // exit 2: nothing was written
 * for (const path of markedFiles(done)) …          // a merge left conflict markers
 * for (const row of summarisePlan(done).rows) …    // the tree of verdicts
 * for (const entry of done.entries) process.stdout.write(await formatDiff(entry));
 * ```
 *
 * Both throw a `Failure` when the folder cannot be read or written; then every file is as it was.
 * `writeFolder` plans again under the lock, so use the plan that it returns. `--force`, `--merge` and `--adopt`
 * are `resolve`; at most one of them. The verdicts are defined in `judge.ts`, the guarantees in `apply.ts`.
 */
export { formatDiff } from './diff.js';
export { type FolderRequest, planFolder, type WriteResult, writeFolder } from './folder.js';
export { isRendered, type Manifest, type StandardStamp } from './manifest.js';
export { parseManifest } from './parse-manifest.js';
export { MANIFEST_NAME } from './paths.js';
export { planWrite } from './plan.js';
export { summarisePlan } from './summary.js';
export { sha256 } from './text.js';
export {
  hasChanges,
  hasConflicts,
  markedFiles,
  type PlanEntry,
  type Verdict,
  type WritePlan,
} from './write-plan.js';
