import { join, resolve } from 'node:path';
import { Failure } from '../diagnostics.js';
import { isFolder, type ReadText, readText } from '../readers/read-text.js';
import type { CommandContext } from './command.js';
import { readStdin, STDIN, STDIN_NAME } from './stdin.js';

/** A spec as it was read. */
export interface SpecFile {
  /** As the user named it, for messages; `<stdin>` for `-`. */
  readonly name: string;
  /** Absolute; undefined for stdin. */
  readonly path?: string;
  readonly text: string;
}

const DEFAULT_FILE = 'irsa.yaml';

/**
 * Names the spec files that are meant: files, folders that hold `irsa.yaml`, globs, or `-`; each once, in order of name where a
 * glob finds several. None given means `irsa.yaml`.
 */
export async function findSpecFiles(given: readonly string[], cwd: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (const name of given.length === 0 ? [DEFAULT_FILE] : given) {
    if (name === STDIN) names.push(name);
    else if (isFolder(resolve(cwd, name))) names.push(join(name, DEFAULT_FILE));
    else if (/[*?[\]{}]/.test(name)) names.push(...(await expandGlob(name, cwd)));
    else names.push(name);
  }
  return [...new Set(names)];
}

async function expandGlob(pattern: string, cwd: string): Promise<readonly string[]> {
  const { glob } = await import('tinyglobby');
  const found = await glob(pattern, { cwd, expandDirectories: false, ignore: ['**/node_modules/**'] });
  if (found.length === 0) {
    throw new Failure('no-spec', 'user', `no file matches ${pattern}`, {
      help: 'quote the pattern if the shell should not expand it, and look at the folder you are in',
    });
  }
  return found.sort();
}

/** Reads one spec; a file that cannot be read is the user's turn. */
export async function readSpecFile(
  name: string,
  context: Pick<CommandContext, 'cwd' | 'stdin'>,
): Promise<SpecFile> {
  if (name === STDIN) return { name: STDIN_NAME, text: await readStdin(context.stdin) };
  const path = resolve(context.cwd, name);
  const read = readText(path);
  if (!read.ok) throw unreadable(name, read);
  return { name, path, text: read.text };
}

function unreadable(name: string, { why, reason }: Extract<ReadText, { ok: false }>): Failure {
  return new Failure('unreadable-spec', 'user', `cannot read ${name}: ${reason}`, {
    help:
      why === 'missing'
        ? 'name the spec with -f, or write one with `irsa-forge init`'
        : 'name a file of UTF-8 text with -f',
  });
}
