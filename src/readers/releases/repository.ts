import { groupBy } from '../../collections.js';
import { quote } from '../../text/quote.js';
import { chartFolders } from '../helm/read-values.js';
import type { MutableInventory, SourceDocument } from '../inventory.js';
import type { Node } from '../node.js';
import { folderOf, foldersAround, joinPath } from '../paths.js';
import { textOfFile } from '../pieces.js';
import type { SourceText } from '../text/source-text.js';

/** The files of a run, as what a controller or program finds below the root of a repository, wherever that is among them. */
export class Repository {
  /** The files that were handed out as values of releases. */
  readonly used = new Set<string>();
  readonly charts: ReadonlySet<string>;
  private readonly sources: ReadonlyMap<string, SourceText>;
  private readonly documents: ReadonlyMap<string, readonly SourceDocument[]>;
  private readonly allFolders: ReadonlySet<string>;

  constructor({ files, documents }: MutableInventory) {
    this.sources = new Map(files.map(({ path, source }) => [path, source]));
    this.charts = chartFolders(files.map(({ source }) => source));
    this.documents = groupBy(documents, ({ file }) => file);
    this.allFolders = new Set(files.flatMap(({ path }) => foldersAround(path)));
  }

  /** The chart at a path of the repository that `file` is in. */
  chart(path: string, file: string): string | undefined {
    return this.rootsFor(file)
      .map((root) => joinPath(root, path.replace(/^\/+/, '')))
      .find((folder) => folder !== undefined && this.charts.has(folder));
  }

  /** A file at a path of the repository that `file` is in. */
  file(path: string, file: string): string | undefined {
    return this.rootsFor(file)
      .map((root) => joinPath(root, path.replace(/^\/+/, '')))
      .find((found) => found !== undefined && this.sources.has(found));
  }

  /** The text of a file beside another. */
  beside(path: string, file: string): string | undefined {
    const found = joinPath(folderOf(file), path);
    return found !== undefined && this.sources.has(found) ? found : undefined;
  }

  /** The values in a file: its text, since Helm reads that. */
  values(path: string): Node | undefined {
    const source = this.sources.get(path);
    if (source === undefined) return undefined;
    this.used.add(path);
    return textOfFile(source);
  }

  /** Takes the files that texts were taken from for used. */
  use(texts: readonly Node[]): void {
    for (const node of texts)
      for (const piece of node.kind === 'scalar' ? (node.pieces ?? []) : [])
        if ('source' in piece && piece.source !== undefined) this.used.add(piece.source.file);
  }

  /** A chart's own values. */
  ownValues(chart: string): readonly Node[] {
    const values = this.values(joinPath(chart, 'values.yaml') ?? '');
    return values === undefined ? [] : [values];
  }

  /** Folders whose path from the root that a file has matches a glob. */
  foldersLike(glob: string, file: string): readonly string[] {
    return this.like(glob, file, [...this.allFolders]);
  }

  /** Files likewise, with their first documents. */
  filesLike(glob: string, file: string): readonly { readonly path: string; readonly root: Node }[] {
    return this.like(glob, file, [...this.documents.keys()]).flatMap((path) =>
      (this.documents.get(path) ?? []).map(({ root }) => ({ path, root })),
    );
  }

  private like(glob: string, file: string, paths: readonly string[]): readonly string[] {
    for (const root of this.rootsFor(file)) {
      const pattern = patternOf(joinPath(root, glob.replace(/^\/+/, '')) ?? glob);
      const found = paths.filter((path) => pattern.test(path));
      if (found.length > 0) return found.sort();
    }
    return [];
  }

  /** The folders that may be the root of the repository: the outermost first. */
  private rootsFor(file: string): readonly string[] {
    return ['', ...foldersAround(file).filter((folder) => folder !== '')];
  }
}

/** What is said of a file that a release names and that is not there. */
export const missingFile = (path: string): string => `${quote(path)} is not among the files`;

/** `*` is any name, `**` any folders. */
function patternOf(glob: string): RegExp {
  const escaped = glob
    .split(/(\*\*\/?|\*|\?)/)
    .map((part) => {
      if (part.startsWith('**')) return part === '**' ? '.*' : '(?:.*/)?';
      if (part === '*') return '[^/]*';
      return part === '?' ? '[^/]' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${escaped}$`);
}
