import { join, sep } from 'node:path';

/** The record of what was generated, at the top of an output folder. */
export const MANIFEST_NAME = '.irsa-forge.json';

/** Where a run prepares its files; it exists only while one is writing, or after one was killed. */
export const STAGE_NAME = '.irsa-forge.tmp';

/** Lock files are `.irsa-forge.lock-<owner>`; see `lock.ts`. */
export const LOCK_PREFIX = '.irsa-forge.lock-';

const RESERVED = /^\.irsa-forge/i;

/** What is wrong with a path below the output folder, or nothing: it must be relative, `/`-separated and plain. */
export function findPathProblem(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'holds a control character';
  if (path.includes('\\')) return 'holds a backslash';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is absolute';
  const parts = path.split('/');
  if (parts.includes('..')) return 'leaves the output folder';
  if (parts.includes('.') || parts.includes('')) return 'is not in its plain form';
  if (RESERVED.test(path)) return 'is reserved for irsa-forge itself';
  return undefined;
}

/**
 * Where a path below a folder is, whose own path is absolute and in its plain form. Of such Node's `join` makes no other, but
 * looks at each letter, so often that V8 comes to optimise it.
 */
export function below(folder: string, path: string): string {
  return sep === '/' && path !== '' && !folder.endsWith('/') ? `${folder}/${path}` : join(folder, path);
}
