/** A stretch of a text that others of its form have in another way. */
export interface Gap {
  readonly text: string;
  readonly start: number;
}

/** Where an offset of a text is in another one that differs from it in gaps alone. */
export function offsetsIn(gaps: readonly Gap[], others: readonly Gap[]): (offset: number) => number {
  const ends = gaps.map(({ text, start }) => start + text.length);
  const shifts = others.map(({ text, start }, index) => start + text.length - (ends[index] as number));
  // Most offsets are near the last one.
  let at = 0;
  return (offset) => {
    while (at > 0 && (ends[at - 1] as number) > offset) at -= 1;
    while (at < ends.length && (ends[at] as number) <= offset) at += 1;
    return at === 0 ? offset : offset + (shifts[at - 1] as number);
  };
}
