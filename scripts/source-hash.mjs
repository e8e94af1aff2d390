import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path/posix';

/** Where a build keeps the hash of what it was made of. */
export const HASH_FILE = 'dist/sources.sha256';

const FOLDERS = ['assets', 'src', 'templates'];
const FILES = [
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'scripts/types.tsconfig.json'],
  ...['build', 'program', 'handlebars', 'notices'].map((name) => `scripts/${name}.mjs`),
];

/** The hash of everything that a build is made of, so that a test can tell whether `dist/` is of today. */
export function hashSources(root = '.') {
  const hash = createHash('sha256');
  const inFolders = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name))),
  );
  for (const path of [...inFolders.sort(), ...FILES]) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}
