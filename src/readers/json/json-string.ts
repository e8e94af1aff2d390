import { type StringNode, text, type UnknownNode } from '../node.js';
import { joinParts } from '../parts.js';
import type { EmbeddedText } from '../text/embedded-text.js';

/** A JSON string as it was read from an offset on. */
export interface ReadString {
  readonly node: StringNode | UnknownNode;
  /** The offset after the closing quote. */
  readonly end: number;
  readonly problems: readonly { readonly text: string; readonly at: number }[];
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Reads the string whose opening quote is at `start`; a raw line break ends an unclosed one. */
export function readJsonString(input: EmbeddedText, start: number): ReadString {
  const problems: { text: string; at: number }[] = [];
  const parts: (string | UnknownNode)[] = [];
  let run = '';
  let at = start + 1;
  for (;;) {
    const char = input.text[at];
    if (char === '"') {
      at += 1;
      break;
    }
    if (char === undefined || char === '\n') {
      problems.push({ text: 'a string is not closed', at: start });
      break;
    }
    const hole = input.holes.get(at);
    if (hole !== undefined) {
      parts.push(run, hole);
      run = '';
      at += 1;
    } else if (char === '\\') {
      const escaped = readEscape(input.text, at);
      if (escaped === undefined) problems.push({ text: 'not an escape sequence of JSON', at });
      run += escaped?.value ?? '\\';
      at += escaped?.length ?? 1;
    } else {
      const from = at;
      at += 1;
      while (isPlain(input, at)) at += 1;
      run += input.text.slice(from, at);
    }
  }
  const place = input.span(start, at);
  if (parts.length === 0) return { node: text(run, place, input.exact), end: at, problems };
  return { node: joinParts([...parts, run], place), end: at, problems };
}

function isPlain(input: EmbeddedText, at: number): boolean {
  const char = input.text[at];
  return char !== undefined && char !== '"' && char !== '\\' && char !== '\n' && !input.holes.has(at);
}

function readEscape(source: string, at: number): { value: string; length: number } | undefined {
  const letter = source[at + 1] ?? '';
  if (letter === 'u') {
    const digits = source.slice(at + 2, at + 6);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) return undefined;
    return { value: String.fromCharCode(Number.parseInt(digits, 16)), length: 6 };
  }
  const value = ESCAPES[letter];
  return value === undefined ? undefined : { value, length: 2 };
}
