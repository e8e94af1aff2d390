import { isUtf8 } from 'node:buffer';

/** The text that bytes spell in UTF-8, with its byte order mark; undefined where they spell none. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  // A TextDecoder that refuses what is no UTF-8 takes longer to make than a small file to read.
  if (!isUtf8(bytes)) return undefined;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
