import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  type Stats,
  unlinkSync,
  writeFileSync,
} from 'node:fs';

/** What stands at a path, without following a symbolic link. */
export type FileKind = 'file' | 'folder' | 'link' | 'other';

/** What is known of a file without reading it. */
export interface FileLook {
  readonly kind: FileKind;
  /** Permission bits. */
  readonly mode: number;
  /** Size and modification time: another stamp, another content. A rename keeps it, and no mount of a folder changes it. */
  readonly stamp: string;
}

/**
 * Every operation on files that this module makes, so that tests can let any of them fail.
 * Synchronous, because for many small files that costs a third of what `node:fs/promises` costs.
 */
export interface FileOps {
  /** Where a path really is; nothing when it does not exist. */
  readonly locate: (path: string) => string | undefined;
  /** The names in a folder and their kinds; nothing when there is no such folder. */
  readonly list: (folder: string) => ReadonlyMap<string, FileKind> | undefined;
  readonly look: (path: string) => FileLook | undefined;
  readonly read: (path: string) => Uint8Array | undefined;
  /** Writes a new file, of the usual mode; fails when there is one. */
  readonly write: (path: string, content: string | Uint8Array) => void;
  readonly makeFolder: (path: string, mode: number) => void;
  readonly rename: (from: string, to: string) => void;
  /** A second name for a file, or a copy where the file system has no hard links. */
  readonly link: (from: string, to: string) => void;
  readonly remove: (path: string) => void;
  readonly removeFolder: (path: string) => void;
  readonly setMode: (path: string, mode: number) => void;
  /** Waits until a file or folder has reached the disk. */
  readonly flush: (path: string) => void;
}

/** The operations on the real file system. */
export const nodeFileOps: FileOps = {
  locate: (path) => unlessMissing(() => realpathSync(path)),
  list: (folder) =>
    unlessMissing(
      () => new Map(readdirSync(folder, { withFileTypes: true }).map((entry) => [entry.name, kindOf(entry)])),
    ),
  look: (path) => {
    const stats = unlessMissing(() => lstatSync(path, { throwIfNoEntry: false }));
    if (stats === undefined) return undefined;
    const stamp = `${stats.size}:${stats.mtimeMs}`;
    return { kind: kindOf(stats), mode: stats.mode & 0o7777, stamp };
  },
  read: (path) => unlessMissing(() => readFileSync(path)),
  write: (path, content) => writeFileSync(path, content, { flag: 'wx', mode: 0o644 }),
  makeFolder: (path, mode) => mkdirSync(path, { mode }),
  rename: renameSync,
  link: (from, to) => {
    try {
      linkSync(from, to);
    } catch (error) {
      if (!NO_LINKS.has(errorCode(error) ?? '')) throw error;
      copyFileSync(from, to, constants.COPYFILE_EXCL);
    }
  },
  remove: unlinkSync,
  removeFolder: rmdirSync,
  setMode: chmodSync,
  flush: (path) => {
    const file = openSync(path, 'r');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  },
};

const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EXDEV']);

/** The operating system's name of an error, such as `ENOSPC`; nothing when it is another kind of error. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('errno' in error) || !('code' in error))
    return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function unlessMissing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    // Where no name is long enough for a path, nothing can be.
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENAMETOOLONG') return undefined;
    throw error;
  }
}

function kindOf(entry: Pick<Stats, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): FileKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}
