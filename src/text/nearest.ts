import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant; undefined when none is near. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  if (text.length > 60) return undefined;
  const wanted = text.toLowerCase();
  let best: string | undefined;
  let least = Math.max(2, Math.floor(text.length / 3)) + 1;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const begins =
      wanted.length > 2 && other.length > 2 && (other.startsWith(wanted) || wanted.startsWith(other));
    const steps = begins ? Math.min(1, distance(wanted, other)) : distance(wanted, other);
    if (steps >= Math.min(least, candidate.length)) continue;
    best = candidate;
    least = steps;
  }
  return best;
}

/** More words than a line of help should list beside what was probably meant. */
const MANY = 14;

/** `use one of a, b, c`, with what was probably meant in front. */
export function oneOf(text: string, candidates: readonly string[]): string {
  const guess = nearest(text, candidates);
  const list = `use one of ${candidates.join(', ')}`;
  if (guess === undefined) return list;
  return candidates.length > MANY ? `did you mean ${guess}?` : `did you mean ${guess}? ${list}`;
}

/** Whether a word is most likely another one with a slip in it: one or two letters, in short words one. */
export function isTypo(text: string, meant: string): boolean {
  const steps = distance(text.toLowerCase(), meant.toLowerCase());
  return steps <= (Math.min(text.length, meant.length) < 6 ? 1 : 2);
}
