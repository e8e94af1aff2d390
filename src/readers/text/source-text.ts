import type { Place } from '../../diagnostics.js';
import { type FileFormat, formatOf } from './format.js';

/** A stretch of a file: where it begins, and its offsets in UTF-16 code units (`end` exclusive). */
export interface Span extends Place {
  readonly start: number;
  readonly end: number;
  /** The field that stands there, in a spec: `workloads[0].statements[1].actions[0]`. */
  readonly path?: string;
  /** The kustomize folder through which it is seen, where several make objects of one file. */
  readonly variant?: string;
}

/** A file by its `/`-separated path and its text. */
export interface TextFile {
  readonly path: string;
  readonly content: string;
  /** Where the path does not tell it, as for standard input. */
  readonly format?: FileFormat;
}

/** A file for its readers. */
export const sourceOf = ({ path, content, format }: TextFile): SourceText =>
  new SourceText(path, content, format);

/** A file's text that can tell lines and columns (both from 1, columns in UTF-16 code units). */
export class SourceText {
  private lineStarts: Uint32Array | undefined;

  constructor(
    readonly file: string,
    readonly text: string,
    readonly format: FileFormat = formatOf(file, text),
  ) {}

  /** The span between two offsets. */
  span(start: number, end: number): Span {
    const starts = this.lines();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= start) low = middle;
      else high = middle - 1;
    }
    return { file: this.file, line: low + 1, column: start - (starts[low] ?? 0) + 1, start, end };
  }

  private lines(): Uint32Array {
    this.lineStarts ??= lineStartsOf(this.text);
    return this.lineStarts;
  }
}

function lineStartsOf(text: string): Uint32Array {
  let starts = new Uint32Array(16 + text.length / 32);
  let count = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    if (count === starts.length) {
      const more = new Uint32Array(2 * count);
      more.set(starts);
      starts = more;
    }
    starts[count++] = at + 1;
  }
  return starts.subarray(0, count);
}
