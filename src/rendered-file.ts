/** One output, whole: where it goes below the output folder, and its bytes as text. */
export interface RenderedFile {
  /** Relative, `/`-separated, without `.` or `..`. */
  readonly path: string;
  /** UTF-8, LF, with a final newline. */
  readonly content: string;
}
