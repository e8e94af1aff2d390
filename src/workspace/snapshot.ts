import { join } from 'node:path';
import { listMoved, loadInterruptedRun } from './assess.js';
import { refuseKind } from './failures.js';
import type { FileOps } from './file-ops.js';
import { findLocks } from './lock.js';
import { type Manifest, recordedPaths } from './manifest.js';
import { parseManifest } from './parse-manifest.js';
import { below, LOCK_PREFIX, MANIFEST_NAME, STAGE_NAME } from './paths.js';
import { loadDisk, loadFile } from './read-disk.js';
import type { DiskFile, DiskState } from './write-plan.js';

/** An output folder as it was read, without what no plan asks for. */
export interface Snapshot {
  readonly disk: DiskState;
  readonly manifest: Manifest | undefined;
  readonly manifestFile: DiskFile | undefined;
}

/** Which files a snapshot is about. */
export interface Scope {
  readonly folder: string;
  /** What is rendered. */
  readonly paths: readonly string[];
  readonly only: ((path: string) => boolean) | undefined;
}

const NOTHING: Snapshot = {
  disk: { files: new Map(), names: new Set() },
  manifest: undefined,
  manifestFile: undefined,
};

/** Reads a folder; a run that was killed half way counts as if it had been finished, or taken back, already. */
export function loadSnapshot(ops: FileOps, { folder, paths, only }: Scope): Snapshot {
  const root = locateFolder(ops, folder);
  if (root === undefined) return NOTHING;
  const run = loadInterruptedRun(ops, root);
  const moved = run === undefined ? undefined : listMoved(root, run);
  const manifestFile = loadManifestFile(ops, root, moved);
  const manifest =
    manifestFile && parseManifest(Buffer.from(manifestFile.content).toString(), join(folder, MANIFEST_NAME));
  const recorded = manifest === undefined ? [] : recordedPaths(manifest);
  const known = only === undefined ? recorded : recorded.filter(only);
  return { disk: loadDisk(ops, { root, needed: paths, known, moved }), manifest, manifestFile };
}

/** Where a folder really is; undefined where nothing is there yet. */
function locateFolder(ops: FileOps, folder: string): string | undefined {
  const root = ops.locate(folder);
  const kind = (root === undefined ? undefined : ops.look(root)?.kind) ?? 'folder';
  if (kind !== 'folder') throw refuseKind(folder, kind, 'folder');
  return root;
}

/** The same without the lock; `settled` when no other run can have written in the meantime. */
export function loadUnlocked(
  ops: FileOps,
  scope: Scope,
): { readonly snapshot: Snapshot; readonly settled: boolean } {
  const isQuiet = (): boolean => findLocks(ops, scope.folder, { removeDead: false }).length === 0;
  // Before anything in it is looked for, which would name that in its place.
  locateFolder(ops, scope.folder);
  // A run that comes and goes leaves another manifest; one that takes a killed run back removes the stage.
  const stamps = (): readonly (string | undefined)[] =>
    [MANIFEST_NAME, STAGE_NAME].map((name) => ops.look(join(scope.folder, name))?.stamp);
  const before = stamps();
  const quietBefore = isQuiet();
  const snapshot = loadSnapshot(ops, scope);
  const quietAfter = isQuiet();
  const after = stamps();
  const unchanged = before.every((stamp, index) => stamp === after[index]);
  return { snapshot, settled: quietBefore && quietAfter && unchanged };
}

/** Whether a killed run has left something to tidy up, or another run is at work. */
export function hasRemains(ops: FileOps, folder: string): boolean {
  const names = [...(ops.list(folder)?.keys() ?? [])];
  return names.some((name) => name === STAGE_NAME || name.startsWith(LOCK_PREFIX));
}

function loadManifestFile(
  ops: FileOps,
  root: string,
  moved: ReadonlyMap<string, string | null> | undefined,
): DiskFile | undefined {
  const path = below(root, MANIFEST_NAME);
  const kind = ops.look(path)?.kind ?? 'file';
  if (kind !== 'file') throw refuseKind(path, kind, 'file');
  const place = moved?.get(MANIFEST_NAME);
  return place === null ? undefined : loadFile(ops, place ?? path);
}
