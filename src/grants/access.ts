import type { GrantKind } from './kind.js';

/** The words of `access`: single ones first, then those that stand for several. */
export function accessWords({ words, sets = {} }: Pick<GrantKind, 'words' | 'sets'>): readonly string[] {
  return [...Object.keys(words), ...Object.keys(sets)];
}

/** The single words that one word stands for. */
function expandWord({ sets = {} }: Pick<GrantKind, 'sets'>, word: string): readonly string[] {
  return Object.hasOwn(sets, word) ? (sets[word]?.words ?? []) : [word];
}

/** Words as single ones, each once, in the kind's order. */
export function expandWords(
  kind: Pick<GrantKind, 'words' | 'sets'>,
  words: readonly string[],
): readonly string[] {
  const single = new Set(words.flatMap((word) => expandWord(kind, word)));
  return Object.keys(kind.words).filter((word) => single.has(word));
}

/** How people say a word: `Read, list and write objects`. */
export function accessWordsOf({
  words,
  sets = {},
}: GrantKind): readonly { readonly word: string; readonly does: string; readonly note: string }[] {
  const single = Object.entries(words).map(([word, { does, on }]) => {
    const actions = [...new Set(Object.values(on).flat())];
    return { word, does, note: `${word}: ${actions.join(', ')}` };
  });
  const several = Object.entries(sets).map(([word, { does, words: parts }]) => ({
    ...{ word, does },
    note: `${word}: ${parts.join(', ')}`,
  }));
  return [...single, ...several];
}

/** Single words as a spec says them: one as itself, a set by its name, anything else as a list. */
export function sayWords(
  { sets = {} }: Pick<GrantKind, 'sets'>,
  words: readonly string[],
): string | readonly string[] {
  const [only] = words;
  if (words.length === 1 && only !== undefined) return only;
  const set = Object.entries(sets).find(
    ([, { words: parts }]) => parts.length === words.length && parts.every((word) => words.includes(word)),
  );
  return set?.[0] ?? words;
}
