import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../diagnostics.js';
import { formatOfText, largestOf, type Scan, scan, type TextFile } from '../readers/index.js';
import type { CommandContext } from './command.js';
import { spareMemory } from './memory.js';
import { readStdin, STDIN, STDIN_NAME, unreadable } from './stdin.js';

/**
 * Files and folders as a scan finds them, and for `-` standard input as a file of the working directory; a path that does
 * not exist is a mistake in the command, not in a file.
 */
export async function scanPaths(paths: readonly string[], context: CommandContext): Promise<Scan> {
  const named = paths.filter((path) => path !== STDIN);
  const missing = named.find((path) => !existsSync(resolve(context.cwd, path)));
  if (missing !== undefined) throw new Failure('no-such-path', 'user', `there is no ${missing}`);
  const times = paths.length - named.length;
  if (times > 1)
    throw new Failure('stdin-twice', 'user', `${STDIN} is given ${times} times`, {
      help: `standard input can be read once: give ${STDIN} once`,
    });
  const input = times === 0 ? [] : [await readInput(context.stdin)];
  const found = scan(named, { base: context.cwd });
  const own = input.map(({ path }) => path);
  const files = [...input, ...found.files];
  spareMemory(files);
  return { ...found, files, named: [...own, ...found.named] };
}

/** Empty is what a program leaves that failed at the other end of the pipe. */
async function readInput(stdin: NodeJS.ReadableStream): Promise<TextFile> {
  const content = await readStdin(stdin);
  if (content.trim() === '') throw unreadable('it is empty');
  const format = formatOfText(content);
  const largest = largestOf(format);
  if (Buffer.byteLength(content) > largest) throw unreadable(`it is more than ${largest} bytes`);
  return { path: STDIN_NAME, content, format };
}
