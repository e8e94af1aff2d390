import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { decodeUtf8 } from '../text/utf8.js';

/** A file's text, or why it is not read. */
export type ReadText =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly why: 'missing' | 'unreadable' | 'no-file' | 'too-large' | 'not-text';
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
    if (part === 'start') return decodeStart(readUpTo(descriptor, largest, Buffer.alloc(0)));
    const space = stats.size > largest ? undefined : spaceFor(stats.size + 1);
    const bytes = space === undefined ? undefined : readUpTo(descriptor, largest + 1, space);
    if (bytes === undefined || bytes.length > largest) {
      const size = bytes === undefined ? `${stats.size} bytes are` : 'it is';
      return { ok: false, why: 'too-large', reason: `${size} more than the limit of ${largest} bytes` };
    }
    const text = decode(bytes);
    giveBack(space);
    return text;
  } catch (error) {
    const trouble = error as NodeJS.ErrnoException;
    return {
      ok: false,
      why: trouble.code === 'ENOENT' ? 'missing' : 'unreadable',
      reason: reasonOf(trouble),
    };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Whether a path leads to a folder; one that leads nowhere, for whatever reason, does not. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** What something is that is no plain file. */
export function kindOf(stats: Pick<Stats, 'isDirectory' | 'isFIFO' | 'isSocket'>): string {
  if (stats.isDirectory()) return 'it is a folder, not a file';
  if (stats.isFIFO()) return 'it is a named pipe, not a file';
  return stats.isSocket() ? 'it is a socket, not a file' : 'it is a device, not a file';
}

/** Sizes may be wrong or zero: a file that grows, one below `/proc`, a pipe. */
function readUpTo(descriptor: number, most: number, space: Uint8Array): Uint8Array {
  let bytes = space;
  let length = 0;
  for (;;) {
    if (length === most) return bytes.subarray(0, length);
    if (length === bytes.length) bytes = Buffer.concat([bytes], Math.min(most, 2 * length + 65_536));
    const read = readSync(descriptor, bytes, length, Math.min(bytes.length, most) - length, null);
    if (read === 0) return bytes.subarray(0, length);
    length += read;
  }
}

/** Bytes from which on it is worth it not to wait for the collector of garbage, which may never come. */
const LARGE = 8_000_000;

/** Resizable, which Node 20 has and the types of ES2023 do not. */
type Resizable = ArrayBuffer & { resize(bytes: number): void };

function spaceFor(bytes: number): Uint8Array {
  if (bytes < LARGE) return Buffer.allocUnsafe(bytes);
  const options: object = { maxByteLength: bytes };
  const Space: new (size: number, options: object) => ArrayBuffer = ArrayBuffer;
  return new Uint8Array(new Space(bytes, options));
}

/** The memory of a large file is free again as soon as its text is there. */
function giveBack(space: Uint8Array | undefined): void {
  if (space !== undefined && space.length >= LARGE) (space.buffer as Resizable).resize(0);
}

/** The text that bytes spell in UTF-8; a byte order mark stays, so that offsets are those of the file. */
export function decode(bytes: Uint8Array): ReadText {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return { ok: false, why: 'not-text', reason: 'it is UTF-16 text, not UTF-8' };
  if (bytes.includes(0)) return { ok: false, why: 'not-text', reason: 'it is binary, not text' };
  const text = decodeUtf8(bytes);
  return text === undefined
    ? { ok: false, why: 'not-text', reason: 'it is not UTF-8 text' }
    : { ok: true, text };
}

/** The start may end within a character. */
function decodeStart(bytes: Uint8Array): ReadText {
  return { ok: true, text: Buffer.from(bytes).toString('utf8') };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
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
