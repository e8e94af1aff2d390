import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant; undefined when none is near. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  if (text.length > 60) return undefined;
  const wanted = text.toLowerCase();
  let best: string | undefined;
  // Of four letters two wrong ones make another word.
  let least = (text.length < 5 ? 1 : Math.max(2, Math.floor(text.length / 3))) + 1;
  let closest = 0;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const begins =
      wanted.length > 2 && other.length > 2 && (other.startsWith(wanted) || wanted.startsWith(other));
    const apart = distance(wanted, other);
    const steps = begins || isSwap(wanted, other) ? Math.min(1, apart) : apart;
    // Of two that are as good, the one with fewer letters to change: s3:GetObjectTaging is no s3:GetObject.
    const isNearer = steps < least || (steps === least && apart < closest);
    if (!isNearer || steps >= candidate.length) continue;
    best = candidate;
    least = steps;
    closest = apart;
  }
  return best ?? onlyWithin(wanted, candidates);
}

const SEPARATORS = /[-_./]/g;

/** The one candidate that the text is a part of, however its words are joined. */
function onlyWithin(text: string, candidates: readonly string[]): string | undefined {
  const part = text.replace(SEPARATORS, '');
  if (part.length < 5) return undefined;
  const found = candidates.filter((candidate) =>
    candidate.toLowerCase().replace(SEPARATORS, '').includes(part),
  );
  return found.length === 1 ? found[0] : undefined;
}

/** Whether two letters beside each other changed places. */
function isSwap(text: string, other: string): boolean {
  const at = [...text].findIndex((letter, index) => letter !== other[index]);
  const swapped = `${text.slice(0, at)}${text[at + 1] ?? ''}${text[at] ?? ''}${text.slice(at + 2)}`;
  return at >= 0 && swapped === other;
}

/** More words than a line of help should list beside what was probably meant. */
const MANY = 14;

/** `use one of a, b, c`, with what was probably meant in front. */
export function oneOf(text: string, candidates: readonly string[]): string {
  if (candidates.length === 1) return `use ${candidates[0]}`;
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
