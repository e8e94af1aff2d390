/** One place of a wildcard pattern; `within` wildcards stop at a colon. */
export type PatternToken =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'any'; readonly within: boolean }
  | { readonly kind: 'one'; readonly within: boolean };

export type Pattern = readonly PatternToken[];

const ANY: PatternToken = { kind: 'any', within: false };
const ONE: PatternToken = { kind: 'one', within: false };

/** A table of decisions parses millions of characters, which are a few dozen. */
const CHARACTERS = new Map<string, PatternToken>();

function characterToken(character: string): PatternToken {
  const known = CHARACTERS.get(character);
  if (known !== undefined) return known;
  const token: PatternToken = { kind: 'character', character };
  CHARACTERS.set(character, token);
  return token;
}

/** `*` and `?` as wildcards for anything at all, every other character as itself. */
export function parsePattern(text: string): Pattern {
  return Array.from(text, (character) =>
    character === '*' ? ANY : character === '?' ? ONE : characterToken(character),
  );
}

/** Every character as itself. */
export function literalPattern(text: string): Pattern {
  return Array.from(text, characterToken);
}

/** Whether a text in which `*` and `?` are wildcards covers the whole of another. */
export function matchesText(glob: string, text: string): boolean {
  return /[*?]/.test(glob) ? matchesPattern(parsePattern(glob), text) : glob === text;
}

/**
 * Whether the pattern covers the whole text. It follows all ways at once, so that no pattern, however
 * full of asterisks, takes longer than its length times the text's.
 */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  const { places, length } = sameStart(pattern, text);
  if (pattern[places]?.kind === 'character') return false;
  let reached: readonly number[] = withAsterisks(pattern, [places]);
  for (const character of text.slice(length)) {
    if (reached.length === 0) return false;
    reached = advance(pattern, reached, character);
  }
  return reached.at(-1) === pattern.length;
}

/** The places before the first wildcard that the text begins with, and their length in the text. */
function sameStart(pattern: Pattern, text: string): { readonly places: number; readonly length: number } {
  let places = 0;
  let length = 0;
  for (const token of pattern) {
    if (token.kind !== 'character' || !text.startsWith(token.character, length)) break;
    places += 1;
    length += token.character.length;
  }
  return { places, length };
}

function advance(pattern: Pattern, reached: readonly number[], character: string): readonly number[] {
  const next = reached.flatMap((at) => {
    const token = pattern[at];
    if (token === undefined || !accepts(token, character)) return [];
    return token.kind === 'any' ? at : at + 1;
  });
  return withAsterisks(pattern, next);
}

function accepts(token: PatternToken, character: string): boolean {
  if (token.kind === 'character') return token.character === character;
  return !token.within || character !== ':';
}

/** The places that are reached, in order and each once; an asterisk may stand for nothing. */
function withAsterisks(pattern: Pattern, reached: readonly number[]): readonly number[] {
  const found: number[] = [];
  for (let at of reached) {
    if (at <= (found.at(-1) ?? -1)) continue;
    found.push(at);
    for (; pattern[at]?.kind === 'any'; at += 1) found.push(at + 1);
  }
  return found;
}
