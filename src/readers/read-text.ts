import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';

/** A file's text, or why it is not read. */
export type ReadText =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly why: 'unreadable' | 'no-file' | 'too-large' | 'not-text';
      readonly reason: string;
    };

/** Bytes of the largest file that is read as JSON; whoever takes more of a machine for a byte has a lower limit. */
export const LARGEST_FILE = 25_000_000;

/** What a shell puts in place of `<(command)`, and standard input: pipes, but somebody's who waits at the other end. */
export function isOwnDescriptor(path: string): boolean {
  return /^\/(?:dev\/(?:stdin|fd\/\d+)|proc\/self\/fd\/\d+)$/.test(path);
}

/**
 * Reads what a user names: a plain file of UTF-8 text up to a size, or no more than its start. A named pipe without a
 * writer, a device without an end and a socket are refused instead of waited for.
 */
export function readText(path: string, largest = LARGEST_FILE, part: 'whole' | 'start' = 'whole'): ReadText {
  let descriptor: number | undefined;
  try {
    const isOwn = isOwnDescriptor(path);
    descriptor = openSync(path, isOwn ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(descriptor);
    if (!stats.isFile() && !(isOwn && stats.isFIFO()))
      return { ok: false, why: 'no-file', reason: kindOf(stats) };
    if (part === 'start') return decodeStart(readUpTo(descriptor, largest, 0));
    const bytes = readUpTo(descriptor, largest + 1, stats.size);
    if (stats.size > largest || bytes.length > largest) {
      const size = stats.size > largest ? `${stats.size} bytes are` : 'it is';
      return { ok: false, why: 'too-large', reason: `${size} more than the limit of ${largest} bytes` };
    }
    return decode(bytes);
  } catch (error) {
    return { ok: false, why: 'unreadable', reason: reasonOf(error as NodeJS.ErrnoException) };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** What something is that is no plain file. */
export function kindOf(stats: Pick<Stats, 'isDirectory' | 'isFIFO' | 'isSocket'>): string {
  if (stats.isDirectory()) return 'it is a folder, not a file';
  if (stats.isFIFO()) return 'it is a named pipe, not a file';
  return stats.isSocket() ? 'it is a socket, not a file' : 'it is a device, not a file';
}

/** Sizes may be wrong or zero: a file that grows, one below `/proc`, a pipe. */
function readUpTo(descriptor: number, most: number, expected: number): Uint8Array {
  if (expected >= most) return new Uint8Array(0);
  let bytes = Buffer.allocUnsafe(Math.min(most, expected + 1));
  let length = 0;
  for (;;) {
    if (length === bytes.length) {
      if (length === most) return bytes;
      bytes = Buffer.concat([bytes], Math.min(most, 2 * length + 65_536));
    }
    const read = readSync(descriptor, bytes, length, bytes.length - length, null);
    if (read === 0) return bytes.subarray(0, length);
    length += read;
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text that bytes spell in UTF-8; a byte order mark stays, so that offsets are those of the file. */
export function decode(bytes: Uint8Array): ReadText {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return { ok: false, why: 'not-text', reason: 'it is UTF-16 text, not UTF-8' };
  if (bytes.includes(0)) return { ok: false, why: 'not-text', reason: 'it is binary, not text' };
  try {
    return { ok: true, text: UTF8.decode(bytes) };
  } catch {
    return { ok: false, why: 'not-text', reason: 'it is not UTF-8 text' };
  }
}

/** The start may end within a character. */
function decodeStart(bytes: Uint8Array): ReadText {
  return { ok: true, text: Buffer.from(bytes).toString('utf8') };
}

/** The reason of a file that is not there. */
export const MISSING = 'there is no such file';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: MISSING,
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of its path is no folder',
  ELOOP: 'its links lead in a circle',
  ENXIO: 'it is a socket, not a file',
  ENODEV: 'it is a device, not a file',
};

/** Why a file or folder cannot be read, in words. */
export function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  return REASONS[code ?? ''] ?? message;
}
