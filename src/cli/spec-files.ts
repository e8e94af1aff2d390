import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { Failure } from '../diagnostics.js';
import type { CommandContext } from './command.js';

/** A spec as it was read. */
export interface SpecFile {
  /** As the user named it, for messages; `<stdin>` for `-`. */
  readonly name: string;
  /** Absolute; undefined for stdin. */
  readonly path?: string;
  readonly text: string;
}

const STDIN = '-';
const DEFAULT_FILE = 'irsa.yaml';

/** Names the spec files that `-f` means: files, globs, or `-`; each once, in order of name where a glob finds several. */
export async function findSpecFiles(
  given: readonly string[] | undefined,
  cwd: string,
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const pattern of given ?? [DEFAULT_FILE]) {
    if (pattern !== STDIN && /[*?[\]{}]/.test(pattern)) names.push(...(await expandGlob(pattern, cwd)));
    else names.push(pattern);
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
  if (name === STDIN) return { name: '<stdin>', text: await readAll(context.stdin as Readable) };
  const path = resolve(context.cwd, name);
  try {
    return { name, path, text: decode(readFileSync(path), name) };
  } catch (error) {
    throw unreadable(name, error);
  }
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure('not-utf8', 'user', `${name} is not UTF-8 text`, { help: 'save it as UTF-8' });
  }
}

function unreadable(name: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const code = (error as NodeJS.ErrnoException).code;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a folder',
    EACCES: 'you may not read it',
  };
  return new Failure(
    'unreadable-spec',
    'user',
    `cannot read ${name}: ${reasons[code ?? ''] ?? String(error)}`,
    {
      help:
        code === 'ENOENT'
          ? 'name the spec with -f, or write one with `irsa-forge init`'
          : 'name a file with -f',
      cause: error,
    },
  );
}

async function readAll(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return decode(Buffer.concat(chunks), '<stdin>');
}
