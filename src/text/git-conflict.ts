/** A text as it was on either side of a git merge that left conflict markers in it. */
export interface MergeSides {
  readonly ours: string;
  readonly theirs: string;
  /** Of the first marker, from 1. */
  readonly line: number;
}

const OURS = /^<{7}(?: |\r?$)/;
const BASE = /^\|{7}(?: |\r?$)/;
const THEIRS = /^={7}\r?$/;
const END = /^>{7}(?: |\r?$)/;

/**
 * Takes git's conflict markers apart, in the styles `merge`, `diff3` and `zdiff3`; undefined where there is none or one is
 * incomplete. What git merged by itself is in both sides.
 */
export function mergeSides(text: string): MergeSides | undefined {
  if (!text.includes('<<<<<<<')) return undefined;
  const ours: string[] = [];
  const theirs: string[] = [];
  let side: 'both' | 'ours' | 'base' | 'theirs' = 'both';
  let first: number | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (side === 'both' && OURS.test(line)) {
      side = 'ours';
      first ??= index + 1;
    } else if (side === 'ours' && BASE.test(line)) side = 'base';
    else if ((side === 'ours' || side === 'base') && THEIRS.test(line)) side = 'theirs';
    else if (side === 'theirs' && END.test(line)) side = 'both';
    else {
      if (side === 'both' || side === 'ours') ours.push(line);
      if (side === 'both' || side === 'theirs') theirs.push(line);
    }
  }
  if (first === undefined || side !== 'both') return undefined;
  return { ours: ours.join('\n'), theirs: theirs.join('\n'), line: first };
}
