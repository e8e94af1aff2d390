import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { Diagnostic } from '../diagnostics.js';
import { problem } from './problems.js';
import type { TextFile } from './text/source-text.js';

/** What a scan found: the files that readers may understand, and what it left out. */
export interface Scan {
  /** Sorted by path; paths are relative to the working directory, with `/`. */
  readonly files: readonly TextFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Limits of a scan. */
export interface ScanOptions {
  /** Bytes; larger files are left out, which is reported. */
  readonly maxFileSize?: number;
  /** What relative paths are relative to; the working directory by default. */
  readonly base?: string;
}

const SKIPPED_FOLDERS = new Set([
  '.git',
  '.terraform',
  '.terragrunt-cache',
  'node_modules',
  'cdk.out',
  '.venv',
]);
const CANDIDATE = /\.(ya?ml|json|tf|tfvars)$|^Kustomization$/;
const LOCK_FILES =
  /^(package-lock|npm-shrinkwrap|composer\.lock)\.json$|^\.terraform\.lock\.hcl$|\.tfstate(\.backup)?$/;
const MAX_FILE_SIZE = 2_000_000;
const AT_ONCE = 32;

/** Collects files from files and folders; a folder is walked, honouring `.gitignore` and never leaving it. */
export async function scan(paths: readonly string[], options: ScanOptions = {}): Promise<Scan> {
  const scanner = new Scanner(options.base ?? process.cwd(), options.maxFileSize ?? MAX_FILE_SIZE);
  for (const path of paths) await scanner.add(path);
  return scanner.result();
}

interface IgnoreLayer {
  readonly folder: string;
  readonly rules: Ignore;
}

class Scanner {
  private readonly found = new Map<string, string>();
  private readonly visited = new Set<string>();
  private readonly diagnostics: Diagnostic[] = [];

  constructor(
    private readonly base: string,
    private readonly maxFileSize: number,
  ) {}

  async add(path: string): Promise<void> {
    const full = resolve(this.base, path);
    try {
      const info = await stat(full);
      if (info.isDirectory()) await this.walk(full, await outerLayers(full));
      else if (info.isFile()) this.found.set(this.shown(full), full);
    } catch (error) {
      this.leaveOut(full, `cannot be read: ${(error as Error).message}`, 'read/unreadable');
    }
  }

  async result(): Promise<Scan> {
    const entries = [...this.found].sort(([a], [b]) => (a < b ? -1 : 1));
    const files: TextFile[] = [];
    for (let at = 0; at < entries.length; at += AT_ONCE) {
      const batch = entries.slice(at, at + AT_ONCE).map(([path, full]) => this.read(path, full));
      for (const file of await Promise.all(batch)) if (file !== undefined) files.push(file);
    }
    return { files, diagnostics: this.diagnostics };
  }

  private async walk(folder: string, layers: readonly IgnoreLayer[]): Promise<void> {
    const real = await realpath(folder);
    if (this.visited.has(real)) return;
    this.visited.add(real);
    const children = await readdir(folder, { withFileTypes: true });
    const own = children.some((child) => child.name === '.gitignore') ? await ignoreLayer(folder) : undefined;
    const active = own === undefined ? layers : [...layers, own];
    for (const child of children) {
      const full = join(folder, child.name);
      const kind = child.isSymbolicLink() ? await this.linked(full) : child;
      const isFolder = kind?.isDirectory() === true;
      if (isFolder ? SKIPPED_FOLDERS.has(child.name) : !isCandidate(child.name)) continue;
      if (kind === undefined || isIgnored(full, isFolder, active)) continue;
      if (isFolder) await this.walk(full, active);
      else if (kind.isFile()) this.found.set(this.shown(full), full);
    }
  }

  /** What a link leads to; folders behind links are walked once, by their real path. */
  private async linked(path: string): Promise<{ isDirectory(): boolean; isFile(): boolean } | undefined> {
    try {
      return await stat(path);
    } catch {
      return undefined;
    }
  }

  private async read(path: string, full: string): Promise<TextFile | undefined> {
    try {
      const { size } = await stat(full);
      if (size > this.maxFileSize) {
        this.leaveOut(full, `${size} bytes are more than the limit of ${this.maxFileSize}`, 'read/too-large');
        return undefined;
      }
      const bytes = await readFile(full);
      if (bytes.includes(0)) return undefined;
      return { path, content: bytes.toString('utf8') };
    } catch (error) {
      this.leaveOut(full, `cannot be read: ${(error as Error).message}`, 'read/unreadable');
      return undefined;
    }
  }

  private leaveOut(full: string, message: string, code: 'read/unreadable' | 'read/too-large'): void {
    this.diagnostics.push(problem(code, message, { file: this.shown(full), line: 1, column: 1 }));
  }

  private shown(full: string): string {
    const path = relative(this.base, full);
    const inside = path !== '' && !path.startsWith(`..${sep}`) && path !== '..';
    return (inside ? path : path === '' ? '.' : full).split(sep).join('/');
  }
}

function isCandidate(name: string): boolean {
  return CANDIDATE.test(name) && !LOCK_FILES.test(name);
}

async function ignoreLayer(folder: string): Promise<IgnoreLayer | undefined> {
  try {
    const rules = ignore().add(await readFile(join(folder, '.gitignore'), 'utf8'));
    return { folder, rules };
  } catch {
    return undefined;
  }
}

/** The `.gitignore` files above a folder, up to the repository's top. */
async function outerLayers(folder: string): Promise<readonly IgnoreLayer[]> {
  const layers: IgnoreLayer[] = [];
  let at = folder;
  while (!(await exists(join(at, '.git')))) {
    const above = dirname(at);
    if (above === at) return [];
    const layer = await ignoreLayer(above);
    if (layer !== undefined) layers.unshift(layer);
    at = above;
  }
  return layers;
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}

/** The innermost `.gitignore` that says anything about a path decides. */
function isIgnored(full: string, isFolder: boolean, layers: readonly IgnoreLayer[]): boolean {
  for (const { folder, rules } of [...layers].reverse()) {
    const path = relative(folder, full).split(sep).join('/') + (isFolder ? '/' : '');
    const { ignored, unignored } = rules.test(path);
    if (ignored || unignored) return ignored;
  }
  return false;
}
