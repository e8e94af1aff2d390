import { readFileSync, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../diagnostics.js';

/** What a shell hands over already open, as `<(…)` does: such a pipe has a writer. */
const OPEN_ALREADY = /^\/(?:dev\/(?:stdin|fd\/\d+)|proc\/self\/fd\/\d+)$/;

/**
 * Reads a file that the user names. Devices and named pipes are refused: a device may never end, and a pipe that
 * nobody writes to keeps its reader waiting for ever.
 */
export function readInput(file: string, cwd: string): string {
  const path = resolve(cwd, file);
  try {
    const kind = kindOf(statSync(path));
    const readable = kind === 'file' || (kind === 'named pipe' && OPEN_ALREADY.test(path));
    if (!readable) throw new Error(`it is a ${kind}, not a file`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Failure('unreadable-file', 'user', `cannot read ${file}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function kindOf(stats: Stats): string {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  if (stats.isFIFO()) return 'named pipe';
  return stats.isSocket() ? 'socket' : 'device';
}
