import { rmSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { Failure } from '../../diagnostics.js';

/** Writes a file that nobody sees half of: beside its place, and then into it. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new Failure('not-writable', 'environment', `cannot write ${path}: ${(error as Error).message}`, {
      cause: error,
      help: 'name a file in a folder that exists with -o',
    });
  }
}
