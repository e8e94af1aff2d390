import { decodeUtf8 } from '../text/utf8.js';

/** Whether bytes spell a text in UTF-8. */
export function spells(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(text).equals(bytes);
}

/** The SHA-256 of a text's UTF-8 form, or of bytes, in lower-case hex. */
export function sha256(content: string | Uint8Array): string {
  // Not before it is needed: loading it takes Node a tenth of what it takes itself.
  return process.getBuiltinModule('node:crypto').hash('sha256', content);
}

/** A text with LF line ends and, unless it is empty, a final newline. */
export function normaliseText(text: string): string {
  const lines = text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
  return lines === '' || lines.endsWith('\n') ? lines : `${lines}\n`;
}

/** The text that bytes spell in UTF-8, or nothing when they are no text. */
export function decodeText(bytes: Uint8Array): string | undefined {
  const text = decodeUtf8(bytes);
  return text?.includes('\0') ? undefined : text;
}
