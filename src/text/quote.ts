/** As many characters of a value as a message shows. */
const LONGEST = 160;

/** A value as a message shows it: JSON, cut when it is long, with everything invisible spelled out. */
export function quote(value: unknown, longest = LONGEST): string {
  const json = spell(value);
  const plain = json.replace(
    /[^\x20-\x7e\xa1-\u024f\u0370-\u1fff\u3000-\ud7ff\uf900-\ufaff]/gu,
    (character) =>
      (character.codePointAt(0) ?? 0) > 0xffff
        ? character
        : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (plain.length <= longest) return plain;
  return `${[...plain.slice(0, longest)].slice(0, -1).join('')}…${plain.endsWith('"') ? '"' : ''}`;
}

/** Callers may hand over what JSON cannot say: a bigint, a cycle, lists without end; nothing of that may throw. */
function spell(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    if (typeof value !== 'object' || value === null) return String(value);
    return Array.isArray(value) ? '[[…]]' : '{…}';
  }
}

/** `a, b and 3 more`: no more than so many. */
export function listShort(words: readonly string[], most: number): string {
  const more = words.length - most;
  return listWords(more > 0 ? [...words.slice(0, most), `${more} more`] : words);
}

/** `a, b and c`; with another word in place of `and`. */
export function listWords(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** `a queue`, `an event bus`. */
export const withArticle = (noun: string): string => `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;

/** A sentence as part of another one: without its capital and full stop. */
export function asClause(sentence: string): string {
  // A name such as SSM keeps its capitals.
  const start = /^[A-Z](?![A-Z0-9])/.test(sentence) ? sentence.charAt(0).toLowerCase() : sentence.charAt(0);
  return `${start}${sentence.slice(1).replace(/\.$/, '')}`;
}
