import { fstatSync, statSync, writeSync } from 'node:fs';
import { EXIT } from './exit-codes.js';
import type { Stream } from './output.js';

const DESCRIPTORS = { stdout: 1, stderr: 2 } as const;

/** A stream of the process, with what must be known of it before that ends. */
interface StandardStream {
  readonly stream: Stream;
  /** Whether all that was written is known to be out. */
  isOut(): boolean;
}

/**
 * Standard output or error. Into a file or a pipe text is written as it is: the stream that Node has for them loads a tenth
 * of what bare Node does.
 */
export function standardStream(name: keyof typeof DESCRIPTORS): StandardStream {
  if (process.platform === 'win32' || !isFileOrPipe(DESCRIPTORS[name]))
    return { stream: nodeStream(name), isOut: () => false };
  let later: NodeJS.WriteStream | undefined;
  const stream: Stream = {
    write(text) {
      if (later !== undefined) return later.write(text);
      const rest = writeAll(name, Buffer.from(text));
      if (rest === undefined) return true;
      later = nodeStream(name);
      return later.write(rest);
    },
    once: (event, listener) => later?.once(event, listener),
  };
  return { stream, isOut: () => later === undefined };
}

function isFileOrPipe(descriptor: number): boolean {
  try {
    const stat = fstatSync(descriptor);
    return stat.isFile() || stat.isFIFO() || stat.isSocket() || stat.rdev === statSync('/dev/null').rdev;
  } catch {
    return false;
  }
}

/** What a reader that shares the pipe, and asked not to wait for it, has no room for yet. */
function writeAll(name: keyof typeof DESCRIPTORS, bytes: Uint8Array): Uint8Array | undefined {
  let rest = bytes;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(DESCRIPTORS[name], rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return rest;
      requireGone(name, error as NodeJS.ErrnoException);
      return undefined;
    }
  }
  return undefined;
}

function nodeStream(name: keyof typeof DESCRIPTORS): NodeJS.WriteStream {
  const stream = process[name];
  return stream.on('error', (error) => {
    requireGone(name, error);
    // Whoever waits for room goes on.
    stream.emit('drain');
  });
}

/**
 * A reader that has seen enough (`| head`) is no error. The run goes on without it: what it writes is wanted all the same, and its
 * exit code is an answer. What else may be wrong, such as a full disk, ends it, and is no bug.
 */
function requireGone(name: keyof typeof DESCRIPTORS, { code, message }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') return;
  try {
    writeSync(DESCRIPTORS.stderr, `error: cannot write to ${name}: ${message}\n`);
  } catch {
    // Nobody can be told but by the exit code.
  }
  process.exit(EXIT.unable);
}
