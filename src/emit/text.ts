/** A line comment's text: one line, whatever comes in. */
export function commentText(text: string): string {
  return text.replace(/[\r\n\u0085\u2028\u2029]+/g, ' ').trim();
}

/** A word of a POSIX shell command: bare where that is safe, single-quoted otherwise. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A command of words, each quoted for the shell. */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** Markdown prose, in a table as well: no character of it is markup. */
export function markdownText(text: string): string {
  return commentText(text).replace(/[\\`*_{}[\]()#+!|<>~&$]/g, (character) => `\\${character}`);
}

/** An inline code span, in a table as well. */
export function markdownCode(text: string): string {
  const line = commentText(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^`|`$/.test(line) ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** A node's label in a Mermaid graph, quoted; entities stand for what Mermaid (`%%{…}%%`, formulas and icons too) or HTML would read. */
export function mermaidLabel(text: string): string {
  return `"${commentText(text).replace(/["#$%&<>`\\]|:(?=fa-)/g, (character) => `#${character.codePointAt(0)};`)}"`;
}

/** JSON for files that people read: two spaces, a final newline. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
