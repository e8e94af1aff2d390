/** One place of a wildcard pattern; `within` wildcards stop at a colon. */
export type PatternToken =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'any'; readonly within: boolean }
  | { readonly kind: 'one'; readonly within: boolean };

export type Pattern = readonly PatternToken[];

/** `*` and `?` as wildcards for anything at all, every other character as itself. */
export function parsePattern(text: string): Pattern {
  return [...text].map((character) => {
    if (character === '*') return { kind: 'any', within: false };
    if (character === '?') return { kind: 'one', within: false };
    return { kind: 'character', character };
  });
}

/** Every character as itself. */
export function literalPattern(text: string): Pattern {
  return [...text].map((character) => ({ kind: 'character', character }));
}

/**
 * Whether the pattern covers the whole text. It follows all ways at once, so that no pattern, however
 * full of asterisks, takes longer than its length times the text's.
 */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  let reached = skipAsterisks(pattern, [true]);
  for (const character of text) reached = advance(pattern, reached, character);
  return reached[pattern.length] === true;
}

function advance(pattern: Pattern, reached: readonly boolean[], character: string): readonly boolean[] {
  const next: boolean[] = [];
  pattern.forEach((token, at) => {
    if (reached[at] !== true || !accepts(token, character)) return;
    next[token.kind === 'any' ? at : at + 1] = true;
  });
  return skipAsterisks(pattern, next);
}

function accepts(token: PatternToken, character: string): boolean {
  if (token.kind === 'character') return token.character === character;
  return !token.within || character !== ':';
}

/** An asterisk may stand for nothing. */
function skipAsterisks(pattern: Pattern, reached: boolean[]): readonly boolean[] {
  pattern.forEach((token, at) => {
    if (token.kind === 'any' && reached[at] === true) reached[at + 1] = true;
  });
  return reached;
}
