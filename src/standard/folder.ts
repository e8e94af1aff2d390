import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { isFolder } from '../readers/read-text.js';
import { quote } from '../text/quote.js';
import { decodeUtf8 } from '../text/utf8.js';

/** Why a file or folder of a standard is not read. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    message: string,
    readonly help: string,
    /** Whether there is nothing at all. */
    readonly isMissing = false,
  ) {
    super(message);
  }
}

/** Largest file in bytes, and how many templates a standard may have. */
const LARGEST = 1_000_000;
const MOST_FILES = 500;

const PACKAGE_NAME = /^(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/;

/** The real path of the folder that `standard:` or `extends:` means, seen from the folder of its file. */
export function findStandardFolder(ref: string, from: string): string {
  if (/^\.{1,2}(?:\/|$)/.test(ref)) return realFolder(resolve(from, ref), ref);
  if (PACKAGE_NAME.test(ref)) return findPackage(ref, from);
  const help = ref.startsWith('/') ? `write a path relative to this file` : `write "./${ref}" for a folder`;
  throw new Refused(`${quote(ref)} is neither a relative path nor the name of a package`, help);
}

/** The real path of a folder that must be there; `ref` is how its user names it. */
export function realFolder(path: string, ref: string): string {
  try {
    const real = realpathSync(path);
    if (statSync(real).isDirectory()) return real;
  } catch {
    // As for a file: it is no folder.
  }
  throw new Refused(`there is no folder ${quote(ref)}`, 'name the folder that holds standard.yaml');
}

function findPackage(name: string, from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (isFolder(candidate)) return realpathSync(candidate);
    if (folder === dirname(folder)) break;
  }
  const help = isFolder(resolve(from, name))
    ? `write "./${name}" for the folder`
    : `npm install --save-dev ${name}`;
  throw new Refused(`no package ${quote(name)} is installed`, help);
}

/** Reads a file of a standard as text with LF; undefined when there is none. What leads out of the folder is refused. */
export function readInside(root: string, path: string): string | undefined {
  const full = resolve(root, path);
  const found = lstatSync(full, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  checkInside(root, full, path);
  const { size } = statFile(full, path);
  if (size > LARGEST) {
    throw new Refused(`${quote(path)} has ${size} bytes`, `a file of a standard has at most ${LARGEST}`);
  }
  return decode(readFileSync(full), path).replaceAll('\r\n', '\n');
}

/** The folder of templates below a standard's own folder. */
export function findInside(root: string, path: string): string {
  const full = resolve(root, path);
  if (lstatSync(full, { throwIfNoEntry: false }) === undefined) {
    throw new Refused(
      `there is no folder ${quote(path)}`,
      'name the folder of templates, below that of standard.yaml',
      true,
    );
  }
  checkInside(root, full, path);
  if (!isFolder(full)) throw new Refused(`${quote(path)} is no folder`, 'name the folder of templates');
  return realpathSync(full);
}

/** Every file below a folder that ends so, by path with `/`, sorted; links that lead out of the root are refused. */
export function listInside(root: string, folder: string, end: string): readonly string[] {
  const found: string[] = [];
  const walk = (at: string, depth: number): void => {
    if (depth > 10)
      throw new Refused(`${quote(relative(root, at))} is nested too deeply`, 'use fewer folders');
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (/[\u0000-\u001f\u007f]/.test(entry.name)) {
        throw new Refused(`${quote(entry.name)} is no name for a file`, 'name it with letters');
      }
      const full = join(at, entry.name);
      const path = relative(folder, full).split(sep).join('/');
      if (entry.isSymbolicLink()) checkInside(root, full, path);
      const isDirectory = entry.isSymbolicLink() ? isFolder(full) : entry.isDirectory();
      if (isDirectory) walk(full, depth + 1);
      else if (entry.name.endsWith(end)) found.push(path);
      if (found.length > MOST_FILES)
        throw new Refused(`there are more than ${MOST_FILES} templates`, 'use fewer');
    }
  };
  walk(folder, 0);
  return found.sort();
}

function checkInside(root: string, full: string, path: string): void {
  const help = 'everything of a standard is in its own folder: to use what another one has, extend it';
  let real: string;
  try {
    real = realpathSync(full);
  } catch {
    throw new Refused(`${quote(path)} is a link that leads nowhere`, help);
  }
  const isBelow = (target: string) =>
    target === root || target.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
  if (!isBelow(full) || !isBelow(real))
    throw new Refused(`${quote(path)} leads out of the standard's folder`, help);
}

function statFile(full: string, path: string): { readonly size: number } {
  const stats = statSync(full);
  if (!stats.isFile()) throw new Refused(`${quote(path)} is no file`, 'put a plain file there');
  return stats;
}

function decode(bytes: Uint8Array, path: string): string {
  const text = decodeUtf8(bytes);
  if (text === undefined) throw new Refused(`${quote(path)} is not UTF-8 text`, 'save it as UTF-8');
  return text.replace(/^\ufeff/, '');
}
