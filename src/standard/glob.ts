import { matchesPattern, type Pattern } from '../iam/evaluate/pattern.js';

/** Whether a text matches a glob: `*` any characters, `?` one, `[*]` and `[?]` those characters themselves. */
export function matchesGlob(glob: string, text: string): boolean {
  let pattern = known.get(glob);
  if (pattern === undefined) {
    pattern = parseGlob(glob);
    known.set(glob, pattern);
  }
  return matchesPattern(pattern, text);
}

const known = new Map<string, Pattern>();

function parseGlob(glob: string): Pattern {
  return [...glob.matchAll(/\[([*?[])\]|[\s\S]/gu)].map(([part, literal]) => {
    if (literal !== undefined) return { kind: 'character', character: literal };
    if (part === '*') return { kind: 'any', within: false };
    return part === '?' ? { kind: 'one', within: false } : { kind: 'character', character: part };
  });
}
