/**
 * What a terminal obeys or nobody sees: C0, DEL and C1 controls, soft hyphens and fillers, zero-width and bidirectional
 * characters, line and paragraph separators, variation selectors, tags, noncharacters and lone surrogates.
 */
const HIDDEN =
  /\u034f|[\u180b-\u180f]|[\ufe00-\ufe0f]|[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\u{e0000}-\u{e0fff}\p{Cs}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text on one line with every character in it to be seen: `\n`, `\x1b`, `\u202e` and `\u{e0041}` stand for what they name. */
export function visible(text: string): string {
  return text.replace(HIDDEN, escaped);
}

/** The same for a line of a file, in which tabs are where they belong. */
export function visibleLine(line: string): string {
  return line.replace(HIDDEN, (character) => (character === '\t' ? character : escaped(character)));
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x100) return SHORT[character] ?? `\\x${hex.padStart(2, '0')}`;
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

/** Pretty JSON in which every such character is an escape sequence, as JSON allows within its strings. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replace(HIDDEN, (character) => (character === '\n' ? character : jsonEscapes(character)))
    .replace(LOG_COMMAND, '\\u0023');
}

function jsonEscapes(text: string): string {
  return text.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** `##[command]`, `##vso[…]` and `##teamcity[…]`, which runners of CI obey anywhere in a line. */
const LOG_COMMAND = /#(?=#\w*\[)/g;

/**
 * A line that no runner of CI takes for a command: GitHub obeys `::command::` at the start of any line of output
 * (https://github.com/actions/runner, ActionCommand.cs).
 */
export function withoutCommand(line: string): string {
  return line.replace(/^(\s*):(?=:)/, '$1\\x3a').replace(LOG_COMMAND, '\\x23');
}
