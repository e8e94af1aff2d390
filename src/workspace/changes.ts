import { renderManifest } from './manifest.js';
import { MANIFEST_NAME } from './paths.js';
import { sha256 } from './text.js';
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
  /** SHA-256 of the new content, or `null` when the file is removed. */
  readonly after: string | null;
  /** Whether the content cannot be rendered again, so that it has to survive even a power failure. */
  readonly precious?: true;
}

/** The changes of a plan in the order to make them: a copy before what it saves, the manifest last. */
export function listChanges(plan: WritePlan, manifestFile: DiskFile | undefined): readonly Change[] {
  const changes = plan.entries.flatMap((entry) => changesOf(entry, plan));
  if (!plan.manifestChanged) return changes;
  const content = renderManifest(plan.manifest);
  return [...changes, { path: MANIFEST_NAME, content, before: manifestFile, after: sha256(content) }];
}

function changesOf(entry: PlanEntry, plan: WritePlan): readonly Change[] {
  const { path } = entry;
  const record = plan.manifest.files.get(path);
  const after = record?.edited ?? record?.sha256 ?? null;
  switch (entry.verdict) {
    case 'create':
      return [
        { path, content: entry.content, after, ...(entry.edit === undefined ? {} : { precious: true }) },
      ];
    case 'update':
      return [...copyOf(entry), { path, content: entry.content, before: entry.before, after }];
    case 'merge':
      return [{ path, content: entry.content, before: entry.before, after, precious: true }];
    case 'orphan':
      return [...copyOf(entry), { path, before: entry.before, after: null }];
    default:
      return [];
  }
}

function copyOf(entry: {
  readonly path: string;
  readonly before: DiskFile;
  readonly keepAs?: string;
}): readonly Change[] {
  if (entry.keepAs === undefined) return [];
  return [{ path: entry.keepAs, copyOf: entry.path, after: entry.before.sha256 }];
}
