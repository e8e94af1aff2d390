import { createColors as createSgr } from 'picocolors';

const ESCAPE = '\u001b';

/** Colours that only `paint` turns into what a terminal obeys, so that no text of a file can colour anything. */
export type Colors = ReturnType<typeof createSgr> & {
  /** A line with its colours; whatever else is in it goes through `clean`. */
  paint(line: string, clean: (text: string) => string): string;
};

/** Colours for one stream; without them every function gives its text back. */
export function createColors(enabled: boolean): Colors {
  const sgr = createSgr(enabled);
  if (!enabled) return { ...sgr, paint: (line, clean) => clean(line) };
  // Of this run alone: a file that was written before cannot hold it.
  const mark = `\ufdd0${Math.random().toString(36).slice(2)}\ufdd1`;
  const marked = (color: (text: string) => string) => (text: string | number | null | undefined) =>
    color(`${text}`.replaceAll(ESCAPE, '\\x1b').replaceAll(mark, ESCAPE)).replaceAll(ESCAPE, mark);
  const colors = Object.entries(sgr).map(([name, color]) => [
    name,
    typeof color === 'function' ? marked(color) : color,
  ]);
  return {
    ...(Object.fromEntries(colors) as typeof sgr),
    paint: (line, clean) => line.split(mark).map(clean).join(ESCAPE),
  };
}
