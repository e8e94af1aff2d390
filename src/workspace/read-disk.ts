import { folderOf } from '../readers/paths.js';
import { refuseKind } from './failures.js';
import type { FileKind, FileOps } from './file-ops.js';
import { below } from './paths.js';
import type { DiskFile, DiskState } from './write-plan.js';

/** Which files a run wants to know. */
export interface Wanted {
  /** The real path of the output folder. */
  readonly root: string;
  /** Paths that will be files: anything else standing there, or in the way, is refused. */
  readonly needed: Iterable<string>;
  /** Paths that may be there; only a symbolic link is refused, since following it could leave the folder. */
  readonly known: Iterable<string>;
  /** Where a path's content is while an interrupted run is half way: elsewhere, or `null` for nowhere. */
  readonly moved?: ReadonlyMap<string, string | null> | undefined;
}

/** Reads the wanted files. Folders are listed rather than files tried, which is faster and shows every link. */
export function loadDisk(ops: FileOps, { root, needed, known, moved }: Wanted): DiskState {
  const folders = new Map<string, ReadonlyMap<string, FileKind>>();
  const files = new Map<string, DiskFile>();
  const visit = (path: string, isNeeded: boolean): void => {
    const kind = listFolder(folderOf(path), isNeeded).get(baseOf(path));
    if (kind === 'link' || (isNeeded && kind !== undefined && kind !== 'file'))
      throw refuseKind(below(root, path), kind, 'file');
    const place = moved?.get(path);
    if (place === null || (place === undefined && kind !== 'file')) return;
    const file = loadFile(ops, place ?? below(root, path));
    if (file !== undefined) files.set(path, file);
  };
  const listFolder = (folder: string, isNeeded: boolean): ReadonlyMap<string, FileKind> => {
    const seen = folders.get(folder);
    if (seen !== undefined) return seen;
    const kind = folder === '' ? 'folder' : listFolder(folderOf(folder), isNeeded).get(baseOf(folder));
    if (kind === 'link' || (isNeeded && kind !== undefined && kind !== 'folder'))
      throw refuseKind(below(root, folder), kind, 'folder');
    const names =
      (kind === 'folder' ? ops.list(below(root, folder)) : undefined) ?? new Map<string, FileKind>();
    if (kind === 'folder' || isNeeded) folders.set(folder, names);
    return names;
  };
  for (const path of needed) visit(path, true);
  for (const path of known) if (!files.has(path)) visit(path, false);
  return { files, names: collectNames(folders) };
}

/** One file; nothing when there is no file. */
export function loadFile(ops: FileOps, path: string): DiskFile | undefined {
  const look = ops.look(path);
  const content = look?.kind === 'file' ? ops.read(path) : undefined;
  if (look === undefined || content === undefined) return undefined;
  return { content, mode: look.mode, stamp: look.stamp };
}

function collectNames(folders: ReadonlyMap<string, ReadonlyMap<string, FileKind>>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [folder, entries] of folders) {
    for (const name of entries.keys()) names.add(folder === '' ? name : `${folder}/${name}`);
  }
  return names;
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
