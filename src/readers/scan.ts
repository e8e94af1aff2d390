import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { compareText } from '../collections.js';
import { type Diagnostic, startOf } from '../diagnostics.js';
import { type IgnoreLayer, ignoreLayer, isIgnored, outerLayers } from './ignore-layers.js';
import type { LeftOut } from './inventory.js';
import { isKustomizationFile } from './kubernetes/kustomize.js';
import { problem } from './problems.js';
import { isOwnDescriptor, kindOf, type ReadText, readText, reasonOf } from './read-text.js';
import { looksLikeOurs, MAKES_ACCESS, ROLE_OR_ACCOUNT } from './recognise/ours.js';
import { formatOf, formatOfText, largestOf, mayBeTemplate, PROGRAM } from './text/format.js';
import { SourceText, type TextFile } from './text/source-text.js';

/** What a scan found: the files that readers may understand, and what it left out. */
export interface Scan {
  /** Sorted by path; paths are relative to the working directory, with `/`. */
  readonly files: readonly TextFile[];
  /** Errors alone: what was named or would matter, and cannot be read. */
  readonly diagnostics: readonly Diagnostic[];
  /** Whatever else was not read, with the reason; what the diagnostics name is in it too. */
  readonly leftOut: readonly LeftOut[];
  /** The files among them that were named one by one. */
  readonly named: readonly string[];
}

/** Limits of a scan. */
export interface ScanOptions {
  /** Bytes; a lower limit than our own for every kind of file. */
  readonly maxFileSize?: number;
  /** What relative paths are relative to; the working directory by default. */
  readonly base?: string;
}

const SKIPPED_FOLDERS = new Set(['.git', '.terraform', '.terragrunt-cache', 'node_modules', '.venv']);
const CANDIDATE = /\.(ya?ml|json|tf|tfvars|tofu|hcl|tfstate|template)$|^Kustomization$/;
/** What Terraform and Terragrunt load from a folder by themselves, whatever git leaves out of a repository. */
const LOADED =
  /\.(tf|tofu)(\.json)?$|^terraform\.tfvars(\.json)?$|\.auto\.tfvars(\.json)?$|^terragrunt(\.stack)?\.hcl$/;
const LOCK_FILES = /^(package-lock|npm-shrinkwrap|composer\.lock)\.json$|^\.terraform\.lock\.hcl$/;

/** A path that is written out in a call of Terraform's functions that read a file; in its JSON the quotes are escaped. */
const READ_BY_TERRAFORM =
  /\b(?:templatefile|file)\(\s*\\?"(?:\$\{path\.(?:module|root|cwd)\}\/?)?([^"\\$%{}]+)\\?"/g;

/**
 * Collects files from files and folders; a folder is walked and never left. What `.gitignore` names there is no part of it, but
 * for what Terraform loads: an override or values that are kept out of git decide as much as any other. All of it synchronously:
 * for the few files of most runs, `node:fs/promises` would take longer to load than they take to read.
 */
export function scan(paths: readonly string[], options: ScanOptions = {}): Scan {
  const base = options.base ?? process.cwd();
  const roots = paths.map((path) => realPath(resolve(base, path)) ?? resolve(base, path));
  const scanner = new Scanner(base, roots, options.maxFileSize ?? Number.POSITIVE_INFINITY);
  for (const path of paths) scanner.add(path);
  return scanner.result();
}

/** A link that leads to something within what is scanned. */
interface Link {
  readonly full: string;
  readonly real: string;
  readonly layers: readonly IgnoreLayer[];
}

const LEFT_TO_GIT = 'named in .gitignore';

/** What stands in a list of YAML. */
const LISTED = /(?:^\s*-\s+|[[,]\s*)["']?([^\s"'#,[\]]+)/gm;

class Scanner {
  private readonly found = new Map<string, string>();
  private readonly named = new Set<string>();
  private readonly visited = new Set<string>();
  /** Real paths of the files that were found without following a link. */
  private readonly plain = new Set<string>();
  /** Folders and files that `.gitignore` names. */
  private readonly passedOver = new Set<string>();
  private readonly linkedFolders: Link[] = [];
  private readonly linkedFiles: Link[] = [];
  private readonly diagnostics: Diagnostic[] = [];
  private readonly leftOut: LeftOut[] = [];
  /** Bytes of listings that may still be read. */
  private listings = LARGEST_LISTINGS;

  constructor(
    private readonly base: string,
    private readonly roots: readonly string[],
    private readonly maxFileSize: number,
  ) {}

  add(path: string): void {
    const full = resolve(this.base, path);
    try {
      if (statSync(full).isDirectory()) this.walk(full, outerLayers(full));
      else {
        this.named.add(full);
        this.found.set(this.shown(full), full);
      }
    } catch (error) {
      this.refuse(full, `cannot be read: ${reasonOf(error as NodeJS.ErrnoException)}`);
    }
  }

  result(): Scan {
    this.followLinks();
    const files: TextFile[] = [];
    for (const [path, full] of this.found) {
      const content = this.read(full);
      if (content !== undefined && isKustomizationFile(full)) this.takeNamed(full, content);
      const format = isOwnDescriptor(full) && content !== undefined ? { format: formatOfText(content) } : {};
      const isOther = !this.named.has(full) && isOfOthers(path, content ?? '');
      if (content !== undefined && !isOther) files.push({ path, content, ...format });
    }
    for (const { path, content } of [...files])
      if (/\.(tf|tofu)(\.json)?$/.test(path)) files.push(...this.readBy(path, content));
    return {
      files: files.sort((a, b) => compareText(a.path, b.path)),
      diagnostics: this.diagnostics,
      leftOut: this.leftOut.sort((a, b) => compareText(a.file, b.file)),
      named: [...this.named].map((full) => this.shown(full)),
    };
  }

  /**
   * What a kustomization names is part of it, whatever `.gitignore` says: git keeps what was added before or by force. It comes to
   * what is found, to be read in its turn.
   */
  private takeNamed(kustomization: string, text: string): void {
    if (this.passedOver.size === 0) return;
    for (const [, path = ''] of text.matchAll(LISTED)) {
      const full = resolve(dirname(kustomization), path);
      if (this.isPassedOver(full)) this.take(full);
    }
  }

  private isPassedOver(full: string): boolean {
    const folder = dirname(full);
    return this.passedOver.has(full) || (folder !== full && this.isPassedOver(folder));
  }

  private take(full: string): void {
    const real = realPath(full);
    if (real === undefined || !this.roots.some((root) => isWithin(real, root))) return;
    if (statSync(real).isDirectory()) this.walk(full, []);
    else if (isCandidate(basename(full)) && !this.found.has(this.shown(full))) {
      this.found.set(this.shown(full), full);
      const left = this.leftOut.findIndex(
        ({ file, reason }) => file === this.shown(full) && reason === LEFT_TO_GIT,
      );
      if (left !== -1) this.leftOut.splice(left, 1);
    }
  }

  /** What a Terraform file reads within what is scanned, whatever its name, where it says something of ours. */
  private readBy(terraform: string, text: string): readonly TextFile[] {
    const files: TextFile[] = [];
    for (const [, path = ''] of text.matchAll(READ_BY_TERRAFORM)) {
      const full = resolve(this.base, dirname(terraform), path);
      const shown = this.shown(full);
      const real = this.found.has(shown) ? undefined : realPath(full);
      if (real === undefined || !this.roots.some((root) => isWithin(real, root))) continue;
      const read = readText(full, this.largest(full));
      if (!read.ok || !(looksLikeOurs(new SourceText(full, read.text)) || ROLE_OR_ACCOUNT.test(read.text)))
        continue;
      this.found.set(shown, full);
      files.push({ path: shown, content: read.text });
    }
    return files;
  }

  private walk(folder: string, layers: readonly IgnoreLayer[]): void {
    const real = realpathSync.native(folder);
    if (this.visited.has(real)) return;
    this.visited.add(real);
    let children: readonly Dirent[];
    try {
      children = readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      this.refuse(folder, `cannot be read: ${reasonOf(error as NodeJS.ErrnoException)}`);
      return;
    }
    const own = children.some((child) => child.name === '.gitignore') ? ignoreLayer(folder) : undefined;
    const active = own === undefined ? layers : [...layers, own];
    for (const child of children) {
      const full = join(folder, child.name);
      if (child.isSymbolicLink()) this.noteLink(full, child.name, active);
      else if (child.isDirectory()) {
        if (isIgnored(full, true, active)) {
          this.passedOver.add(full);
          continue;
        }
        const isAsset = basename(folder) === 'cdk.out' && child.name.startsWith('asset.');
        if (!isAsset && !SKIPPED_FOLDERS.has(child.name)) this.walk(full, active);
      } else if (isCandidate(child.name)) {
        if (this.isLeftToGit(full, active)) continue;
        if (child.isFile()) {
          this.plain.add(join(real, child.name));
          this.found.set(this.shown(full), full);
        } else this.leave(full, kindOf(child));
      }
    }
  }

  /** Whether a file is left out since `.gitignore` names it, which is said. */
  private isLeftToGit(full: string, layers: readonly IgnoreLayer[]): boolean {
    if (LOADED.test(basename(full)) || !isIgnored(full, false, layers)) return false;
    this.passedOver.add(full);
    this.leave(full, LEFT_TO_GIT);
    return true;
  }

  /** Links are followed last, and only to what is within the given paths: one to `/` is no walk over the machine. */
  private noteLink(full: string, name: string, layers: readonly IgnoreLayer[]): void {
    const target = unlessRefused(() => statSync(full));
    const isFolder = target?.isDirectory() === true;
    if (isFolder ? SKIPPED_FOLDERS.has(name) : !isCandidate(name)) return;
    if (isFolder ? isIgnored(full, true, layers) : this.isLeftToGit(full, layers)) return;
    if (target === undefined) {
      this.leave(full, 'a link that leads nowhere');
      return;
    }
    const real = realpathSync.native(full);
    if (!this.roots.some((root) => isWithin(real, root)))
      this.leave(full, 'a link that leads out of the folder');
    else if (isFolder) this.linkedFolders.push({ full, real, layers });
    else if (target.isFile()) this.linkedFiles.push({ full, real, layers });
    else this.leave(full, kindOf(target));
  }

  /** What a link leads to is read once, by its own path if that is read; Terraform's files belong to each folder. */
  private followLinks(): void {
    for (let next = this.linkedFolders.shift(); next !== undefined; next = this.linkedFolders.shift())
      this.walk(next.full, next.layers);
    for (const { full, real } of this.linkedFiles) {
      if (this.plain.has(real) && !/\.(tf|tofu|tfvars)(\.json)?$/.test(full)) continue;
      this.plain.add(real);
      this.found.set(this.shown(full), full);
    }
  }

  private read(full: string): string | undefined {
    const first = readText(full, this.largest(full));
    const read = !first.ok && first.why === 'too-large' && isListing(full) ? this.readListing(full) : first;
    if (read.ok) return read.text;
    const { why, reason } = read;
    const matters =
      this.named.has(full) ||
      why === 'missing' ||
      why === 'unreadable' ||
      (why === 'too-large' && matter(full));
    if (!matters) this.leave(full, reason);
    else if (why === 'too-large') this.refuse(full, `is not read: ${reason}`, 'read/too-large');
    else this.refuse(full, `cannot be read: ${reason}`);
    return undefined;
  }

  private readListing(full: string): ReadText {
    const read = readText(full, Math.min(this.listings, this.maxFileSize));
    if (read.ok) this.listings -= Buffer.byteLength(read.text);
    if (read.ok || read.why !== 'too-large') return read;
    const { size } = statSync(full);
    const reason = `${size} bytes are too many: of large listings, ${LARGEST_LISTINGS} bytes are read in all; get it in parts, or leave out what need not be asked about`;
    return { ...read, reason };
  }

  private largest(full: string): number {
    const format = /\.(tfstate|json)$/.test(full) ? 'json' : formatOf(full, '');
    return Math.min(largestOf(format), this.maxFileSize);
  }

  private refuse(
    full: string,
    message: string,
    code: 'read/unreadable' | 'read/too-large' = 'read/unreadable',
  ): void {
    this.diagnostics.push(problem(code, message, startOf(this.shown(full))));
    this.leave(full, message);
  }

  private leave(full: string, reason: string): void {
    this.leftOut.push({ file: this.shown(full), reason });
  }

  private shown(full: string): string {
    const path = relative(this.base, full);
    const inside = path !== '' && !path.startsWith(`..${sep}`) && path !== '..';
    return (inside ? path : path === '' ? '.' : full).split(sep).join('/');
  }
}

const realPath = (path: string) => unlessRefused(() => realpathSync.native(path));

function unlessRefused<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

function isCandidate(name: string): boolean {
  return (CANDIDATE.test(name) || PROGRAM.test(name)) && !LOCK_FILES.test(name);
}

/** Anybody's templates and programs have these endings. */
function isOfOthers(path: string, text: string): boolean {
  return (
    (path.endsWith('.template') && !mayBeTemplate(text)) || (PROGRAM.test(path) && !MAKES_ACCESS.test(text))
  );
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

/** Bytes at the start of a file that is too large, which tell whether it holds anything of ours. */
const GLIMPSE = 65_536;

/**
 * Bytes of all large listings together, which are kept as text and made into facts piece by piece: what a cluster of tens of
 * thousands of pods prints, within a gigabyte of memory.
 */
const LARGEST_LISTINGS = 256_000_000;

/** Whether a file is what `kubectl` or `aws` prints when it is asked for all of a kind. */
function isListing(full: string): boolean {
  const start = readText(full, GLIMPSE, 'start');
  return (
    start.ok && /^\s*\{\s*"(?:apiVersion|(?:User|Group|Role)DetailList|Policies|Roles)"\s*:/.test(start.text)
  );
}

/** Whether a file that is too large would have a say; a large file of data would not. */
function matter(full: string): boolean {
  if (/\.(tf|tofu|hcl)$/.test(full)) return true;
  const start = readText(full, GLIMPSE, 'start');
  return start.ok && looksLikeOurs(new SourceText(full, start.text));
}
