/** One output, whole: where it goes below the output folder, and its bytes as text. */
export interface RenderedFile {
  /** Relative, `/`-separated, without `.` or `..`. */
  readonly path: string;
  /** UTF-8, LF, with a final newline. */
  readonly content: string;
}

/**
 * What of the paths that are taken is in the way of another one: the same, a file that it would be below, files below it, or a folder of
 * them that it spells in another way.
 */
export type PathClash =
  | { readonly kind: 'same' }
  | { readonly kind: 'below'; readonly file: string }
  | { readonly kind: 'folder' }
  | { readonly kind: 'spelling'; readonly folder: string };

/** Paths of outputs that can all be files of one folder, on every machine: neither case nor the form of accents tells two apart. */
export class TakenPaths {
  readonly #files = new Set<string>();
  /** As they are spelled. */
  readonly #folders = new Map<string, string>();

  /** Takes a path; or tells what is in its way. */
  take(path: string): PathClash | undefined {
    const file = oneSpelling(path);
    if (this.#files.has(file)) return { kind: 'same' };
    if (this.#folders.has(file)) return { kind: 'folder' };
    const above: string[] = [];
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1))
      above.push(path.slice(0, end));
    const taken = above.map(oneSpelling).find((folder) => this.#files.has(folder));
    if (taken !== undefined) return { kind: 'below', file: taken };
    for (const folder of above) {
      const known = this.#folders.get(oneSpelling(folder));
      if (known !== undefined && known !== folder) return { kind: 'spelling', folder: known };
    }
    this.#files.add(file);
    for (const folder of above) this.#folders.set(oneSpelling(folder), folder);
    return undefined;
  }
}

const oneSpelling = (path: string) => path.normalize('NFC').toLowerCase();
