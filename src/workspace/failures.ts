import { Failure } from '../diagnostics.js';
import { errorCode } from './file-ops.js';

const KNOWN: ReadonlyMap<string, readonly [code: string, what: string, help: string]> = new Map([
  ['ENOSPC', ['output-disk-full', 'the disk is full', 'free some space, then run again']],
  ['EDQUOT', ['output-disk-full', 'the disk quota is used up', 'free some space, then run again']],
  ['EACCES', ['output-not-writable', 'permission denied', 'check who owns the folder and its permissions']],
  [
    'EPERM',
    ['output-not-writable', 'operation not permitted', 'check its owner, permissions and attributes'],
  ],
  ['EROFS', ['output-not-writable', 'the file system is read-only', 'choose another folder with --out']],
  ['EBUSY', ['output-in-use', 'in use by another program', 'close that program, then run again']],
  ['ETXTBSY', ['output-in-use', 'in use by another program', 'close that program, then run again']],
  [
    'ENOTDIR',
    ['output-not-a-folder', 'a file stands where a folder is needed', 'move it away, then run again'],
  ],
  ['EISDIR', ['output-not-a-file', 'a folder stands where a file is needed', 'move it away, then run again']],
  [
    'ENAMETOOLONG',
    ['output-path', 'the name is too long for this file system', 'use shorter names or a shorter --out'],
  ],
]);

/** An operating system's error as a Failure that names the path; any other error stays what it is. */
export function toFailure(error: unknown): unknown {
  const system = errorCode(error);
  if (system === undefined || error instanceof Failure) return error;
  const { path, dest } = error as { readonly path?: string; readonly dest?: string };
  const where = dest ?? path ?? 'the output folder';
  const [code, what, help] = KNOWN.get(system) ?? ['output-io', `the file system says ${system}`, undefined];
  return new Failure(code, 'environment', `${where}: ${what}; every file is as it was`, {
    ...(help === undefined ? {} : { help }),
    cause: error,
  });
}

/** Something else stands where a file or folder is needed. */
export function refuseKind(path: string, found: string, needed: 'file' | 'folder'): Failure {
  if (found === 'link') {
    return new Failure('output-symlink', 'user', `${path} is a symbolic link; a ${needed} is needed there`, {
      help: `generated files are never written through links: replace it by a ${needed}, or move it away`,
    });
  }
  const name = found === 'other' ? 'special file' : found;
  return new Failure(`output-not-a-${needed}`, 'user', `${path} is a ${name}; a ${needed} is needed there`, {
    help: 'move it away, then run again',
  });
}
