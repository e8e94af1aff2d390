import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Failure } from '../diagnostics.js';

/** A file that `scripts/` pack into `assets/`. */
export type Asset = 'iam-catalog' | 'managed-policies' | 'bundled-policies';

/** One folder up from the bundles; in the source, in a folder of its own. */
const FOLDERS = ['./', '../', '../../assets/'];

/** The text of an asset. */
export function readAsset(name: Asset): string {
  for (const folder of FOLDERS) {
    const bytes = readIfThere(fileURLToPath(new URL(`${folder}${name}.br`, import.meta.url)));
    // Loaded here: most runs read no asset, and it costs Node a tenth of its own start.
    if (bytes !== undefined)
      return process.getBuiltinModule('node:zlib').brotliDecompressSync(bytes).toString();
  }
  throw new Failure('asset-missing', 'environment', `${name}.br is missing, a part of irsa-forge`, {
    help: 'install irsa-forge again',
  });
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
