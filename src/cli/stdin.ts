import { Failure } from '../diagnostics.js';
import { decode, LARGEST_FILE } from '../readers/read-text.js';

/** What stands for standard input where a file is named; a file of that name is `./-`. */
export const STDIN = '-';

/** How messages call it. */
export const STDIN_NAME = '<stdin>';

/** Whether somebody types there, instead of a program that writes. */
export function isTerminal(stdin: NodeJS.ReadableStream): boolean {
  return (stdin as { readonly isTTY?: boolean }).isTTY === true;
}

/** All of standard input as text; a terminal is refused instead of waited for. */
export async function readStdin(stdin: NodeJS.ReadableStream): Promise<string> {
  if (isTerminal(stdin)) throw unreadable('it is a terminal');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream(stdin)) {
    chunks.push(Buffer.from(chunk));
    length += chunk.length;
    if (length > LARGEST_FILE) throw unreadable(`it is more than ${LARGEST_FILE} bytes`);
  }
  const read = decode(Buffer.concat(chunks));
  if (!read.ok) throw unreadable(read.reason);
  return read.text;
}

/** Nothing sets an encoding, so that chunks are bytes. */
const stream = (stdin: NodeJS.ReadableStream) => stdin as AsyncIterable<Uint8Array>;

export function unreadable(reason: string): Failure {
  return new Failure('unreadable-stdin', 'user', `cannot read ${STDIN_NAME}: ${reason}`, {
    help: `pipe a file of UTF-8 text into it, or name a file in place of ${STDIN}`,
  });
}
