import { resolve } from 'node:path';
import { Failure } from '../diagnostics.js';
import { readText } from '../readers/read-text.js';

/** The text of a file that the user names, which is a plain file of UTF-8 of a size that can be read. */
export function readNamedFile(name: string, cwd: string, code: string, help: string): string {
  const read = readText(resolve(cwd, name));
  if (read.ok) return read.text;
  throw new Failure(code, 'user', `cannot read ${name}: ${read.reason}`, { help });
}
