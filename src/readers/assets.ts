import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Failure } from '../diagnostics.js';

/** A file that `scripts/` pack into `assets/`. */
export type Asset = 'iam-catalog' | 'managed-policies' | 'bundled-policies' | 'sam-policies';

/** One folder up from our parts, beside a bundle of somebody else's; seen from the source, in what is packed and what was built. */
const FOLDERS = ['../', './', '../../assets/', '../../dist/'];

let entry: string | undefined;

/** Says where the library is, where that is known: parts that somebody has bundled into an ES module cannot tell. */
export function seenFrom(url: string | undefined): void {
  entry = url;
}

/** The text of an asset. */
export function readAsset(name: Asset): string {
  // Every run of `lint` reads it: not packed, since unpacking takes Node a third of its own start.
  if (name === 'iam-catalog') return readPart(`${name}.txt`).toString();
  const bytes = readPart(`${name}.br`);
  // Loaded here: most runs read no asset, and it costs Node a tenth of its own start.
  return process.getBuiltinModule('node:zlib').brotliDecompressSync(bytes).toString();
}

/** A part of the program that is no code, by its path in `dist/`. */
export function readPart(path: string): Buffer {
  const found = findPart(path);
  if (found === undefined) throw missingPart(path);
  return found;
}

/** What is said where a part is nowhere. */
export function missingPart(path: string): Failure {
  const message = `${path} is missing, a part of irsa-forge`;
  return new Failure('part-missing', 'environment', message, { help: 'install irsa-forge again' });
}

/** The same where it may be elsewhere. */
export function findPart(path: string): Buffer | undefined {
  for (const folder of FOLDERS) {
    try {
      return readFileSync(fileURLToPath(new URL(`${folder}${path}`, entry ?? import.meta.url)));
    } catch {
      // Not there: the next folder.
    }
  }
  return undefined;
}
