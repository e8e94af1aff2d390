/** One output, whole: where it goes below the output folder, and its bytes as text. */
export interface RenderedFile {
  /** Relative, `/`-separated, without `.` or `..`. */
  readonly path: string;
  /** UTF-8, LF, with a final newline. */
  readonly content: string;
}

/** What of the paths that are taken is in the way of another one: the same, a file that it would be below, or files below it. */
export type PathClash =
  | { readonly kind: 'same' }
  | { readonly kind: 'below'; readonly file: string }
  | { readonly kind: 'folder' };

/** Paths of outputs that can all be files of one folder, on every machine: case alone tells no two apart. */
export class TakenPaths {
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();

  /** Takes a path; or tells what is in its way. */
  take(path: string): PathClash | undefined {
    const file = path.toLowerCase();
    if (this.#files.has(file)) return { kind: 'same' };
    if (this.#folders.has(file)) return { kind: 'folder' };
    const above: string[] = [];
    for (let end = file.indexOf('/'); end >= 0; end = file.indexOf('/', end + 1))
      above.push(file.slice(0, end));
    const taken = above.find((folder) => this.#files.has(folder));
    if (taken !== undefined) return { kind: 'below', file: taken };
    this.#files.add(file);
    for (const folder of above) this.#folders.add(folder);
    return undefined;
  }
}
