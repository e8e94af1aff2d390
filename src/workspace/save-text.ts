import { chmodSync, mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../diagnostics.js';
import { kindOf } from '../readers/read-text.js';

/** How a file is saved. */
interface SaveOptions {
  /** Permissions of a new file. */
  readonly mode?: number;
  /** What its user calls it, where that is not its path. */
  readonly name?: string;
}

/**
 * Writes a single file so that nobody ever sees half of it; an existing one keeps its permissions, a link stays a link. What is
 * there and no plain file, such as `/dev/null`, is never replaced by one.
 */
export function saveText(path: string, text: string, { mode = 0o666, name = path }: SaveOptions = {}): void {
  const target = realPath(path);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    const found = statSync(target, { throwIfNoEntry: false });
    if (found?.isFile() === false) throw new Error(kindOf(found));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(temporary, text, { flag: 'wx', mode });
    if (found !== undefined) chmodSync(temporary, found.mode & 0o7777);
    renameSync(temporary, target);
  } catch (error) {
    removeQuietly(temporary);
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Failure('unwritable', 'environment', `cannot write ${name}: ${code ?? message}`, {
      help: 'check that the folder is there and that you may write to it',
      cause: error,
    });
  }
}

/** Through symbolic links, so that the link stays one. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** What went wrong before is what the user has to know. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It was never there.
  }
}
