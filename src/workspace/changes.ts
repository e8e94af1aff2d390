import { renderManifest } from './manifest.js';
import { MANIFEST_NAME } from './paths.js';
import type { DiskFile, PlanEntry, WritePlan } from './write-plan.js';

/** One file to be made, replaced or removed: what a plan comes down to. */
export interface Change {
  readonly path: string;
  /** What is there now; absent when the file is new. */
  readonly before?: DiskFile | undefined;
  /** The new content; absent when the file is removed, or is a copy. */
  readonly content?: string;
  /** The path of the file of which this one becomes a copy before that is replaced. */
  readonly copyOf?: string;
  /** Whether the content cannot be rendered again, so that it has to survive even a power failure. */
  readonly precious?: true;
}

/** Whether a file is removed. */
export function isRemoval({ content, copyOf }: Change): boolean {
  return content === undefined && copyOf === undefined;
}

/** The changes of a plan in the order to make them: a copy before what it saves, the manifest last. */
export function listChanges(plan: WritePlan, manifestFile: DiskFile | undefined): readonly Change[] {
  const changes = plan.entries.flatMap(changesOf);
  if (!plan.manifestChanged) return changes;
  const content = renderManifest(plan.manifest);
  return [...changes, { path: MANIFEST_NAME, content, before: manifestFile }];
}

function changesOf(entry: PlanEntry): readonly Change[] {
  const { path } = entry;
  switch (entry.verdict) {
    case 'create':
      return [{ path, content: entry.content, ...(entry.edit === undefined ? {} : { precious: true }) }];
    case 'update':
      return [...copyOf(entry), { path, content: entry.content, before: entry.before }];
    case 'merge':
      return [{ path, content: entry.content, before: entry.before, precious: true }];
    case 'orphan':
      return [...copyOf(entry), { path, before: entry.before }];
    default:
      return [];
  }
}

function copyOf({ path, keepAs }: { readonly path: string; readonly keepAs?: string }): readonly Change[] {
  return keepAs === undefined ? [] : [{ path: keepAs, copyOf: path }];
}
