/**
 * The texts of all files as one list of distinct lines plus, per file, which of them it consists of.
 *
 * Why not deflate: zlib gives different bytes on different processors and releases of Node, and the manifest
 * is committed. Generated files repeat each other line by line, so this is nearly as small before git packs it,
 * needs about a millisecond for a hundred files, and in a review one changed line shows up as one changed line.
 */
export interface PackedTexts {
  readonly lines: readonly string[];
  /** By path: indexes into `lines`, such as `0-11 74 13-30`; the empty last line stands for a final newline. */
  readonly references: ReadonlyMap<string, string>;
}

/** Packs texts in the order given; the same texts in the same order always give the same result. */
export function packTexts(texts: Iterable<readonly [path: string, text: string]>): PackedTexts {
  const indexes = new Map<string, number>();
  const references = new Map<string, string>();
  for (const [path, text] of texts) {
    const numbers = text.split('\n').map((line) => {
      const known = indexes.get(line);
      if (known !== undefined) return known;
      indexes.set(line, indexes.size);
      return indexes.size - 1;
    });
    references.set(path, formatRanges(numbers));
  }
  return { lines: [...indexes.keys()], references };
}

/** The text that a reference spells, or nothing when the reference is not in order. */
export function unpackText(lines: readonly string[], reference: string): string | undefined {
  const found: string[] = [];
  for (const range of reference.split(' ')) {
    const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(range);
    if (match === null) return undefined;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (first > last || last >= lines.length) return undefined;
    for (let index = first; index <= last; index++) found.push(lines[index] as string);
  }
  return found.join('\n');
}

function formatRanges(numbers: readonly number[]): string {
  let text = '';
  let start = 0;
  for (let index = 1; index <= numbers.length; index++) {
    const previous = numbers[index - 1] as number;
    if (index < numbers.length && numbers[index] === previous + 1) continue;
    const first = numbers[start] as number;
    text += `${text === '' ? '' : ' '}${first === previous ? first : `${first}-${previous}`}`;
    start = index;
  }
  return text;
}
